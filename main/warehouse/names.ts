/** Rules of the `sqlite` destination for names of columns and tables. */
export const MAX_NAME = 251;
export const MAX_COLUMNS = 2000;

const SPLITS = {
  integer: 'it',
  float: 'fl',
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

/** Counted in characters as a person would, not in UTF-16 units. */
export const isTooLong = (name: string): boolean =>
  name.length > MAX_NAME && Array.from(name).length > MAX_NAME;

/** The column for values of another type than the one that came first. */
export const splitName = (base: string, type: ColumnType): string => `${base}__${SPLITS[type]}`;

/** An identifier as SQL takes it, whatever stands in it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
