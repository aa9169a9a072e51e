import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { createLogSync, type LogSync } from '../../main/store/log-sync.ts';
import { lockDataDir } from '../../main/store/lock.ts';
import { migrate, type Migration } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { prepareDataDir } from '../../main/store/data-dir.ts';
import { openDatabase } from '../../main/store/open.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

function openGroups(db: Database, log?: LogSync) {
  db.exec('CREATE TABLE t (n INTEGER UNIQUE) STRICT');
  const insert = db.prepare<[number]>('INSERT INTO t VALUES (?)');
  const failures: unknown[] = [];
  let commits = 0;
  const told = {
    onFailure: (error: unknown) => failures.push(error),
    onSuccess: () => {
      commits += 1;
    },
  };
  const groups = createGroupCommit(db, told, log);
  const rows = (): number[] => db.prepare<[], number>('SELECT n FROM t ORDER BY n').pluck().all();
  return { groups, insert, rows, failures, commits: () => commits };
}

/** A log whose syncs end when the test says so. */
function heldLog() {
  const syncs: PromiseWithResolvers<void>[] = [];
  const log: LogSync = {
    sync() {
      const one = Promise.withResolvers<void>();
      syncs.push(one);
      return one.promise;
    },
    [Symbol.dispose]() {},
  };
  return { log, syncs };
}

describe('group commit', () => {
  it('commits what one turn of the event loop brought at once', async () => {
    const { groups, insert, rows, commits } = openGroups(new SqliteDatabase(':memory:'));
    await Promise.all([1, 2, 3].map((n) => groups.commit(() => insert.run(n))));
    expect(rows()).toEqual([1, 2, 3]);
    expect(commits()).toBe(1);
  });

  it('lets a job that throws fail alone', async () => {
    const { groups, insert, rows, failures } = openGroups(new SqliteDatabase(':memory:'));
    const results = await Promise.allSettled([
      groups.commit(() => insert.run(1)),
      groups.commit(() => {
        insert.run(2);
        throw new Error('mine');
      }),
      groups.commit(() => insert.run(1)),
      groups.commit(() => insert.run(3).changes),
    ]);
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(results[1]).toMatchObject({ reason: { message: 'mine' } });
    expect(rows()).toEqual([1, 3]);
    expect(failures).toEqual([]);
  });

  it('says in words why nothing can be written, and tries later writes again', async () => {
    using dir = tempDir();
    const db = new SqliteDatabase(join(dir.path, 'x.db'));
    const { groups, insert, rows } = openGroups(db);
    db.pragma('query_only = ON');
    groups.later(() => insert.run(7));
    const refused = groups.commit(() => insert.run(1));
    await expect(refused).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'The data directory is read-only.',
    });
    groups.flush();
    db.pragma('query_only = OFF');
    groups.flush();
    expect(rows()).toEqual([7]);
    db.close();
  });

  it('resolves once the log is synced, and what comes meanwhile shares the next sync', async () => {
    const { log, syncs } = heldLog();
    const { groups, insert, rows } = openGroups(new SqliteDatabase(':memory:'), log);
    const done: number[] = [];
    const add = (n: number) => groups.commit(() => insert.run(n)).then(() => done.push(n));
    const first = add(1);
    await until(() => syncs.length === 1);
    const others = [add(2), add(3)];
    // A turn of the event loop, in which they would be committed.
    await new Promise((resolve) => setImmediate(resolve));
    expect([rows(), done]).toEqual([[1], []]);
    syncs[0]?.resolve();
    await first;
    await until(() => syncs.length === 2);
    expect([rows(), done]).toEqual([[1, 2, 3], [1]]);
    syncs[1]?.resolve();
    await Promise.all(others);
    expect(syncs.length).toBe(2);
  });

  it('refuses what could not be synced', async () => {
    const { log, syncs } = heldLog();
    const { groups, insert, failures } = openGroups(new SqliteDatabase(':memory:'), log);
    const refused = groups.commit(() => insert.run(1));
    const next = until(() => syncs[0]);
    (await next).reject(Object.assign(new Error('EIO'), { code: 'SQLITE_IOERR_FSYNC' }));
    await expect(refused).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(failures.length).toBe(1);
    const taken = groups.commit(() => insert.run(2));
    (await until(() => syncs[1])).resolve();
    await taken;
  });

  it('does not say that writing works again because something older came to the disk', async () => {
    const { log, syncs } = heldLog();
    const db = new SqliteDatabase(':memory:');
    const { groups, insert, commits } = openGroups(db, log);
    groups.later(() => insert.run(1));
    groups.flush();
    expect(commits()).toBe(1);
    db.pragma('query_only = ON');
    await expect(groups.commit(() => insert.run(2))).rejects.toThrow('read-only');
    (await until(() => syncs[0])).resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(commits()).toBe(1);
    db.pragma('query_only = OFF');
    const taken = groups.commit(() => insert.run(3));
    (await until(() => syncs[1])).resolve();
    await taken;
    expect(commits()).toBe(2);
  });

  it('does not say that writing works again because of a commit that is not on disk', async () => {
    const { log, syncs } = heldLog();
    const { groups, insert, rows, commits } = openGroups(new SqliteDatabase(':memory:'), log);
    const refused = groups.commit(() => insert.run(1));
    (await until(() => syncs[0])).reject(Object.assign(new Error('EIO'), { code: 'SQLITE_IOERR' }));
    await expect(refused).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    groups.later(() => insert.run(2));
    groups.flush();
    expect([rows(), commits()]).toEqual([[1, 2], 0]);
    const taken = groups.commit(() => insert.run(3));
    (await until(() => syncs[1])).resolve();
    await taken;
    expect(commits()).toBe(1);
  });

  it('goes on while the log is synced, also where the log ends with its database', async () => {
    using dir = tempDir();
    const db = openDatabase(dir.path);
    const log = createLogSync(db);
    const { groups, insert } = openGroups(db, log);
    const written = Promise.all([
      groups.commit(() => insert.run(1)),
      new Promise((resolve) => setImmediate(resolve)).then(() =>
        groups.commit(() => insert.run(2)),
      ),
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    groups[Symbol.dispose]();
    db.close();
    await written;
    const again = openDatabase(dir.path);
    expect(again.prepare('SELECT n FROM t ORDER BY n').pluck().all()).toEqual([1, 2]);
    again.close();
  });
});

