import type { Portable } from '../portable.ts';

/** The end of the year 9999: later ones cannot be written down. */
const LAST_MS = 253_402_300_799_999;
const MOST_HEADERS = 10_000;
const NOTE_LENGTH = 10_000;

// oxlint-disable-next-line no-control-regex
const ON_WIRE = /^[\u0000-\u00ff]*$/;

/**
 * What of a capture cannot be, in words for people; null where nothing is. A file is a stranger's: schemas say which
 * types its values have, not that they make sense.
 */
export function oddity(capture: Portable): string | null {
  const { receivedAt, durationMs, status, headers, trailers, reply } = capture;
  if (!Number.isFinite(receivedAt) || receivedAt < 0 || receivedAt > LAST_MS) {
    return 'Its time is not between the years 1970 and 9999.';
  }
  if (durationMs !== null && !(durationMs >= 0 && durationMs < LAST_MS)) {
    return 'Its duration is no length of time.';
  }
  if ([status, reply?.status].some((one) => typeof one === 'number' && (one < 100 || one > 999))) {
    return 'Its status is none that HTTP has.';
  }
  if (!/^[!-~]{0,100}$/.test(capture.method)) {
    return 'Its method is none that HTTP can have.';
  }
  const all = [...headers, ...trailers, ...(reply?.headers ?? [])];
  if (all.length > MOST_HEADERS) return `It has more than ${MOST_HEADERS} headers.`;
  if (![capture.target, ...all.flat()].every((text) => ON_WIRE.test(text))) {
    return 'Its target or a header has characters that cannot be sent.';
  }
  if (capture.note.length > NOTE_LENGTH) return 'Its note is longer than 10,000 characters.';
  const { surplus, surplusBytes } = capture;
  if (surplus !== null && surplus.sizeBytes < (surplusBytes?.length ?? 0)) {
    return 'It says less than it holds of what came behind it.';
  }
  return null;
}
