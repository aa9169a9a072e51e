import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { DestinationInput } from '../../../preload/contract/destinations.ts';
import { receiver } from '../../deliveries/delivery-room.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';
import { memberUrl, startTeamServer } from '../team-server.ts';
import { startNode, stateOf } from '../two-engines.ts';

const EACH = 25;
const NAMES = ['Ben', 'Cleo'];
/** Two processes of the whole engine are started from their sources. */
const PATIENCE_MS = 300_000;

/** A process that sends for the team; see `queue-node.ts`. */
function startSender(given: {
  url: string;
  name: string;
  dataDir: string;
  secrets: { id: string; secret: string }[];
}): { child: ChildProcess; ready: Promise<unknown> } {
  const script = new URL('queue-node.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, QUEUE_NODE: JSON.stringify(given), NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const early = once(child, 'exit').then(([code]) => {
    throw new Error(`${given.name} ended early: ${code}`);
  });
  early.catch(() => {});
  return { child, ready: Promise.race([once(child.stdout ?? child, 'data'), early]) };
}

it(
  'three nodes, one killed while it sends, the database killed and started again: all arrives, in order, under one id each',
  async () => {
    using dirs = tempDir();
    await using server = await startTeamServer();
    const url = await memberUrl(server, 'everybody');
    const hold = Promise.withResolvers<void>();
    const caught = Promise.withResolvers<string>();
    await using sink = await receiver(async ({ headers, body }, response) => {
      // The first that comes for the lane in order is held until its sender is dead.
      if (body.startsWith('{"hold"')) {
        caught.resolve(headers['user-agent'] ?? '');
        await hold.promise;
      }
      response.writeHead(200).end();
    });
    // Accepts, and sends nothing at first: see below.
    await using anna = await startNode(url, 'Anna');
    await stateOf(anna, 'live');
    const made: { id: string; secret: string }[] = [];
    for (const ordering of ['fifo', 'parallel'] as const) {
      const one = await anna.engine.destinations.create(
        DestinationInput.parse({
          name: ordering,
          url: `${sink.url}/${ordering}`,
          ordering,
          timeoutMs: 1000,
        }),
      );
      const [{ id: secretId } = { id: '' }] = one.secrets;
      const secret = anna.engine.destinations.secret({ id: one.id, secretId }).value;
      made.push({ id: one.id, secret });
      await anna.engine.team.share({ id: one.id, shared: true });
    }
    // A version that she did not agree to: she is not equipped, as after a change by a mate.
    await server.query(
      `UPDATE backstitch_team.lanes SET version = version + 1,
            settings = jsonb_set(settings, '{allowPrivate}', 'true')`,
    );
    await until(() =>
      anna.engine.destinations.list().every(({ shared }) => shared?.needs.includes('agreement')),
    );
    const senders = NAMES.map((name) =>
      startSender({ url, name, dataDir: `${dirs.path}/${name}`, secrets: made }),
    );
    try {
      await Promise.all(senders.map(({ ready }) => ready));
      const ids = new Map<string, string[]>();
      const send = async (name: string, body: unknown): Promise<string> => {
        const { messageId, deliveries } = await anna.engine.deliveries.send({
          destinations: [name],
          eventType: null,
          contentType: 'application/json',
          body,
          origin: 'api',
        });
        expect(deliveries[0]?.state).toBe('scheduled');
        ids.set(name, [...(ids.get(name) ?? []), messageId]);
        return messageId;
      };

      const first = await send('fifo', { hold: true });
      await caught.promise;
      const nodeOf = async (): Promise<string> =>
        (
          await server.query<{ name: string }>(
            `SELECT n.name FROM backstitch_team.deliveries d JOIN backstitch_team.nodes n ON n.node_id = d.leased_by
            WHERE d.message_id = '${first}'`,
          )
        )[0]?.name ?? '';
      const name = await nodeOf();
      const victim = senders[NAMES.indexOf(name)];
      if (victim === undefined) throw new Error(`nobody known sends it, but ${name}`);
      const died = once(victim.child, 'exit');
      victim.child.kill('SIGKILL');
      await died;
      hold.resolve();
      const before = await server.query<{ name: string }>(
        `SELECT n.name FROM backstitch_team.attempts a JOIN backstitch_team.nodes n USING (node_id)`,
      );
      // Anna had not said yes to where it sends.
      expect(before.map((one) => one.name)).not.toContain('Anna');
      for (const { id } of anna.engine.destinations.list()) await anna.engine.team.equip({ id });
      for (let n = 0; n < EACH; n += 1) {
        await send('fifo', { n });
        await send('parallel', { n });
      }
      await until(() => sink.received.length > 10);
      await server.stop('SIGKILL');
      // Accepting goes on while the database is away.
      for (let n = EACH; n < 2 * EACH; n += 1) {
        await send('fifo', { n });
        await send('parallel', { n });
      }
      const [waiting] = anna.engine.deliveries.list({ limit: 1 }).items;
      expect(waiting).toMatchObject({
        state: 'scheduled',
        reason: 'It has not reached the team yet.',
      });
      await server.start();
      await until(() => {
        const { count } = anna.engine.deliveries.count({ state: 'delivered' });
        return count === 4 * EACH + 1;
      }, 'not all was delivered');

      const gotBy = (lane: string): string[] =>
        sink.received
          .filter(({ path }) => path.endsWith(`/${lane}`))
          .map(({ headers }) => headers['webhook-id'] ?? '');
      for (const [lane, wanted] of ids) expect(new Set(gotBy(lane))).toEqual(new Set(wanted));
      // One that is sent again comes before the next.
      const [got, wanted] = [gotBy('fifo'), ids.get('fifo') ?? []];
      expect(got).toEqual(got.toSorted((a, b) => wanted.indexOf(a) - wanted.indexOf(b)));
      const attempts = await server.query<{ name: string; outcome: string }>(
        `SELECT DISTINCT n.name, a.outcome FROM backstitch_team.attempts a JOIN backstitch_team.nodes n USING (node_id)`,
      );
      expect(attempts).toContainEqual({ name, outcome: 'interrupted' });
    } finally {
      for (const { child } of senders) child.kill('SIGKILL');
    }
  },
  PATIENCE_MS,
);
