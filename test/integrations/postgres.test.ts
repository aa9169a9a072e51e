import { expect, it } from 'vitest';
import { startPostgres } from '../helpers/postgres.ts';
import { startIntegration } from './room.ts';

it('copies what is loaded, waits for a server that is away, and catches up', async () => {
  await using server = await startPostgres();
  await using room = await startIntegration();
  const { integrations } = room.engine;
  const { id } = room.integration;
  const update = (url: string) => integrations.update({ id, postgres: { url } });
  await expect(update('mysql://x/y')).rejects.toMatchObject({ field: 'postgres' });
  await room.post('{"n":1}');
  await update(server.url);
  const numbers = async () => {
    const rows = await server
      .query<{ n: string }>('SELECT n FROM my_shop.data ORDER BY _sdc_sequence')
      .catch(() => []);
    return rows.map(({ n }) => Number(n));
  };
  await expect.poll(numbers).toEqual([1]);
  await room.post('{"n":2}');
  await expect.poll(numbers).toEqual([1, 2]);
  expect(room.get().postgres?.shownUrl).not.toContain('secret');

  await server.stop('SIGINT');
  await room.post('[{"n":3},{"n":4}]');
  await expect.poll(() => room.get().postgres?.problem ?? null).not.toBeNull();
  await server.start();
  await expect.poll(numbers).toEqual([1, 2, 3, 4]);
  await expect.poll(() => room.get().postgres?.problem).toBeNull();
  await integrations.reset({ id });
  await expect.poll(() => room.get().rebuilding).toBeNull();
  await expect.poll(numbers).toEqual([1, 2, 3, 4]);
  expect((await integrations.update({ id, postgres: null })).postgres).toBeNull();
});
