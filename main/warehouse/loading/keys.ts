import type { Database, Statement } from 'better-sqlite3';
import { quoted } from '../names.ts';
import type { Value } from '../shape-record.ts';
import type { Tables } from '../tables.ts';

const INDEX = '_backstitch_key';

/** Upsert: of the rows of a key the newest stays, with the rows of its subtables. */
export function openKeys(db: Database, tables: Tables, keys: readonly string[]) {
  let select: Statement | undefined;

  function dropRows(sequences: string, ...params: unknown[]): void {
    for (const table of [...tables.children(), 'data']) {
      db.prepare(`DELETE FROM ${quoted(table)} WHERE _sdc_sequence ${sequences}`).run(...params);
    }
  }

  return {
    /** Makes room for a row; false where a newer one of its key is there. */
    takePlace(values: readonly Value[], seq: bigint): boolean {
      const where = keys.map((key) => `${quoted(key)} = ?`).join(' AND ');
      select ??= db.prepare(`SELECT _sdc_sequence FROM data WHERE ${where}`).pluck().safeIntegers();
      const given = keys.map((key) => values.find(({ name }) => name === key)?.value ?? null);
      const held = select.get(...given) as bigint | undefined;
      if (held === undefined) return true;
      if (held > seq) return false;
      dropRows('= ?', held);
      return true;
    },
    /**
     * Collapses what is there to the newest row of each key, and keeps it so. Rows without a value
     * of the key stay. Nothing to do where that was done, or columns of the key are still to come.
     */
    keepLatestOnly(): void {
      const columns = tables.data(false).columns;
      if (keys.some((key) => columns.typeOf(key) === undefined)) return;
      if (db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(INDEX)) return;
      const list = keys.map(quoted).join(', ');
      const isKeyed = keys.map((key) => `${quoted(key)} IS NOT NULL`).join(' AND ');
      db.exec(`
        CREATE TEMP TABLE superseded AS
          SELECT _sdc_sequence AS seq FROM data WHERE ${isKeyed}
             AND _sdc_sequence NOT IN (SELECT MAX(_sdc_sequence) FROM data GROUP BY ${list})`);
      dropRows('IN (SELECT seq FROM temp.superseded)');
      // Who copies the tables has to look at these once more.
      db.exec(`
        INSERT INTO _backstitch_rewrites (first_seq, end_seq)
          SELECT min(seq), max(seq) + 1 FROM temp.superseded HAVING count(*) > 0;
        DROP TABLE temp.superseded;
        CREATE UNIQUE INDEX ${INDEX} ON data (${list})`);
    },
  };
}
