import { type Field, textOf } from './json/read-records.ts';
import type { ColumnType } from './names.ts';

/** A value as SQLite takes it. Integers that a double cannot hold are BigInt. */
export type Stored = string | number | bigint;

export type Typed =
  | { ok: true; type: ColumnType; value: Stored }
  /** null: nothing to store, and no column for it. */
  | { ok: true; type: null }
  | { ok: false; reason: string };

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;
/** Digits that always fit a double exactly. */
const SAFE_LENGTH = 15;
/** More digits, and smaller numbers, PostgreSQL does not take either. */
const MAX_DIGITS = 1000;
const LEAST_POWER = -10_000;
const EXPONENT = /[eE]/;
const PARTS = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/**
 * The type of a value, from its token alone: `16.0` is a float, `16` an integer, a date in a
 * string a string. A number with more digits than a double holds is a decimal, kept as its text. Only with `detectTimestamps` a full RFC 3339 date-time is a timestamp, in UTC.
 */
export function typeOf({ kind, source }: Field, detectTimestamps: boolean): Typed {
  switch (kind) {
    case 'null':
      return { ok: true, type: null };
    case 'integer':
      return integerOf(source);
    case 'float':
      return floatOf(source);
    case 'boolean':
      return { ok: true, type: 'boolean', value: source === 'true' ? 1 : 0 };
    case 'json':
      return { ok: true, type: 'json', value: source };
    case 'string': {
      const value = textOf(source);
      const timestamp = detectTimestamps ? timestampOf(value) : undefined;
      if (timestamp !== undefined) return { ok: true, type: 'timestamp', value: timestamp };
      return { ok: true, type: 'string', value };
    }
  }
}

/** A double where it holds the number to its last digit, else the token as it was sent. */
function floatOf(source: string): Typed {
  const value = Number(source);
  const outOfRange = { ok: false, reason: `decimal out of range for SQLite on ${source}` } as const;
  if (!Number.isFinite(value)) return outOfRange;
  if (source.length <= SAFE_LENGTH && !EXPONENT.test(source)) {
    return { ok: true, type: 'float', value };
  }
  const told = partsOf(source);
  const held = partsOf(String(value));
  if (told.digits === held.digits && told.power === held.power) {
    return { ok: true, type: 'float', value };
  }
  if (told.digits.length > MAX_DIGITS || told.power < LEAST_POWER) return outOfRange;
  return { ok: true, type: 'decimal', value: source };
}

/** A number as its digits without zeros around them and a power of ten: `-1.50e3` is -15 and 2. */
function partsOf(source: string): { digits: string; power: number } {
  const [, whole = '', fraction = '', exponent = '0'] = PARTS.exec(source) ?? [];
  const all = whole + fraction;
  let from = 0;
  while (all[from] === '0') from += 1;
  let to = all.length;
  while (to > from && all[to - 1] === '0') to -= 1;
  if (from === to) return { digits: '', power: 0 };
  const power = Number(exponent) - fraction.length + (all.length - to);
  return { digits: (source.startsWith('-') ? '-' : '') + all.slice(from, to), power };
}

function integerOf(source: string): Typed {
  // -0 is 0: SQLite knows no negative zero among integers.
  if (source.length <= SAFE_LENGTH) return { ok: true, type: 'integer', value: Number(source) + 0 };
  const value = BigInt(source);
  if (value < MIN || value > MAX) {
    return { ok: false, reason: `integer out of range for SQLite on ${source}` };
  }
  return { ok: true, type: 'integer', value };
}

function timestampOf(text: string): string | undefined {
  if (!DATE_TIME.test(text)) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return undefined;
  // Date rolls 30 February over to March: such a text is no date.
  const day = Number(text.slice(8, 10));
  const last = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0));
  if (day > last.getUTCDate()) return undefined;
  const iso = date.toISOString();
  // In UTC the year may have left what a timestamp holds elsewhere.
  return /^(?!0000)\d{4}-/.test(iso) ? iso : undefined;
}
