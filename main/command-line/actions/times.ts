import { durationMs, readPlace } from '../../../preload/rules/times.ts';
import { bad } from '../refusals.ts';

/**
 * Reads a length of time such as `500ms`, `10s`, `2m`, `1h`, `7d`.
 *
 * @returns milliseconds
 * @throws BackstitchError BAD_ARGUMENT
 */
export const readDuration =
  (flag: string) =>
  (text: string): number => {
    const ms = durationMs(text);
    if (ms !== undefined) return ms;
    throw bad(`${flag} ${text} is no length of time.`, 'Write 500ms, 10s, 2m, 1h or 7d.');
  };

/** A place in the order of arrival, as the engine reads it; undefined where everything counts. */
export type SincePlace = string | undefined;

/** When this command was started, epoch ms. */
const startedAt = (): number => Math.floor(performance.timeOrigin);

/**
 * Reads `--since`: a length of time ago, ISO 8601, epoch ms, a capture, a mark, `start` of the command,
 * or `all`.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export function readSince(text: string, nowMs: number = Date.now()): SincePlace {
  const place = readPlace(text, String(startedAt()), nowMs);
  if (place !== null) return place;
  throw bad(
    `--since ${text} is no time.`,
    'Write 10s, 2m or 1h, a time such as 2026-11-27T08:00, epoch ms, a capture, a mark, start or all.',
  );
}
