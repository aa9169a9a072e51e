import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DestinationInput, type Destination } from '../../../preload/contract/destinations.ts';
import { installTeam } from '../../../main/team/install.ts';
import { NEWEST, schemaSql } from '../../../main/team/schema/versions.ts';
import { receiver } from '../../deliveries/delivery-room.ts';
import type { TestPostgres } from '../../helpers/postgres.ts';
import type { TestEngine } from '../../helpers/start-engine.ts';
import { until } from '../../helpers/until.ts';
import { memberUrl, startTeamServer } from '../team-server.ts';
import { startNode, stateOf } from '../two-engines.ts';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTeamServer();
  url = await memberUrl(server, 'everybody');
});
afterAll(() => server[Symbol.asyncDispose]());

const destination = (t: TestEngine, some: Partial<DestinationInput> & { url: string }) =>
  t.engine.destinations.create(DestinationInput.parse({ name: 'Shop', ...some }));

const share = async (t: TestEngine, { id }: Destination, shared = true): Promise<Destination> => {
  await stateOf(t, 'live');
  return t.engine.team.share({ id, shared });
};

const secretOf = (t: TestEngine, { id, secrets }: Destination): string =>
  t.engine.destinations.secret({ id, secretId: secrets[0]?.id ?? '' }).value;

/** The same destination as another node has it, once it does and it is like this. */
const seen = (
  t: TestEngine,
  { id }: Destination,
  like: (one: Destination) => boolean = () => true,
): Promise<Destination> =>
  until(
    () => t.engine.destinations.list().find((one) => one.id === id && like(one)),
    'the destination is not there so',
  );

async function send(t: TestEngine, { id }: Destination, body: unknown = { n: 1 }) {
  const { messageId, deliveries } = await t.engine.deliveries.send({
    destinations: [id],
    eventType: 'order.paid',
    contentType: 'application/json',
    body,
    origin: 'api',
  });
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error('nothing was accepted');
  return { messageId, id: delivery.id, state: delivery.state, reason: delivery.reason };
}

const inState = (t: TestEngine, id: Awaited<ReturnType<typeof send>>['id'], state: string) =>
  until(async () => {
    const found = await t.engine.deliveries.get({ id });
    return found.state === state && found;
  }, `it never was ${state}`);

const inTeam = async (t: TestEngine, messageId: string) =>
  (await t.engine.team.deliveries({ limit: 100 })).items.find((one) => one.messageId === messageId);

