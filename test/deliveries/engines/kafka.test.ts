import { describe, expect, it } from 'vitest';
import { nodeProblem } from '../../../main/deliveries/sending/transports/kafka.ts';
import { input, openRoom } from '../delivery-room.ts';
import { LIBRDKAFKA, PRODUCE, startKafka, WITHOUT_KAFKA } from './kafka-mock.ts';

const kafka = (url: string, some: object = {}, engine: object = {}) =>
  input({
    kind: 'kafka',
    url,
    engine: { topic: 'hooks', key: '{event}', ...engine } as never,
    schedule: { kind: 'quick-dev' },
    ...some,
  });

/** Codes of the protocol. */
const UNKNOWN_TOPIC = 3;
const TOO_LARGE = 10;

describe.skipIf(LIBRDKAFKA === undefined)(`Kafka brokers as a destination${WITHOUT_KAFKA}`, () => {
  it('have a message once all replicas have it, with key and attributes, and say where it stands', async () => {
    await using cluster = await startKafka();
    await cluster.topic('hooks');
    await using room = await openRoom();
    const destination = await room.destinations.create(kafka(cluster.url));
    const id = await room.send(destination, 'naïve');
    const delivery = await room.until(id, ({ state }) => state === 'delivered');
    const [attempt] = delivery.log;
    expect(attempt?.engine).toEqual({
      kind: 'kafka',
      place: { topic: 'hooks', key: 'order.paid' },
      receipt: { topic: 'hooks', partition: expect.stringMatching(/^[0-3]$/), offset: '0' },
    });
    // What was sent, as the attempt keeps it: the consumer of the library cannot read from these mock brokers.
    expect(Object.fromEntries(attempt?.requestHeaders ?? [])).toMatchObject({
      ce_specversion: '1.0',
      ce_id: delivery.messageId,
      ce_type: 'order.paid',
      'content-type': 'application/json',
    });
  });

  it('that the cluster names are judged too, when it is saved and with every message', async () => {
    await using cluster = await startKafka();
    await cluster.topic('hooks', 64);
    const closed = new Set<number>();
    const [, second = 0] = cluster.ports;
    await using room = await openRoom({ isOwnListener: (_address, port) => closed.has(port) });
    const destination = await room.destinations.create(kafka(cluster.url));
    closed.add(second);
    await expect(
      room.destinations.create(kafka(cluster.url, { name: 'again' })),
    ).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      field: 'url',
      message: expect.stringContaining(
        `names 127.0.0.1:${second} as a broker. Backstitch itself listens`,
      ),
    });
    // Keys go to many partitions; the mock brokers draw lots who leads each.
    const ids = [];
    for (let n = 0; n < 20; n += 1) ids.push(await room.send(destination, n, `event.${n}`));
    const ended = await Promise.all(
      ids.map((id) => room.until(id, ({ finishedAt }) => finishedAt !== null)),
    );
    const refused = ended.filter(({ state }) => state === 'failed');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(20);
    for (const { reason, log } of refused) {
      expect(reason).toMatch(/^Blocked: .* Backstitch itself listens/);
      expect(log[0]).toMatchObject({ outcome: 'refused', errorCode: 'OWN_LISTENER' });
    }
  });

  it('that cannot take it now get it later; a topic that is not there and one too large are said', async () => {
    await using cluster = await startKafka();
    await cluster.topic('hooks', 1);
    await using room = await openRoom();
    await cluster.spoil('hooks', UNKNOWN_TOPIC);
    await expect(room.destinations.create(kafka(cluster.url))).rejects.toMatchObject({
      field: 'engine.topic',
      message: expect.stringContaining('There is no topic hooks'),
    });
    await cluster.spoil('hooks', 0);
    const destination = await room.destinations.create(kafka(cluster.url));
    await cluster.fail(PRODUCE, [TOO_LARGE]);
    const large = await room.send(destination);
    const dead = await room.until(large, ({ state }) => state === 'failed');
    expect(dead.reason).toMatch(/too large for this server/);
    await cluster.down(1);
    await cluster.down(2);
    const id = await room.send(destination, 'later');
    const waiting = await room.settled(id, 1);
    expect(waiting).toMatchObject({ state: 'scheduled', log: [{ outcome: 'failed' }] });
    await cluster.up(1);
    await cluster.up(2);
    for (let tries = 0; tries < 3; tries += 1) {
      if ((await room.get(id)).state === 'delivered') break;
      await room.toNext(id);
      await room.idle();
    }
    const { log } = await room.until(id, ({ state }) => state === 'delivered');
    expect(log.at(-1)?.engine?.receipt).toMatchObject({ topic: 'hooks', partition: '0' });
  });
});

it('Kafka says which Node it needs', () => {
  expect(nodeProblem('24.6.0')).toBe(null);
  expect(nodeProblem('22.22.1')).toBe(null);
  expect(nodeProblem('24.5.9')).toMatch(/Kafka needs Node 24\.6/);
  expect(nodeProblem('23.11.0')).toMatch(/this is 23\.11\.0/);
});
