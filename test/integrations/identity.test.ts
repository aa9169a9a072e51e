import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { IntegrationId } from '../../preload/contract/integrations.ts';
import { until } from '../helpers/until.ts';
import { startIntegration } from './room.ts';

type Room = Awaited<ReturnType<typeof startIntegration>>;

const folderOf = (room: Room): string => join(room.dataDir, 'warehouse');

/** Values of `n` in a file, in their order; none where it has no table. */
function numbersIn(path: string): number[] {
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'data'").get();
    const names = db.pragma("table_info('data')") as { name: string }[];
    if (has === undefined || !names.some(({ name }) => name === 'n')) return [];
    return db.prepare<[], number>('SELECT n FROM data ORDER BY _sdc_sequence').pluck().all();
  } finally {
    db.close();
  }
}
const filesOf = (room: Room): { now: string; aside: string[] } => {
  const files = readdirSync(folderOf(room)).filter((name) => name.endsWith('.sqlite'));
  return {
    now: join(folderOf(room), 'schema_my_shop.sqlite'),
    aside: files
      .filter((name) => name !== 'schema_my_shop.sqlite')
      .map((name) => join(folderOf(room), name)),
  };
};
async function again(room: Room, existing: 'move-aside' | 'continue') {
  const { integrations } = room.engine;
  return integrations.create({ name: 'My Shop', schema: '', existing });
}
async function drained(room: Room, id: IntegrationId): Promise<void> {
  const waiting = room.engine.db
    .prepare<[string], number>('SELECT count(*) FROM integration_queue WHERE integration_id = ?')
    .pluck();
  await until(() => waiting.get(id) === 0);
}

describe('an integration that takes the name of a deleted one', () => {
  it('moves tables aside whole while a query reads them', async () => {
    await using room = await startIntegration();
    await room.post('[{"n":1},{"n":2}]');
    await room.loaded();
    const before = filesOf(room).now;
    // Another program and a query of our own: both began before the tables are moved.
    const other = new SqliteDatabase(before, { readonly: true });
    other.exec('BEGIN');
    expect(other.prepare('SELECT count(*) FROM data').pluck().get()).toBe(2);
    await room.post('{"n":3}');
    await room.loaded();
    const stop = new AbortController();
    const slow = room.engine.sql
      .run(
        {
          sql: `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)
                SELECT count(*) FROM c, my_shop.data`,
          schema: '',
          maxRows: 1,
          keep: false,
        },
        stop.signal,
      )
      .catch((error: unknown) => error);
    await room.engine.integrations.remove({ id: room.integration.id });
    const made = await again(room, 'move-aside');
    const { now, aside } = filesOf(room);
    expect(aside).toHaveLength(1);
    expect(numbersIn(aside[0] ?? '')).toEqual([1, 2, 3]);
    expect(other.prepare('SELECT count(*) FROM data').pluck().get()).toBe(2);
    await room.call(made.url, { body: '{"n":10}' });
    await room.engine.loadingIdle(made.integration.id);
    other.close();
    stop.abort();
    await slow;
    // Whoever held the old tables let go: nothing of the new ones went with that.
    await room.call(made.url, { body: '{"n":11}' });
    await room.engine.loadingIdle(made.integration.id);
    expect(numbersIn(now)).toEqual([10, 11]);
    expect(numbersIn(aside[0] ?? '')).toEqual([1, 2, 3]);
  });

  /** Four arrays are accepted, the integration is deleted, and another one takes its name at once. */
  async function takeOver(existing: 'move-aside' | 'continue') {
    const room = await startIntegration({ primaryKey: ['n'] });
    const arrays = Array.from({ length: 4 }, (_, array) =>
      JSON.stringify(Array.from({ length: 5000 }, (_2, i) => ({ n: array * 5000 + i }))),
    );
    await Promise.all(arrays.map((text) => room.post(text)));
    await room.engine.integrations.remove({ id: room.integration.id });
    const made = await again(room, existing);
    await room.call(made.url, { body: '{"n":-1}' });
    await drained(room, room.integration.id);
    await drained(room, made.integration.id);
    const { now, aside } = filesOf(room);
    const summary = await room.engine.integrations.summary({ id: made.integration.id });
    const found = { now: numbersIn(now), aside: aside.map(numbersIn), summary };
    await room[Symbol.asyncDispose]();
    return found;
  }
  const ALL = Array.from({ length: 20_000 }, (_, n) => n);
  const sorted = (numbers: number[] = []): number[] => numbers.toSorted((a, b) => a - b);

  it('gets nothing of what the deleted one still has to load: that is moved aside', async () => {
    const { now, aside, summary } = await takeOver('move-aside');
    expect(now).toEqual([-1]);
    expect(aside.map(sorted)).toEqual([ALL]);
    expect(summary).toMatchObject({ rows: 1, rejected: 0 });
  });

  it('continues in its tables once that is loaded', async () => {
    const { now, aside, summary } = await takeOver('continue');
    expect(now.at(-1)).toBe(-1);
    expect(sorted(now.slice(0, -1))).toEqual(ALL);
    expect(aside).toEqual([]);
    expect(summary).toMatchObject({ rows: 20_001, rejected: 0 });
  });

  it('leaves what waits to the tables that were moved, however they are held up', async () => {
    await using room = await startIntegration();
    const { captureId } = await room.post('{"n":1}');
    await room.loaded();
    const { integrations } = room.engine;
    await integrations.remove({ id: room.integration.id });
    // In line, as by a request that was on its way when the integration was deleted.
    const insert = room.engine.db.prepare('INSERT INTO integration_queue VALUES (?, ?, ?)');
    insert.run(room.engine.captures.rowIdOf(captureId as never), room.integration.id, 1);
    const made = await again(room, 'move-aside');
    await drained(room, room.integration.id);
    expect(numbersIn(filesOf(room).now)).toEqual([]);
    const told = await integrations.ofCapture({ id: captureId as never });
    expect(told).toMatchObject({ integrationId: room.integration.id, state: 'loaded', rows: 1 });
    expect(integrations.get({ id: made.integration.id }).waiting).toBe(0);
  });

  it('is one of four who ask at once; the others are told that it is taken', async () => {
    await using room = await startIntegration();
    const asked = Array.from({ length: 4 }, () =>
      room.engine.integrations.create({ name: 'Same', schema: '', existing: null }).then(
        () => 'made',
        (error: unknown) => (error as { code: string }).code,
      ),
    );
    expect((await Promise.all(asked)).toSorted()).toEqual([
      'INTEGRATION_INVALID',
      'INTEGRATION_INVALID',
      'INTEGRATION_INVALID',
      'made',
    ]);
  });
});

