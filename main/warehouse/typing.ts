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
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/**
 * The type of a value, from its token alone: `16.0` is a float, `16` an integer, a date in a
 * string a string. Only with `detectTimestamps` a full RFC 3339 date-time is a timestamp, in UTC.
 */
export function typeOf({ kind, source }: Field, detectTimestamps: boolean): Typed {
  switch (kind) {
    case 'null':
      return { ok: true, type: null };
    case 'integer':
      return integerOf(source);
    case 'float': {
      const value = Number(source);
      if (!Number.isFinite(value)) {
        return { ok: false, reason: `decimal out of range for SQLite on ${source}` };
      }
      return { ok: true, type: 'float', value };
    }
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
