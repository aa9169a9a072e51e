import type { Database } from 'better-sqlite3';
import type { Column } from './columns.ts';
import { MAX_COLUMNS, quoted } from './names.ts';

/**
 * The sequence as the milliseconds that Stitch's pages call it: it is those times a million, and a
 * counter. Views have it, unless that would be a column too many.
 */
const SEQUENCE_MS = '_sdc_sequence_ms';
const millisecondsOf = (columns: number, from: string): string =>
  columns < MAX_COLUMNS ? `, ${from}_sdc_sequence / 1000000 AS ${SEQUENCE_MS}` : '';

/** The latest version of each row, by key. In the form that Stitch documents. */
export function latestQuery(keys: readonly string[], columns = MAX_COLUMNS): string {
  const list = keys.map(quoted).join(', ');
  const joined = keys.map((key) => `o.${quoted(key)} = oo.${quoted(key)}`).join(' AND ');
  return `SELECT o.*${millisecondsOf(columns, 'o.')} FROM data o
JOIN (SELECT MAX(_sdc_sequence) AS seq, ${list} FROM data GROUP BY ${list}) oo
  ON ${joined} AND o._sdc_sequence = oo.seq`;
}

const asText = ({ name, type }: Column): string =>
  type === 'boolean'
    ? `CASE ${quoted(name)} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`
    : `CAST(${quoted(name)} AS TEXT)`;

/** All columns, with those split by type put together again as text. */
function unsplitQuery(columns: readonly Column[], system: readonly string[]): string {
  const payload = columns
    .filter(({ isSplit }) => !isSplit)
    .map((base) => {
      const family = [base, ...columns.filter((one) => one.isSplit && one.base === base.name)];
      if (family.length === 1) return quoted(base.name);
      return `COALESCE(${family.map(asText).join(', ')}) AS ${quoted(base.name)}`;
    });
  const list = [...system.map(quoted), ...payload];
  return `SELECT ${list.join(', ')}${millisecondsOf(list.length, '')} FROM data`;
}

/**
 * Makes the views again: `data_unsplit` always, `data_latest` where there is a key and its columns
 * exist. A view over a column that is missing could not be read.
 */
export function rebuildViews(
  db: Database,
  keys: readonly string[],
  columns: readonly Column[],
  system: readonly string[],
): void {
  db.exec('DROP VIEW IF EXISTS data_latest; DROP VIEW IF EXISTS data_unsplit;');
  db.exec(`CREATE VIEW data_unsplit AS ${unsplitQuery(columns, system)}`);
  const known = new Set(columns.map(({ name }) => name));
  if (keys.length > 0 && keys.every((key) => known.has(key))) {
    db.exec(`CREATE VIEW data_latest AS ${latestQuery(keys, columns.length + system.length)}`);
  }
}
