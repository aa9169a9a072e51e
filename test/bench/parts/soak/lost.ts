import { existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { schemaFile } from '../../../../main/warehouse/schema-file.ts';
import type { Kind, Load } from './load.ts';

export interface Lost {
  kind: Kind;
  acknowledged: number;
  lost: string[];
  /** What else is wrong with them, in words. */
  notes: string[];
}

/** Looks for all that was acknowledged, in the files of an engine that has ended. */
export function findLost(dataDir: string, load: Load, seen: ReadonlyMap<string, number>) {
  const db = new SqliteDatabase(join(dataDir, 'backstitch.db'), { readonly: true });
  const captures = new Map(
    db
      .prepare<[], { key: string; listed: number; size: number; file: string | null }>(
        `SELECT substr(k.target, instr(k.target, '?') + 1) AS key, c.id IS NOT NULL AS listed,
                coalesce(length(k.body), 0) AS size, k.body_file AS file
           FROM capture_contents k LEFT JOIN captures c ON c.id = k.capture_id`,
      )
      .all()
      .map((row) => [row.key, row]),
  );
  const integrity = db.pragma('integrity_check', { simple: true });
  db.close();
  const tables = new SqliteDatabase(schemaFile(join(dataDir, 'warehouse'), 'soak'), {
    readonly: true,
  });
  const rows = new Map<string, number>();
  for (const key of tables.prepare<[], string>('SELECT key FROM data').pluck().all())
    rows.set(key, (rows.get(key) ?? 0) + 1);
  tables.close();

  const isKept = (key: string): boolean => {
    const row = captures.get(key);
    if (row === undefined || row.listed === 0) return false;
    return row.file === null ? row.size > 0 : existsSync(join(dataDir, 'bodies', row.file));
  };
  const twice = (counts: ReadonlyMap<string, number>, keys: readonly string[]): number =>
    keys.filter((key) => (counts.get(key) ?? 0) > 1).length;
  const { capture, forward, function: called, load: loads, delivery } = load.acknowledged;
  const of = (kind: Kind, keys: string[], isThere: (key: string) => boolean, notes: string[]) => ({
    kind,
    acknowledged: keys.length,
    lost: keys.filter((key) => !isThere(key)),
    notes,
  });
  const lost: Lost[] = [
    of('capture', capture, isKept, []),
    of('forward', forward, (key) => isKept(key) && seen.has(key), [
      `sent twice: ${twice(seen, forward)}`,
    ]),
    of('function', called, isKept, []),
    of('load', loads, (key) => isKept(key) && rows.has(key), [
      `in the table twice: ${twice(rows, loads)}`,
    ]),
    of('delivery', delivery, (key) => seen.has(key), [`sent twice: ${twice(seen, delivery)}`]),
  ];
  return { lost, integrity, doubled: twice(rows, loads) };
}