describe('what the disk or another program does', () => {
  it('is said as such, and a reset that it stopped is done afterwards', async () => {
    await using room = await startIntegration();
    await room.post('{"n":1}');
    await room.loaded();
    const { integrations, db } = room.engine;
    const { id } = room.integration;
    const other = new SqliteDatabase(filesOf(room).now);
    other.exec('BEGIN IMMEDIATE');
    const unavailable = {
      code: 'STORE_UNAVAILABLE',
      message: 'Another program has locked the tables.',
    };
    await expect(integrations.reset({ id })).rejects.toMatchObject(unavailable);
    await expect(integrations.update({ id, rules: { primaryKey: ['n'] } })).rejects.toMatchObject({
      code: 'INTEGRATION_BUSY',
    });
    other.exec('ROLLBACK');
    other.close();
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect(numbersIn(filesOf(room).now)).toEqual([1]);

    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`);
    const name = 'x'.repeat(200);
    const made = Array.from({ length: 40 }, (_, n) =>
      integrations.create({ name, schema: `full_${n}`, existing: null }),
    );
    const ended = await Promise.allSettled(made);
    const codes = ended.map((one) =>
      one.status === 'rejected' ? String(one.reason.code) : 'made',
    );
    db.pragma('max_page_count = 1000000');
    expect(new Set(codes.filter((code) => code !== 'made'))).toEqual(
      new Set(['STORE_UNAVAILABLE']),
    );
  });
});

it('refuses a key that is a path, with the reason, and keeps one that was taken before', async () => {
  await using room = await startIntegration();
  const { integrations, db } = room.engine;
  const { id } = room.integration;
  const refused = { code: 'INTEGRATION_INVALID', field: 'primaryKey' };
  const of = (primaryKey: string[]) => integrations.update({ id, rules: { primaryKey } });
  await expect(of(['user.id'])).rejects.toMatchObject(refused);
  await expect(of(['user.id'])).rejects.toThrow('a top-level field of every event');
  await expect(of(['price__it'])).rejects.toMatchObject(refused);
  await expect(
    integrations.create({ name: 'Other', schema: '', existing: null, primaryKey: ['a.b'] }),
  ).rejects.toMatchObject(refused);
  expect(db.prepare('SELECT count(*) FROM integrations').pluck().get()).toBe(1);
});
