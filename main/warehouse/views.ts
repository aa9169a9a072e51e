import type { Database } from 'better-sqlite3';
import type { Column } from './columns.ts';
import { quoted } from './names.ts';

/** The latest version of each row, by key. In the form that Stitch documents. */
export function latestQuery(keys: readonly string[], from = 'data'): string {
  const list = keys.map(quoted).join(', ');
  const joined = keys.map((key) => `o.${quoted(key)} = oo.${quoted(key)}`).join(' AND ');
  return `SELECT o.* FROM ${from} o
JOIN (SELECT MAX(_sdc_sequence) AS seq, ${list} FROM ${from} GROUP BY ${list}) oo
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
  return `SELECT ${[...system.map(quoted), ...payload].join(', ')} FROM data`;
}

/**
 * Makes the views anew: `data_unsplit` always, `data_latest` where there is a key and its columns
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
    db.exec(`CREATE VIEW data_latest AS ${latestQuery(keys)}`);
  }
}
