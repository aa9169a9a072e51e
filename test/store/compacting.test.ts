import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../main/store/open.ts';
import { createCompacting } from '../../main/store/size/compact.ts';
import { compactAtStart, isPlanned } from '../../main/store/size/compact-at-start.ts';
import { serveCli } from '../helpers/run-cli.ts';
import { killUnderLoad } from '../helpers/kill-rounds.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

/** Rows that are kept stand behind those that are not: pages have to move. */
function withFreePages(db: Database, megabytes: number): void {
  db.exec('CREATE TABLE gone (x BLOB); CREATE TABLE kept (n INTEGER PRIMARY KEY, x BLOB)');
  const fill = (table: string, rows: number): void => {
    const insert = db.prepare(`INSERT INTO ${table} (x) VALUES (randomblob(4000))`);
    db.transaction(() => {
      for (let n = 0; n < rows; n += 1) insert.run();
    }).immediate();
  };
  fill('gone', megabytes * 250);
  fill('kept', 500);
  db.exec('DROP TABLE gone');
}

const keptRows = (db: Database): unknown =>
  db.prepare('SELECT count(*), sum(length(x)) FROM kept').raw().get();

/** Compacting whose pauses end when the test says so. */
function byHand(db: Database) {
  const waiting: (() => void)[] = [];
  const told: number[] = [];
  const compacting = createCompacting({
    db,
    now: () => 7,
    changed: () => told.push(compacting.state().freedBytes),
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve());
      }),
    atStart: null,
  });
  return { compacting, waiting, told, goOn: () => waiting.splice(0).forEach((resume) => resume()) };
}

describe('a database', () => {
  it('is compacted in steps, between which it is written; the rest is as it was', async () => {
    using dir = tempDir();
    const db = openDatabase(dir.path);
    withFreePages(db, 4);
    const before = keptRows(db);
    const size = db.pragma('page_count', { simple: true }) as number;
    const { compacting, waiting, told, goOn } = byHand(db);
    expect(compacting.start().state).toBe('running');
    const insert = db.prepare('INSERT INTO settings (name, value) VALUES (?, ?)');
    let steps = 0;
    while (compacting.state().state === 'running') {
      await until(() => waiting.length > 0 || compacting.state().state !== 'running');
      insert.run(`between-${steps}`, '1');
      steps += 1;
      goOn();
    }
    expect(steps).toBeGreaterThan(5);
    expect(compacting.state()).toMatchObject({ state: 'done', at: 7, why: null });
    expect(compacting.state().freedBytes).toBeGreaterThan(4_000_000);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(db.pragma('page_count', { simple: true })).toBeLessThan(size - 400);
    expect(db.pragma('freelist_count', { simple: true })).toBe(0);
    expect(keptRows(db)).toEqual(before);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });

  it('keeps what was freed until it was stopped, and goes on from there', async () => {
    using dir = tempDir();
    const db = openDatabase(dir.path);
    withFreePages(db, 4);
    const { compacting, waiting, goOn } = byHand(db);
    compacting.start();
    await until(() => waiting.length > 0);
    expect((await compacting.stop()).state).toBe('stopped');
    const { freedBytes } = compacting.state();
    expect(freedBytes).toBe(64 * 8192);
    expect(db.pragma('freelist_count', { simple: true })).toBeGreaterThan(300);
    compacting.start();
    while (compacting.state().state === 'running') {
      await until(() => waiting.length > 0 || compacting.state().state !== 'running');
      goOn();
    }
    expect(compacting.state().state).toBe('done');
    db.close();
  });

  it('made without steps is compacted as a whole by the next start, once, and in steps from then on', async () => {
    using dir = tempDir();
    openDatabase(dir.path).close();
    const file = join(dir.path, 'backstitch.db');
    const old = new SqliteDatabase(file);
    old.pragma('auto_vacuum = NONE');
    old.exec('VACUUM');
    old.close();
    const db = openDatabase(dir.path);
    withFreePages(db, 2);
    const first = byHand(db).compacting;
    expect(first.start().state).toBe('next-start');
    expect((await first.stop()).state).toBe('none');
    expect(isPlanned(db)).toBe(false);
    first.start();
    db.close();

    const again = openDatabase(dir.path);
    const done = compactAtStart(again, dir.path, () => 9);
    expect(done).toMatchObject({ state: 'done', at: 9 });
    expect(done!.freedBytes).toBeGreaterThan(1_900_000);
    expect(compactAtStart(again, dir.path, () => 9)).toBeNull();
    expect(again.pragma('auto_vacuum', { simple: true })).toBe(2);
    expect(again.pragma('integrity_check', { simple: true })).toBe('ok');
    // Nothing is left for a step to do.
    expect(byHand(again).compacting.start()).toMatchObject({ state: 'done', freedBytes: 0 });
    again.close();
  });

  it('loses nothing that was answered, however it is killed while it is compacted', async () => {
    using dir = tempDir();
    await serveOnce(dir.path);
    const db = openDatabase(dir.path);
    withFreePages(db, 32);
    db.close();
    const seen: string[] = [];
    const done = await killUnderLoad(dir.path, {
      rounds: 2,
      senders: 8,
      answers: 16,
      async meanwhile({ ready }) {
        const call = (path: string, method: string) =>
          fetch(`${ready.control}/api/v1${path}`, {
            method,
            headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
            ...(method === 'POST' && { body: '{}' }),
          });
        const begun = (await (await call('/storage/compact', 'POST')).json()) as { state: string };
        seen.push(begun.state);
      },
    });
    // A later round may find nothing left to do, on a quick disk.
    expect(seen[0]).toBe('running');
    expect(done.answered).toBeGreaterThanOrEqual(32);
    expect(done.lost).toEqual([]);
    expect(done.integrity).toBe('ok');
    const after = openDatabase(dir.path);
    expect((keptRows(after) as number[])[0]).toBe(500);
    after.close();
  });
});

async function serveOnce(dataDir: string): Promise<void> {
  await using cli = await serveCli(dataDir);
  await cli.end('SIGTERM');
}
