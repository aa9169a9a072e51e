import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { IntegrationRules } from '../../preload/contract/integrations.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { until } from '../helpers/until.ts';
import { startIntegration } from './room.ts';

/** A room with a retention that can be made to pass. */
async function startRoom(rules: Partial<IntegrationRules> = {}) {
  const clock = shiftedClock();
  const room = await startIntegration(rules, { clock });
  const { engine } = room;
  const held = (): number =>
    engine.db.prepare<[], number>('SELECT count(*) FROM captures').pluck().get() ?? -1;
  return {
    ...room,
    held,
    /** Keeps so many captures; resolves once no more are there than `left`. */
    async keep(keepCount: number, left = keepCount): Promise<void> {
      await engine.system.saveSettings({ ...engine.system.settings(), keepCount });
      await until(() => {
        clock.jump(6000);
        return held() <= left;
      }, `There are ${held()} captures, not ${left}.`);
    },
    numbers: async () => (await room.rows()).values.flat(),
    path: join(room.dataDir, 'warehouse', 'schema_my_shop.sqlite'),
    [Symbol.asyncDispose]: () => room[Symbol.asyncDispose](),
  };
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('retention', () => {
  it('takes nothing that waits for its table', async () => {
    await using room = await startRoom();
    await room.post('{"n":0}');
    await room.loaded();
    const other = new SqliteDatabase(room.path);
    other.exec('BEGIN IMMEDIATE');
    for (const n of count(21)) await room.post(`{"n":${n + 1}}`);
    await room.keep(1, 21);
    expect(room.get().waiting).toBe(21);
    other.exec('ROLLBACK');
    other.close();
    await expect.poll(room.numbers).toEqual(count(22));
    expect((await room.rejects()).total).toBe(0);
    await room.keep(1);
  });

  it('takes nothing that a reset still has to load', async () => {
    await using room = await startRoom();
    for (const n of count(5)) await room.post(`{"n":${n}}`);
    await room.loaded();
    // A reset that has begun and cannot go on: as if it were large.
    const { db } = room.engine;
    db.exec('UPDATE integrations SET rebuilding = 2');
    await fetch(room.engine.intakeUrl, { method: 'POST' });
    await room.keep(1, 5);
    expect(room.held()).toBe(5);
    db.exec('UPDATE integrations SET rebuilding = 0');
    await room.keep(1);
  });

  it('leaves rows where they are through a reset, upsert and append', async () => {
    await using room = await startRoom({ primaryKey: ['id'] });
    for (const n of count(12)) await room.post(`{"id":${n % 3},"n":${n}}`);
    expect((await room.rows()).total).toBe(12);
    await room.keep(4);
    const { integrations } = room.engine;
    const { id } = room.integration;
    expect(await integrations.reset({ id })).toEqual({ captures: 4 });
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect((await room.rows()).total).toBe(12);
    await room.keep(0);
    await integrations.update({ id, rules: { loading: 'upsert' } });
    const latest = [
      [0, 9],
      [1, 10],
      [2, 11],
    ];
    expect((await room.rows()).values).toEqual(latest);
    await integrations.update({ id, rules: { loading: 'append' } });
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect((await room.rows()).values).toEqual(latest);
  });
});

describe('a capture that somebody deleted', () => {
  it('is loaded if it waited for that, and left out by a reset, also once it is purged', async () => {
    await using room = await startRoom();
    const { captureId } = await room.post('{"n":1}');
    await room.post('{"n":2}');
    expect(await room.numbers()).toEqual([1, 2]);
    const { engine } = room;
    const { id } = room.integration;
    const removal = await engine.captures.remove({ id: captureId as never });
    await engine.integrations.reset({ id });
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect(await room.numbers()).toEqual([2]);
    await engine.captures.undo({ undo: removal.undo ?? '' });
    await engine.integrations.reset({ id });
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect(await room.numbers()).toEqual([1, 2]);

    const other = new SqliteDatabase(room.path);
    other.exec('BEGIN IMMEDIATE');
    const waits = await room.post('{"n":3}');
    await engine.captures.remove({ id: waits.captureId as never });
    other.exec('ROLLBACK');
    other.close();
    await expect.poll(room.numbers).toEqual([1, 2, 3]);
    // What is hidden is purged at a start; the table knows it was not retention.
    engine.db.exec('UPDATE captures SET removed_batch = 1 WHERE removed_batch IS NOT NULL');
    await room.keep(100, 2);
    await engine.integrations.reset({ id });
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect(await room.numbers()).toEqual([1, 2]);
  });
});
