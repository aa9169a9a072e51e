/** Rules of the `sqlite` destination for names of columns and tables. */
export const MAX_NAME = 251;
export const MAX_COLUMNS = 2000;

const SPLITS = {
  integer: 'it',
  float: 'fl',
  decimal: 'de',
  boolean: 'bo',
  string: 'st',
  json: 'js',
  timestamp: 'ti',
};
export type ColumnType = keyof typeof SPLITS;

const PREFIX = /^(?:__?sdc|_rjm)/i;
const SUFFIX = /__(?:it|fl|de|bo|st|ti|js)$/i;

/**
 * The column a key goes to. Letters A to Z are folded as SQLite folds identifiers; all else stays,
 * whatever its script.
 */
export function canonicalName(key: string): string {
  const name = key
    .toWellFormed()
    .trim()
    // oxlint-disable-next-line no-control-regex -- identifiers cannot hold them
    .replace(/[\u0000-\u001f\u007f]/g, '_')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return name === '' ? '_' : name;
}

export const hasReservedPrefix = (name: string): boolean => PREFIX.test(name);
export const hasReservedSuffix = (name: string): boolean => SUFFIX.test(name);

/** Why a name belongs to Backstitch; null where a sender may have it. */
export type Reserved = 'prefix' | 'suffix' | null;

const reservedOf = (name: string): Reserved => {
  if (hasReservedPrefix(name)) return 'prefix';
  return hasReservedSuffix(name) ? 'suffix' : null;
};

/** A reserved name as its field may be called instead: `price__it_`, `x_sdc_sequence`. */
export const renamed = (name: string, why: 'prefix' | 'suffix'): string =>
  why === 'prefix' ? `x${name}` : `${name}_`;

/** Counted in characters as a person would, not in UTF-16 units. */
export const isTooLong = (name: string): boolean =>
  name.length > MAX_NAME && Array.from(name).length > MAX_NAME;

/** What a key is as the name of a column. */
export interface ColumnName {
  name: string;
  reserved: Reserved;
  tooLong: boolean;
}

/** Names kept, and up to which length: events of one sender have the same keys again and again. */
const MAX_KEPT = 5000;
const KEPT_LENGTH = 100;
const kept = new Map<string, ColumnName>();

/** What a key is as the name of a column; looked up where it was met before. */
export function columnName(key: string): ColumnName {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const name = canonicalName(key);
  const found = { name, reserved: reservedOf(name), tooLong: isTooLong(name) };
  if (key.length <= KEPT_LENGTH) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, found);
  }
  return found;
}

/** The column for values of another type than the one that came first. */
export const splitName = (base: string, type: ColumnType): string => `${base}__${SPLITS[type]}`;

/** An identifier as SQL takes it, whatever stands in it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
