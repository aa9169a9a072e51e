import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { until } from '../helpers/until.ts';
import { startIntegration } from './room.ts';

/** An integration that is deleted while somebody holds its tables and two events wait. */
async function startDeleted() {
  const room = await startIntegration();
  await room.post('{"n":0}');
  await room.loaded();
  const path = join(room.dataDir, 'warehouse', 'schema_my_shop.sqlite');
  const tables = new SqliteDatabase(path);
  tables.exec('BEGIN IMMEDIATE');
  await room.post('{"n":1}');
  await room.post('{"n":2}');
  const { integrations } = room.engine;
  await integrations.remove({ id: room.integration.id });
  const [left] = await until(() => {
    const found = integrations.leftBehind();
    return found[0]?.problem != null && found;
  }, 'loading does not wait');
  return {
    ...room,
    left,
    letGo: () => tables.exec('COMMIT'),
    numbers: () => tables.prepare('SELECT n FROM data ORDER BY 1').pluck().all(),
    async [Symbol.asyncDispose]() {
      tables.close();
      await room[Symbol.asyncDispose]();
    },
  };
}

describe('what a deleted integration has still to load', () => {
  it('is told with its file, how much it is, and why it waits', async () => {
    await using room = await startDeleted();
    expect(room.left).toMatchObject({
      id: room.integration.id,
      name: 'My Shop',
      schema: 'my_shop',
      file: 'schema_my_shop.sqlite',
      waiting: 2,
    });
    expect(room.left?.problem).toMatch(/locked/);
  });

  it('is loaded at once where somebody says so, and is told no more', async () => {
    await using room = await startDeleted();
    room.letGo();
    const { integrations } = room.engine;
    expect(await integrations.loadLeft({ id: room.integration.id })).toEqual({ waiting: 0 });
    expect(room.numbers()).toEqual([0, 1, 2]);
    expect(integrations.leftBehind()).toEqual([]);
  });

  it('is dropped for good, while its captures stay', async () => {
    await using room = await startDeleted();
    const { integrations } = room.engine;
    expect(await integrations.dropLeft({ id: room.integration.id })).toEqual({ dropped: 2 });
    room.letGo();
    expect(integrations.leftBehind()).toEqual([]);
    expect(await integrations.loadLeft({ id: room.integration.id })).toEqual({ waiting: 0 });
    expect(room.numbers()).toEqual([0]);
    expect(await room.captures(3)).toHaveLength(3);
  });

  it('is none of an integration that is there', async () => {
    await using room = await startIntegration();
    const { id } = room.integration;
    const { integrations } = room.engine;
    expect(integrations.leftBehind()).toEqual([]);
    for (const call of [integrations.loadLeft({ id }), integrations.dropLeft({ id })])
      await expect(call).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
  });
});
