import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openRunStore, type NewRun } from '../../main/functions/run-store.ts';
import { functionRuns } from '../../main/store/migrations/0001-to-0010/0007-function-runs.ts';

function runOf(rowId: number, captureRowId: number | null): NewRun {
  return {
    rowId,
    captureRowId,
    appId: 'app_1' as never,
    kind: 'webhook',
    name: 'orders/place',
    startedAt: rowId,
    durationMs: 1.5,
    memoryBytes: 2048,
    user: { id: '', type: 'system' },
    args: '[]',
    result: '1',
    reply: null,
    error: null,
    logs: [],
    logsCut: false,
    hostCalls: [],
  } as unknown as NewRun;
}

it('keeps runs of captures until their capture goes, and the newest 10,000 of the others', () => {
  const db = new SqliteDatabase(':memory:');
  db.exec('CREATE TABLE captures (id INTEGER PRIMARY KEY)');
  db.exec(functionRuns.sql);
  db.prepare('INSERT INTO captures VALUES (7)').run();
  const store = openRunStore(db, (rowId) => `cap_${rowId}` as never);
  db.transaction(() => {
    store.insert(runOf(1, 7));
    for (let rowId = 2; rowId <= 10_200; rowId += 1) store.insert(runOf(rowId, null));
  })();
  const kept = db.prepare('SELECT count(*) AS n, min(id) AS oldest FROM function_runs').get();
  expect(kept).toEqual({ n: 10_002, oldest: 1 });
  expect(store.get('run_199' as never)).toBeUndefined();
  expect(store.ofCapture(7)).toMatchObject({ id: 'run_1', captureId: 'cap_7', durationMs: 1.5 });
  db.pragma('foreign_keys = ON');
  db.prepare('DELETE FROM captures').run();
  expect(store.get('run_1' as never)).toBeUndefined();
});