describe('a shared destination', () => {
  it('is sent to by who holds its secret, whoever accepted the message', async () => {
    await using sink = await receiver();
    await using anna = await startNode(url, 'Anna');
    await using ben = await startNode(url, 'Ben');
    const made = await destination(anna, {
      url: sink.url,
      authorization: 'Bearer needle-of-anna',
    });
    const waiting = await anna.engine.destinations.setState({
      id: made.id,
      state: 'paused',
      held: 'send',
    });
    // What waits is handed over when it is shared.
    const before = await send(anna, waiting, { n: 0 });
    expect(before.state).toBe('held');
    const shop = await share(anna, made);
    expect(shop.shared).toEqual({ needs: [] });
    await inState(anna, before.id, 'delivered');

    const there = await seen(ben, shop);
    expect(there.shared?.needs.toSorted()).toEqual(['agreement', 'authorization', 'secret']);
    expect(there.secrets).toEqual([]);
    const { messageId, id } = await send(ben, there);
    const delivered = await inState(ben, id, 'delivered');
    expect(delivered).toMatchObject({ attempts: 1, lastStatus: 200, reason: null });
    expect(sink.received.map(({ headers }) => headers['webhook-id'])).toEqual([
      before.messageId,
      messageId,
    ]);
    expect(sink.received[1]).toMatchObject({
      body: '{"n":1}',
      headers: { authorization: 'Bearer needle-of-anna' },
    });
    expect(await inTeam(anna, messageId)).toMatchObject({
      node: 'Ben',
      state: 'delivered',
      destinationName: 'Shop',
      log: [{ number: 1, node: 'Anna', outcome: 'delivered', status: 200, late: false }],
    });

    const input = { ...DestinationInput.parse(there), url: 'https://elsewhere.example/' };
    await expect(ben.engine.destinations.update({ ...input, id: there.id })).rejects.toMatchObject({
      code: 'TEAM_NOT_EQUIPPED',
    });
    const typed = { id: there.id, authorization: 'Bearer needle-of-anna' };
    await expect(
      ben.engine.team.equip({ ...typed, secret: 'whsec_d3Jvbmcgc2VjcmV0IQ==' }),
    ).rejects.toMatchObject({ code: 'DESTINATION_INVALID', field: 'secret' });
    await expect(ben.engine.team.equip(typed)).rejects.toMatchObject({ code: 'TEAM_NOT_EQUIPPED' });

    // Nobody who holds it is there: it waits, and who does not hold it sends nothing.
    await anna.stop();
    const late = await send(ben, there, { n: 2 });
    await until(async () => (await inTeam(ben, late.messageId)) !== undefined);
    expect(await inTeam(ben, late.messageId)).toMatchObject({ state: 'scheduled', log: [] });
    expect(sink.received).toHaveLength(2);
    const secret = await server.query<{ marks: string }>(
      `SELECT secret_marks::text AS marks FROM backstitch_team.lanes WHERE destination_id = '${shop.id}'`,
    );
    expect(secret[0]?.marks).toMatch(/"mark": "[0-9a-f]{12}"/);
  });

  it('is sent to from another computer once that has the secret; the secret is in no table', async () => {
    await using sink = await receiver();
    await using anna = await startNode(url, 'Anna 2');
    await using ben = await startNode(url, 'Ben 2');
    const shop = await share(
      anna,
      await destination(anna, { name: 'Second', url: sink.url, authorization: 'needle-word' }),
    );
    const value = secretOf(anna, shop);
    await anna.stop();
    const there = await seen(ben, shop);
    const { id, messageId } = await send(ben, there);
    const equipped = await ben.engine.team.equip({
      id: there.id,
      secret: ` ${value}\n`,
      authorization: 'needle-word',
    });
    expect(equipped.shared).toEqual({ needs: [] });
    await inState(ben, id, 'delivered');
    expect(sink.received[0]?.headers).toMatchObject({
      'webhook-id': messageId,
      authorization: 'needle-word',
    });
    const tables = await server.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'backstitch_team'`,
    );
    expect(tables.map(({ name }) => name)).toContain('lanes');
    for (const { name } of tables) {
      const rows = await server.query<{ text: string }>(
        `SELECT t::text AS text FROM backstitch_team.${name} t`,
      );
      const all = rows.map(({ text }) => text).join('\n');
      for (const needle of [value, value.slice('whsec_'.length), 'needle-word'])
        expect([name, all.includes(needle)]).toEqual([name, false]);
    }

    // Another place: the computer asks its person again before anything of it goes there.
    await server.query(
      `UPDATE backstitch_team.lanes SET version = version + 1,
              settings = jsonb_set(settings, '{url}', '"https://elsewhere.example/hook"')
        WHERE destination_id = '${shop.id}'`,
    );
    const moved = await seen(ben, shop, (one) => one.url.includes('elsewhere'));
    expect(moved.shared?.needs).toEqual(['agreement']);
  });

  it('pauses, goes on and ends for all nodes; a delivery is canceled and queued again from any of them', async () => {
    await using sink = await receiver();
    await using anna = await startNode(url, 'Anna 3');
    await using ben = await startNode(url, 'Ben 3');
    const shop = await share(anna, await destination(anna, { name: 'Third', url: sink.url }));
    const there = await seen(ben, shop);
    await ben.engine.destinations.setState({ id: there.id, state: 'paused', held: 'send' });
    await seen(anna, shop, ({ state }) => state === 'paused');
    const { id } = await send(ben, there);
    await inState(ben, id, 'held');
    await ben.engine.deliveries.cancel({ id });
    expect((await ben.engine.deliveries.get({ id })).state).toBe('canceled');
    await ben.engine.deliveries.requeue({ id });
    expect(sink.received).toEqual([]);
    await anna.engine.destinations.setState({ id: shop.id, state: 'live', held: 'send' });
    await inState(ben, id, 'delivered');
    expect(sink.received).toHaveLength(1);

    await anna.engine.team.share({ id: shop.id, shared: false });
    await until(() => !ben.engine.destinations.list().some((one) => one.id === shop.id));
    const own = anna.engine.destinations.list().find((one) => one.id === shop.id);
    expect(own?.shared).toBeNull();
    const alone = await send(anna, shop);
    await inState(anna, alone.id, 'delivered');
    expect(sink.received).toHaveLength(2);
  });

  it('keeps what the receiver answered on the computer that sent it, and says so on the others; a try by hand waits for it', async () => {
    let status = 503;
    const hold = { answer: Promise.resolve() };
    await using sink = await receiver(async (_request, response) => {
      await hold.answer;
      response.writeHead(status, { 'x-shop': 'north', 'x-api-key': 'needle-of-shop' });
      response.end(`the shop says ${status}`);
    });
    await using anna = await startNode(url, 'Anna 7');
    await using ben = await startNode(url, 'Ben 7');
    const shop = await share(anna, await destination(anna, { name: 'Seventh', url: sink.url }));
    const there = await seen(ben, shop);
    const { id, messageId } = await send(ben, there);
    const failed = await until(async () => {
      const now = await ben.engine.deliveries.get({ id });
      return now.log[0]?.outcome === 'failed' && now;
    });
    const anyOfAnna = { node: 'Anna 7', held: false, late: false, responseHeaders: [], url: '' };
    expect(failed.log).toMatchObject([{ ...anyOfAnna, number: 1, status: 503 }]);

    // It waits for what another computer makes of it.
    status = 200;
    const asked = Promise.withResolvers<void>();
    hold.answer = asked.promise;
    let answered = false;
    const trying = ben.engine.deliveries.retry({ id }).finally(() => (answered = true));
    await until(() => sink.received.length === 2);
    await until(async () => (await ben.engine.deliveries.get({ id })).state === 'sending');
    expect(answered).toBe(false);
    asked.resolve();
    expect(await trying).toMatchObject({
      state: 'delivered',
      attempts: 2,
      log: [
        { ...anyOfAnna, number: 1, generation: 1 },
        { ...anyOfAnna, number: 2, outcome: 'delivered', generation: 1 },
      ],
    });
    // A new round of what was delivered.
    const again = await ben.engine.deliveries.retry({ id });
    expect(again.log.map(({ number, generation }) => [number, generation])).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
    ]);

    const item = await inTeam(anna, messageId);
    const held = await anna.engine.team.delivery({ id: item?.id ?? '' });
    expect(held).toMatchObject({ messageId, node: 'Ben 7' });
    expect(held.log.map(({ node, held: isHeld }) => [node, isHeld])).toEqual(
      held.log.map(() => [null, true]),
    );
    expect(held.log[0]).toMatchObject({
      status: 503,
      url: sink.url,
      method: 'POST',
      responseBody: 'the shop says 503',
      responseCut: false,
    });
    expect(held.log[0]?.requestHeaders).toContainEqual(['webhook-id', messageId]);
    expect(held.log[0]?.responseHeaders).toContainEqual(['x-shop', 'north']);
    expect(held.log[0]?.responseHeaders).toContainEqual(['x-api-key', '•••']);
    const from = await ben.engine.team.delivery({ id: item?.id ?? '' });
    expect(from.log.map(({ node, held: isHeld }) => [node, isHeld])).toEqual(
      held.log.map(() => ['Anna 7', false]),
    );
    // What this computer sent counts in its figures.
    const health = anna.engine.destinations.list().find((one) => one.id === shop.id)?.health;
    expect(health).toMatchObject({ successRate: 2 / 3 });
    await expect(ben.engine.team.delivery({ id: '999999' })).rejects.toMatchObject({
      code: 'DELIVERY_NOT_FOUND',
    });
    // Nothing of an answer is in the database.
    const rows = await server.query<{ text: string }>(
      'SELECT a::text AS text FROM backstitch_team.attempts a',
    );
    expect(rows.map(({ text }) => text).join()).not.toMatch(/the shop says|needle-of-shop|north/);
  });

  it('keeps what an attempt of a lost lease came to, and nothing else of it', async () => {
    const held = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    let requests = 0;
    await using sink = await receiver(async (_request, response) => {
      requests += 1;
      if (requests === 1) {
        first.resolve();
        await held.promise;
        response.writeHead(500).end();
      } else response.writeHead(200).end();
    });
    await using anna = await startNode(url, 'Anna 4');
    await using ben = await startNode(url, 'Ben 4');
    const shop = await share(anna, await destination(anna, { name: 'Fourth', url: sink.url }));
    const { messageId } = await send(anna, shop);
    await first.promise;
    const there = await seen(ben, shop);
    await ben.engine.team.equip({ id: there.id, secret: secretOf(anna, shop) });
    // As if Anna's computer had slept.
    await server.query(
      `UPDATE backstitch_team.deliveries SET lease_until = now() WHERE message_id = '${messageId}'`,
    );
    await until(async () => (await inTeam(ben, messageId))?.state === 'delivered');
    const before = await inTeam(ben, messageId);
    held.resolve();
    const after = await until(async () => {
      const now = await inTeam(ben, messageId);
      return now?.log.some(({ late }) => late) && now;
    });
    expect(after).toEqual({ ...before, log: expect.anything() });
    expect(after.log).toMatchObject([
      { number: 1, node: 'Anna 4', outcome: 'failed', status: 500, late: true },
      { number: 2, outcome: 'delivered', status: 200, late: false },
    ]);
    const lane = await server.query<{ failures: number }>(
      `SELECT failures FROM backstitch_team.lanes WHERE destination_id = '${shop.id}'`,
    );
    expect(lane).toEqual([{ failures: 0 }]);
    const ids = sink.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids)).toEqual(new Set([messageId]));
  });

  it('is refused where a secret would lie open, and where nodes cannot do it together', async () => {
    await using anna = await startNode(url, 'Anna 5');
    const base = { url: 'https://shop.example/hook' };
    for (const [some, field] of [
      [
        { url: 'https://shop.example/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX' },
        'url',
      ],
      [{ url: 'https://shop.example/?token=1' }, 'url'],
      [{ headers: [['X-Api-Key', 'needle']] }, 'headers.0.0'],
      [{ ordering: 'keyed', orderKey: { from: 'header', name: 'x' } }, 'ordering'],
    ] as const) {
      const made = await destination(anna, {
        ...base,
        name: `Refused ${field} ${JSON.stringify(some)}`.slice(0, 70),
        ...(some as Partial<DestinationInput>),
      });
      await expect(share(anna, made)).rejects.toMatchObject({ code: 'DESTINATION_INVALID', field });
    }
  });

  it('needs version 2 of the team, and says what to do where it is older', async () => {
    await server.query('CREATE DATABASE older');
    const within = (text: string): string => {
      const there = new URL(text);
      there.pathname = '/older';
      return there.href;
    };
    const client = new pg.Client({ connectionString: within(server.url) });
    await client.connect();
    await client.query(`BEGIN;${schemaSql(0, 1)}COMMIT;`);
    await using sink = await receiver();
    await using anna = await startNode(within(url), 'Anna 6');
    const made = await destination(anna, { name: 'Sixth', url: sink.url });
    await expect(share(anna, made)).rejects.toMatchObject({
      code: 'TEAM_NOT_INSTALLED',
      message: 'The team has version 1; shared deliveries need version 2.',
      hint: expect.stringContaining('team init'),
    });
    expect(await installTeam(client)).toEqual({ from: 1, to: NEWEST });
    await client.end();
    expect((await share(anna, made)).shared).toEqual({ needs: [] });
    const { id } = await send(anna, made);
    await inState(anna, id, 'delivered');
  });
});
