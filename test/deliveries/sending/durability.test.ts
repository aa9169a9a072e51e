import SqliteDatabase from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../preload/contract/deliveries.ts';
import { type RunningCli, serveCli } from '../../helpers/run-cli.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';
import { receiver } from '../delivery-room.ts';

const ROUNDS = 3;
const SENDERS = 6;
/** How many are accepted in a round before the process is killed. */
const ACCEPTED = 60;

async function rest<T>(cli: RunningCli, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(`${cli.ready.control}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${cli.ready.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as T;
}

const drained = (cli: RunningCli): Promise<number> =>
  Promise.all(
    ['scheduled', 'sending'].map((state) =>
      rest<{ count: number }>(cli, 'GET', `/deliveries/count?state=${state}`),
    ),
  ).then(([a, b]) => (a?.count ?? 0) + (b?.count ?? 0));

describe('what was accepted', () => {
  it('is delivered, with at most the attempt under way made twice, however often the process was killed', async () => {
    using dir = tempDir();
    await using server = await receiver();
    const accepted: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await using cli = await serveCli(dir.path);
      if (round === 0) {
        await rest(cli, 'POST', '/destinations', { name: 'sink', url: server.url });
      }
      const stop = new AbortController();
      const before = accepted.length;
      const sending = Array.from({ length: SENDERS }, async (_, sender) => {
        for (let n = 0; !stop.signal.aborted; n += 1) {
          const key = `r${round}s${sender}n${n}`;
          const input = { destinations: ['sink'], body: { key }, idempotencyKey: key };
          const ok = await rest(cli, 'POST', '/deliveries', input).then(
            () => true,
            () => false,
          );
          if (ok) accepted.push(key);
        }
      });
      await until(() => accepted.length - before >= ACCEPTED);
      const killed = cli.end('SIGKILL');
      stop.abort();
      await Promise.all([killed, ...sending]);
    }
    await using last = await serveCli(dir.path);
    await expect.poll(() => drained(last)).toBe(0);
    const times = new Map<string, number>();
    const ids = new Map<string, Set<string>>();
    for (const { body, headers } of server.received) {
      const { key } = JSON.parse(body) as { key: string };
      times.set(key, (times.get(key) ?? 0) + 1);
      ids.set(key, (ids.get(key) ?? new Set()).add(headers['webhook-id'] ?? ''));
    }
    expect(accepted.filter((key) => !times.has(key))).toEqual([]);
    // Each kill can cut off the attempts of one moment; each of them is made once more for it.
    expect(Math.max(...times.values())).toBeLessThanOrEqual(1 + ROUNDS);
    expect([...ids.values()].every((of) => of.size === 1)).toBe(true);
    const db = new SqliteDatabase(join(dir.path, 'backstitch.db'), { readonly: true });
    const stuck = db
      .prepare(`SELECT count(*) FROM delivery_attempts WHERE finished_at IS NULL`)
      .pluck()
      .get();
    const again = [...times.values()].reduce((sum, n) => sum + n - 1, 0);
    const interrupted = db
      .prepare(`SELECT count(*) FROM delivery_attempts WHERE outcome = 'interrupted'`)
      .pluck()
      .get() as number;
    expect([stuck, db.pragma('integrity_check', { simple: true })]).toEqual([0, 'ok']);
    expect(again).toBeLessThanOrEqual(interrupted);
    db.close();
  });

  it('shows the attempt that a kill cut off, and is tried again', async () => {
    using dir = tempDir();
    let answers = false;
    await using server = await receiver((_request, response) => {
      if (answers) response.end();
    });
    let id = '';
    {
      await using cli = await serveCli(dir.path);
      await rest(cli, 'POST', '/destinations', { name: 'sink', url: server.url });
      const sent = await rest<{ deliveries: { id: string }[] }>(cli, 'POST', '/deliveries', {
        destinations: ['sink'],
        body: 'x',
      });
      id = sent.deliveries[0]?.id ?? '';
      await expect.poll(() => server.received.length).toBe(1);
      await cli.end('SIGKILL');
    }
    answers = true;
    await using cli = await serveCli(dir.path);
    const get = (): Promise<Delivery> => rest<Delivery>(cli, 'GET', `/deliveries/${id}`);
    await expect.poll(async () => (await get()).state).toBe('delivered');
    const { log } = await get();
    expect(log.map(({ outcome, number }) => [outcome, number])).toEqual([
      ['interrupted', 1],
      ['delivered', 2],
    ]);
    expect(server.received[1]?.headers['backstitch-retry-reason']).toBe('interrupted');
    expect(server.received[1]?.headers['webhook-id']).toBe(
      server.received[0]?.headers['webhook-id'],
    );
  });
});
