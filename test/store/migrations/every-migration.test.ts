import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { prepareDataDir } from '../../../main/store/data-dir.ts';
import { migrate, type Migration } from '../../../main/store/migrate.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { openDatabase } from '../../../main/store/open.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import type { MigrationCase } from './case.ts';
import { FIRST_TABLES } from './first-tables.ts';
import { LATER_CHANGES } from './later-changes.ts';

const CASES: Readonly<Record<number, MigrationCase>> = { ...FIRST_TABLES, ...LATER_CHANGES };
const FOLDER = join(import.meta.dirname, '../../../main/store/migrations');

function caseOf(migration: Migration): MigrationCase {
  const found = CASES[migration.version];
  if (!found) throw new Error(`Migration ${migration.version} has no case: write one.`);
  return found;
}

/** A database of the version before a migration, with the rows of its case. */
function before(migration: Migration): Database {
  const db = new SqliteDatabase(':memory:');
  migrate(db, upTo(migration.version - 1), () => {});
  db.exec(caseOf(migration).rows);
  return db;
}

const upTo = (version: number): Migration[] => migrations.filter((one) => one.version <= version);

/** Every row of every table but those of the search index, which is made again, in the order of their keys. */
function rowsOf(db: Database): Map<string, Record<string, unknown>[]> {
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
          AND name NOT LIKE 'captures_text%' AND name NOT LIKE 'search_%' ORDER BY name`,
    )
    .pluck()
    .all();
  return new Map(
    tables.map((table) => [
      table,
      db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all(),
    ]),
  );
}

/** Rows without the columns that a migration rewrites. */
function without(rows: Record<string, unknown>[], table: string, rewrites: readonly string[]) {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([name]) => !rewrites.includes(`${table}.${name}`)),
    ),
  );
}

function expectSound(db: Database): void {
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_key_check')).toEqual([]);
}

/** The text of each table, index, view and trigger, by name. */
const schemaOf = (db: Database): unknown[] =>
  db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all();

/** The schema of a data directory that is opened for the first time. */
function freshSchema(): unknown[] {
  using dir = tempDir();
  prepareDataDir(dir.path);
  const db = openDatabase(dir.path);
  migrate(db, migrations, () => {});
  const schema = schemaOf(db);
  db.close();
  return schema;
}

const FRESH = freshSchema();

const named = migrations.map((migration) => [migration.version, migration] as const);

it('every migration is listed, in the order of its number, and has a case', () => {
  const numbers = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .flatMap((path) => /(?:^|[\\/])(\d{4})-[^\\/]*\.ts$/.exec(path)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
  expect(migrations.map(({ version }) => version)).toEqual(numbers);
  expect(Object.keys(CASES).map(Number)).toEqual(numbers);
});

describe('a migration', () => {
  it.each(
    migrations.map((migration) => [migration.name, caseOf(migration).what, migration] as const),
  )('%s %s', (_name, _what, migration) => {
    const db = before(migration);
    migrate(db, upTo(migration.version), () => {});
    expect(db.pragma('user_version', { simple: true })).toBe(migration.version);
    caseOf(migration).check(db);
    db.close();
  });

  it.each(named)(
    '%i leaves every row of the version before as it was, and the file sound',
    (_version, migration) => {
      const db = before(migration);
      const { rewrites = [] } = caseOf(migration);
      const old = rowsOf(db);
      migrate(db, upTo(migration.version), () => {});
      const now = rowsOf(db);
      for (const [table, rows] of old) {
        // A new column may stand beside the old ones.
        expect(now.get(table), table).toMatchObject(without(rows, table, rewrites));
        expect(now.get(table), table).toHaveLength(rows.length);
      }
      expectSound(db);
      db.close();
    },
  );

  it.each(named)(
    '%i asks for a copy of the database if it changes what is there',
    (_version, migration) => {
      const db = before(migration);
      let copies = 0;
      migrate(db, upTo(migration.version), () => void (copies += 1));
      const alters = /\b(?:ALTER TABLE|UPDATE (?!OF\b)\w+\s+SET|DROP )/.test(
        // What a trigger does later is no change now.
        migration.sql.replaceAll(/CREATE TRIGGER[\s\S]*?END;/g, ''),
      );
      expect(copies).toBe(alters && migration.version > 1 ? 1 : 0);
      db.close();
    },
  );

  it.each(named)(
    'of version %i and those after it lead to the schema of a new store',
    (_version, migration) => {
      const db = before(migration);
      migrate(db, migrations, () => {});
      expect(schemaOf(db)).toEqual(FRESH);
      expectSound(db);
      db.close();
    },
  );
});

it('a database that lived through every version, opened again for each, has all its rows', () => {
  using dir = tempDir();
  const path = join(dir.path, 'old.db');
  const counts = new Map<string, number>();
  for (const migration of migrations) {
    const db = new SqliteDatabase(path);
    db.exec(caseOf(migration).rows);
    for (const [table, rows] of rowsOf(db)) counts.set(table, rows.length);
    migrate(db, upTo(migration.version), () => {});
    db.close();
  }
  const db = new SqliteDatabase(path);
  expectSound(db);
  expect(schemaOf(db)).toEqual(FRESH);
  const rows = rowsOf(db);
  for (const [table, count] of counts) {
    expect(rows.get(table), table).toHaveLength(count);
  }
  db.close();
});
