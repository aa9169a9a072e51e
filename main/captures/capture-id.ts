import type { CaptureId } from '../../preload/contract/shapes.ts';

const EPOCH = Date.UTC(2024, 0, 1);
const PER_MS = 4096;
/** Later times share an id: a number of JavaScript holds no more, and a clock that far ahead is wrong. */
const LATEST = Date.UTC(2090, 0, 1);
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 11;

/** Smallest row id an arrival at `ms` (epoch ms) or later can have. */
export function firstIdAt(ms: number): number {
  return Math.max(0, Math.floor(Math.min(ms, LATEST) - EPOCH)) * PER_MS;
}

/** When the arrival with a row id came, epoch ms; later than that only where more came than ids fit a ms. */
export const arrivedAt = (rowId: number): number => EPOCH + Math.floor(rowId / PER_MS);

/** How far apart ids of arrivals `ms` apart are. */
export const idSpan = (ms: number): number => ms * PER_MS;

/** The public form of a row id: 11 letters and digits that sort like the number. */
export function encodeId(rowId: number): CaptureId {
  let text = '';
  let rest = rowId;
  for (let i = 0; i < LENGTH; i += 1) {
    text = (ALPHABET[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text as CaptureId;
}

/** The row id behind a public id; undefined if it is not one. */
export function decodeId(id: string): number | undefined {
  if (id.length !== LENGTH) return undefined;
  let rowId = 0;
  for (const letter of id.toLowerCase()) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) return undefined;
    rowId = rowId * 32 + digit;
  }
  return Number.isSafeInteger(rowId) ? rowId : undefined;
}

/**
 * Gives out row ids in order of arrival, also when the clock steps back.
 *
 * @param last the highest id already in use.
 */
export function createIdSource(last: number): (nowMs: number) => number {
  let previous = last;
  return (nowMs) => {
    previous = Math.max(previous + 1, firstIdAt(nowMs));
    return previous;
  };
}
