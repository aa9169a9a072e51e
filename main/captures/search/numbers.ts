import type { NumberRange } from './terms.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const SIZE = /^(\d+\.?\d*|\.\d+)\s*(b|k|kb|kib|m|mb|mib|g|gb|gib)?$/i;
const POWERS: Record<string, number> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export type ReadNumber = (text: string) => number | undefined;

export const readNumber: ReadNumber = (text) => (NUMBER.test(text) ? Number(text) : undefined);

/** Bytes: `512`, `10kb`, `1.5mb`. 1 kb is 1024 bytes, as the list shows sizes. */
export const readSize: ReadNumber = (text) => {
  const found = SIZE.exec(text);
  if (!found) return undefined;
  return Math.round(Number(found[1]) * (POWERS[(found[2] ?? '').charAt(0).toLowerCase()] ?? 1));
};

/** A status of three digits. */
export const readStatus: ReadNumber = (text) => (/^\d{3}$/.test(text) ? Number(text) : undefined);

const ALL: NumberRange = { min: -Infinity, max: Infinity, minOpen: false, maxOpen: false };

/**
 * Reads `>5`, `>=5`, `<5`, `<=5`, `5..10`, `5..`, `..10`: both ends of `..` count.
 *
 * @returns the range; 'bad' if it is written as a range but its numbers are not; undefined if it
 * is not written as a range.
 */
export function readRange(text: string, read: ReadNumber): NumberRange | 'bad' | undefined {
  const compared = /^(>=|<=|>|<)([^]*)$/.exec(text);
  if (compared) {
    const bound = read(compared[2] ?? '');
    if (bound === undefined) return 'bad';
    const open = compared[1]?.length === 1;
    return compared[1]?.startsWith('>')
      ? { ...ALL, min: bound, minOpen: open }
      : { ...ALL, max: bound, maxOpen: open };
  }
  const dots = text.indexOf('..');
  if (dots < 0) return undefined;
  const [low, high] = [text.slice(0, dots), text.slice(dots + 2)];
  const min = low === '' ? -Infinity : read(low);
  const max = high === '' ? Infinity : read(high);
  if (min === undefined || max === undefined || (low === '' && high === '')) return 'bad';
  return { ...ALL, min, max };
}

/** `4xx` as a range; undefined if it is no class. */
export function readStatusClass(text: string): NumberRange | undefined {
  const found = /^([1-9])xx$/i.exec(text);
  if (!found) return undefined;
  const first = Number(found[1]) * 100;
  return { ...ALL, min: first, max: first + 99 };
}

export const exactly = (value: number): NumberRange => ({ ...ALL, min: value, max: value });