describe('migrations', () => {
  it('run in order from an empty database, and only once', () => {
    const db = new SqliteDatabase(':memory:');
    migrate(db, migrations, () => {});
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.at(-1)?.version);
    migrate(db, migrations, () => {});
    const versions = migrations.map((migration) => migration.version);
    expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
  });

  it('make a copy before the first one that changes existing tables, and none without need', () => {
    const steps: Migration[] = [
      { version: 1, name: 'a', changesExisting: false, sql: 'CREATE TABLE a (n)' },
      { version: 2, name: 'b', changesExisting: true, sql: 'ALTER TABLE a ADD COLUMN m' },
    ];
    const db = new SqliteDatabase(':memory:');
    const copies: number[] = [];
    migrate(db, steps.slice(0, 1), (from) => copies.push(from));
    migrate(db, steps, (from) => copies.push(from));
    migrate(db, steps, (from) => copies.push(from));
    expect(copies).toEqual([1]);
  });

  it('take back a step that fails', () => {
    const db = new SqliteDatabase(':memory:');
    const bad = {
      version: 1,
      name: 'bad',
      changesExisting: false,
      sql: 'CREATE TABLE ok (n); CREATE TABLE broken (',
    };
    expect(() => migrate(db, [bad], () => {})).toThrow(/syntax|incomplete/);
    expect(db.pragma('user_version', { simple: true })).toBe(0);
    expect(db.prepare(`SELECT name FROM sqlite_schema WHERE name = 'ok'`).all()).toEqual([]);
  });
});

describe('the data directory', () => {
  it('is taken by one engine at a time', () => {
    using dir = tempDir();
    const release = lockDataDir(dir.path);
    expect(() => lockDataDir(dir.path)).toThrow(/Another Backstitch already uses/);
    release();
    lockDataDir(dir.path)();
  });

  it('is made where it is missing, with a database that syncs every commit', () => {
    using dir = tempDir();
    const deep = join(dir.path, 'a', 'b');
    prepareDataDir(deep);
    const db = openDatabase(deep);
    expect(existsSync(join(deep, 'backstitch.db'))).toBe(true);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.close();
  });

  it('gets a database with every table or none: a start that was cut off is in nobody’s way', () => {
    using dir = tempDir();
    writeFileSync(join(dir.path, 'backstitch.db.new'), 'half of a database');
    const db = openDatabase(dir.path);
    expect(readdirSync(dir.path).filter((name) => name.endsWith('.new'))).toEqual([]);
    const stepwise = new SqliteDatabase(':memory:');
    stepwise.pragma('foreign_keys = ON');
    migrate(stepwise, migrations, () => {});
    const schemaOf = (of: Database): unknown[] =>
      of.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
    expect(schemaOf(db)).toEqual(schemaOf(stepwise));
    expect(db.pragma('user_version')).toEqual(stepwise.pragma('user_version'));
    expect(db.pragma('page_size', { simple: true })).toBe(8192);
    db.close();
  });
});

describe('list queries', () => {
  const plan = (sql: string): string => {
    const db = new SqliteDatabase(':memory:');
    migrate(db, migrations, () => {});
    const rows = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all();
    return rows.map((row) => row.detail).join('\n');
  };

  it.each([
    'SELECT id FROM captures WHERE id < 5 AND removed_batch IS NULL ORDER BY id DESC LIMIT 100',
    'SELECT id FROM captures WHERE pinned = 0 AND removed_batch IS NULL AND id < 5 ORDER BY id LIMIT 9',
    'SELECT id FROM captures WHERE removed_batch IS NOT NULL AND removed_batch < 5 LIMIT 100',
    'SELECT 1 FROM capture_contents WHERE body_file = 5',
  ])('walk an index without a sort: %s', (sql) => {
    expect(plan(sql)).toMatch(/^SEARCH .* USING /);
    expect(plan(sql)).not.toMatch(/TEMP B-TREE/);
  });
});
