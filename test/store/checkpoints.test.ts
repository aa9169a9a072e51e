import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { expect, it } from 'vitest';
import { createCheckpoints } from '../../main/store/checkpoints/checkpoints.ts';
import { prepareDataDir } from '../../main/store/data-dir.ts';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { openDatabase } from '../../main/store/open.ts';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

/** What the log says in its head: another number each time it begins again. */
const beginningOf = (file: string): number =>
  existsSync(file) ? readFileSync(file).subarray(0, 32).readUInt32BE(16) : 0;

function openRoom(dataDir: string) {
  const stack = new DisposableStack();
  prepareDataDir(dataDir);
  const db: Database = openDatabase(dataDir);
  stack.defer(() => db.close());
  const told: unknown[] = [];
  const groups = createGroupCommit(db, {
    onFailure: (error) => told.push(error),
    onSuccess: () => checkpoints.wrote(),
  });
  const checkpoints = stack.use(createCheckpoints(db, groups.hold, (error) => told.push(error)));
  stack.use(groups);
  db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, bytes BLOB) STRICT');
  const insert = db.prepare<[number, Buffer]>('INSERT INTO t VALUES (?, ?)');
  const bytes = randomBytes(30_000);
  let n = 0;
  async function write(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      n += 1;
      const id = n;
      await groups.commit(() => insert.run(id, bytes));
    }
  }
  const guard = (): unknown => db.pragma('wal_autocheckpoint', { simple: true });
  return {
    db,
    groups,
    told,
    guard,
    insert,
    writing: (signal: AbortSignal) => Promise.all([write(signal), write(signal), write(signal)]),
    written: () => n,
    [Symbol.dispose]: () => stack.dispose(),
  };
}

it('lets the log begin again under load, though the main thread copies nothing', async () => {
  using dir = tempDir();
  const log = join(dir.path, 'backstitch.db-wal');
  const room = openRoom(dir.path);
  const stop = new AbortController();
  const writing = room.writing(stop.signal);
  room.db.pragma('wal_autocheckpoint = 0');
  const beginnings = new Set<number>();
  await until(() => beginnings.add(beginningOf(log)).size > 2, 'The log only grows.');
  stop.abort();
  await writing;
  room[Symbol.dispose]();
  expect(room.told).toEqual([]);
  const db = new SqliteDatabase(join(dir.path, 'backstitch.db'), { readonly: true });
  expect(db.prepare('SELECT count(*) FROM t').pluck().get()).toBe(room.written());
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
});

it('copies nothing within a commit, however much is written before anybody looks', () => {
  using dir = tempDir();
  using room = openRoom(dir.path);
  const file = join(dir.path, 'backstitch.db');
  room.db.pragma('wal_checkpoint(TRUNCATE)');
  const before = statSync(file).size;
  for (let n = 1; n <= 30; n += 1) {
    room.groups.later(() => room.insert.run(n, randomBytes(1_000_000)));
    room.groups.flush();
  }
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(30_000_000);
  expect(statSync(file).size).toBe(before);
});

it('leaves the log to SQLite where the thread fails', async () => {
  using dir = tempDir();
  using room = openRoom(dir.path);
  const file = join(dir.path, 'backstitch.db');
  // The thread opens the file by its name, and finds none.
  renameSync(file, `${file}.away`);
  const stop = new AbortController();
  const writing = room.writing(stop.signal);
  await until(() => room.told.length > 0, 'Nobody is told.');
  expect(room.guard()).toBe(2000);
  const then = room.written();
  await until(() => room.written() > then + 10, 'Commits stopped.');
  stop.abort();
  await writing;
  renameSync(`${file}.away`, file);
});

it('has commits that are awaited wait while they are held, and no longer than it says', async () => {
  using dir = tempDir();
  using room = openRoom(dir.path);
  const count = (): unknown => room.db.prepare('SELECT count(*) FROM t').pluck().get();
  const insert = (n: number) => (): void =>
    void room.db.prepare('INSERT INTO t (n) VALUES (?)').run(n);
  await room.groups.commit(insert(1));
  const job = Promise.withResolvers<void>();
  const held = room.groups.hold(() => job.promise, 60_000);
  const second = room.groups.commit(insert(2));
  room.groups.later(insert(3));
  room.groups.flush();
  // What nobody waits for was written; the other waits, also behind a turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  expect(count()).toBe(2);
  job.resolve();
  await Promise.all([held, second]);
  expect(count()).toBe(3);
  const late = room.groups.hold(() => new Promise(() => {}), 1);
  await Promise.all([late, room.groups.commit(insert(4))]);
  expect(count()).toBe(4);
});

it('loses nothing by kill -9 while a thread copies the log', async () => {
  using dir = tempDir();
  const answered: string[] = [];
  {
    await using cli = await serveCli(dir.path);
    const stop = new AbortController();
    const sending = Array.from({ length: 6 }, async (_, sender) => {
      for (let n = 0; !stop.signal.aborted; n += 1) {
        const target = `/${sender}/${n}`;
        const body = randomBytes(30_000);
        const ok = await fetch(cli.ready.intake + target, { method: 'POST', body })
          .then((reply) => reply.ok)
          .catch(() => false);
        if (ok) answered.push(target);
      }
    });
    const log = join(dir.path, 'backstitch.db-wal');
    const beginnings = new Set<number>();
    await until(() => beginnings.add(beginningOf(log)).size > 1, 'The log only grows.');
    const killed = cli.end('SIGKILL');
    stop.abort();
    await Promise.all([killed, ...sending]);
  }
  const db = new SqliteDatabase(join(dir.path, 'backstitch.db'), { readonly: true });
  const kept = new Set(db.prepare<[], string>('SELECT target FROM capture_contents').pluck().all());
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
  expect(answered.filter((target) => !kept.has(target))).toEqual([]);
});
