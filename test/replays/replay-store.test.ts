import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openReplayStore, replayId, replayRowId } from '../../main/replays/replay-store.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { captureId } from './replay-room.ts';

function openAt(version: number) {
  const db = new SqliteDatabase(':memory:');
  migrate(
    db,
    migrations.filter((migration) => migration.version <= version),
    () => {},
  );
  return db;
}

const BEGUN = {
  captureId: captureId('c1'),
  number: 1,
  startedAt: 5,
  endpointId: null,
  url: 'http://127.0.0.1:3000/',
  method: 'POST',
  draftKey: null,
  signature: 'keep' as const,
  sentBody: 'captured' as const,
  edited: false,
  requestHeaders: [['X', '\xe9']] as [string, string][],
  requestBytes: 0,
  dropped: [],
};

describe('the table of replays', () => {
  it('is added to a database that holds captures, which stay', () => {
    using db = disposable(openAt(2));
    db.it
      .exec(`INSERT INTO captures (id, received_at, method, target, path, size_bytes, stored_bytes, decided_by)
      VALUES (1, 1, 'POST', '/', '/', 0, 0, 'respond')`);
    const untilThen = migrations.slice(0, 3);
    migrate(db.it, untilThen, () => expect.unreachable('no existing table is changed'));
    expect(db.it.prepare('SELECT count(*) FROM captures').pluck().get()).toBe(1);
    migrate(db.it, migrations, () => {});
    const store = openReplayStore(db.it);
    expect(store.nextNumber(BEGUN)).toBe(1);
    expect(store.begin(BEGUN)).toBe(1);
    expect(store.nextNumber(BEGUN)).toBe(2);
  });

  it('holds a replay as interrupted until it is known how it ended', () => {
    using db = disposable(openAt(20));
    const store = openReplayStore(db.it);
    const id = store.begin(BEGUN);
    expect(store.get(id)).toMatchObject({
      outcome: 'failed',
      errorCode: 'INTERRUPTED',
      error: expect.stringContaining('may have reached the target'),
      requestHeaders: [['X', '\xe9']],
      timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
    });
    expect(store.body(id)).toEqual(Buffer.alloc(0));
    expect(store.body(99)).toBeUndefined();
  });

  it('lists, counts, numbers and forgets by an index, without sorting', () => {
    using db = disposable(openAt(20));
    for (const sql of [
      'SELECT * FROM replays WHERE capture_id = ? ORDER BY number DESC LIMIT 1000',
      'SELECT count(*) FROM replays WHERE capture_id = ?',
      'SELECT max(number) FROM replays WHERE capture_id = ?',
      'DELETE FROM replays WHERE capture_id = ?',
      'SELECT * FROM replays WHERE draft_key = ? AND id < 9 ORDER BY id DESC LIMIT 50',
      'SELECT url FROM replay_targets WHERE endpoint_id = ? ORDER BY last_used DESC LIMIT 20',
    ]) {
      const plan = db.it
        .prepare<[string], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all('x');
      const words = plan.map(({ detail }) => detail).join('; ');
      expect(words).toMatch(/USING (COVERING )?INDEX/);
      expect(words).not.toMatch(/SCAN|TEMP B-TREE/);
    }
  });

  it('gives ids that lead back to their row, and takes no others', () => {
    expect(replayRowId(replayId(42))).toBe(42);
    for (const id of ['', 'r', 'r0', '42', 'r-1', 'r1x', 'r99999999999999999']) {
      expect(replayRowId(id)).toBeUndefined();
    }
  });
});

function disposable(db: ReturnType<typeof openAt>) {
  return { it: db, [Symbol.dispose]: () => void db.close() };
}
