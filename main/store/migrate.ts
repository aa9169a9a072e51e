import type { Database } from 'better-sqlite3';
import { BackstitchError } from '../lib/errors.ts';

export interface Migration {
  /** 1, 2, 3 …: becomes SQLite's `user_version`. */
  version: number;
  name: string;
  /** True where rows of an older version are touched: a copy of the database is made first. */
  changesExisting: boolean;
  /**
   * It edits the text of the schema, for what `ALTER TABLE` cannot do without copying every row: to take
   * a foreign key off a table. Ends with `PRAGMA writable_schema = RESET`.
   */
  rewritesSchema?: boolean;
  sql: string;
}

/**
 * Brings the database up to the newest version, each migration in its own transaction.
 *
 * @param backup called once, before the first migration that changes existing tables.
 * @throws BackstitchError DATABASE_TOO_NEW; nothing was changed then.
 */
export function migrate(
  db: Database,
  migrations: readonly Migration[],
  backup: (fromVersion: number) => void,
): void {
  const from = db.pragma('user_version', { simple: true }) as number;
  const newest = migrations.at(-1)?.version ?? 0;
  if (from > newest) {
    throw new BackstitchError(
      'DATABASE_TOO_NEW',
      `The database has version ${from}; this Backstitch knows versions up to ${newest}.`,
      { hint: 'Update Backstitch, or start it with another --data-dir.' },
    );
  }
  const pending = migrations.filter((migration) => migration.version > from);
  if (from > 0 && pending.some((migration) => migration.changesExisting)) backup(from);
  for (const migration of pending) {
    const relaxed = migration.rewritesSchema === true;
    if (relaxed) db.unsafeMode(true).pragma('writable_schema = ON');
    try {
      db.transaction(() => {
        db.exec(migration.sql);
        db.pragma(`user_version = ${migration.version}`);
      }).immediate();
    } finally {
      if (relaxed) db.unsafeMode(false);
    }
  }
}
