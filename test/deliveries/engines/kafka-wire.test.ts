import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AUTHORITY } from '../../helpers/peers/tls-server.ts';
import { runs } from '../../helpers/runs.ts';
import { input, openRoom } from '../delivery-room.ts';
import { crc32c, readBatch } from './kafka-bytes.ts';
import { type Login, startKafkaFake } from './kafka-fake.ts';

const kafka = (url: string, some: object = {}, engine: object = {}) =>
  input({
    kind: 'kafka',
    url,
    engine: { topic: 'hooks', key: '{event}', ...engine } as never,
    schedule: { kind: 'quick-dev' },
    ...some,
  });

const room = await openRoom();
const broker = await startKafkaFake();
afterAll(async () => {
  await room[Symbol.asyncDispose]();
  await broker[Symbol.asyncDispose]();
});
let count = 0;
/** A destination under a name of its own. */
const create = (...[url, some, engine]: Parameters<typeof kafka>) =>
  room.destinations.create(kafka(url, { name: `k${(count += 1)}`, ...some }, engine));

describe('a record', () => {
  it('has the bytes of the message, its key and its attributes, and nothing else', async () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    const headers = [['X-Team', 'blåä']] as [string, string][];
    const destination = await create(broker.url, { signing: 'standard', headers });
    const id = await room.send(destination, '{"n": 1.0}');
    const delivery = await room.until(id, ({ state }) => state === 'delivered');
    const [attempt] = delivery.log;
    expect(attempt?.engine?.receipt).toMatchObject({ topic: 'hooks', partition: '0' });
    const [record, ...more] = readBatch(broker.batches.at(-1)!);
    expect(more).toEqual([]);
    expect(record?.key?.toString()).toBe('order.paid');
    expect(record?.value?.toString()).toBe('{"n": 1.0}');
    const written = Object.fromEntries(
      record!.headers.map(([name, value]) => [name, value?.toString('utf8')]),
    );
    expect(written).toEqual({
      ce_specversion: '1.0',
      ce_id: delivery.messageId,
      ce_source: expect.stringMatching(/^urn:backstitch:/),
      ce_type: 'order.paid',
      ce_time: expect.stringMatching(/^2026-01-05T12:/),
      'content-type': 'application/json',
      'webhook-id': delivery.messageId,
      'webhook-timestamp': expect.stringMatching(/^\d+$/),
      'webhook-signature': expect.stringMatching(/^v1,/),
      'X-Team': 'blåä',
    });
  });

  it('is byte for byte what was sent, whatever that is', async () => {
    const destination = await create(broker.url, {}, { key: '{event}/{body.id}' });
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.string({ unit: 'binary', maxLength: 40 }).map((id) => Buffer.from(JSON.stringify({ id }))),
      fc.constantFrom('', '\0', '\r\n', '{"id":"\\ud800"}').map((text) => Buffer.from(text)),
    );
    const types = fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }));
    const some = fc.array(fc.record({ body: hostile, eventType: types }), {
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(some, async (messages) => {
        const before = broker.batches.length;
        const sent = await Promise.all(
          messages.map(async ({ body, eventType }) => {
            const { deliveries } = await room.deliveries.send({
              destinations: [destination.id],
              eventType,
              contentType: 'application/json',
              bodyBase64: body.toString('base64'),
              origin: 'api',
            });
            const { id } = deliveries[0]!;
            return { body, ...(await room.until(id, ({ finishedAt }) => finishedAt !== null)) };
          }),
        );
        const records = broker.batches.slice(before).flatMap(readBatch);
        expect(records).toHaveLength(messages.length);
        for (const { body, messageId, log } of sent) {
          expect(log[0]).toMatchObject({ outcome: 'delivered', error: null });
          const record = records.find(({ headers }) =>
            headers.some(([name, value]) => name === 'ce_id' && value?.toString() === messageId),
          );
          expect(record?.value?.equals(body)).toBe(true);
          expect(record?.key).toEqual(Buffer.from(log[0]?.engine?.place.key ?? ''));
          const said = (log[0]?.requestHeaders ?? []).map(([name, value]) => [
            name,
            Buffer.from(value),
          ]);
          expect(record?.headers).toEqual(said);
        }
      }),
      { numRuns: runs(12) },
    );
  });

  it('of a structured event holds any bytes, as base64 where they are no JSON', async () => {
    const destination = await create(broker.url, {}, { mode: 'structured' });
    const bytes = Buffer.from([0, 255, 13, 10]);
    const sent = await room.deliveries.send({
      destinations: [destination.id],
      eventType: null,
      contentType: 'application/octet-stream',
      bodyBase64: bytes.toString('base64'),
      origin: 'api',
    });
    await room.until(sent.deliveries[0]!.id, ({ state }) => state === 'delivered');
    const [record] = readBatch(broker.batches.at(-1)!);
    expect(record?.headers.map(([name]) => name)).toEqual(['content-type']);
    expect(JSON.parse(record?.value?.toString() ?? '')).toMatchObject({
      specversion: '1.0',
      type: 'webhook.received',
      data_base64: bytes.toString('base64'),
    });
  });
});

const SCRAM = { user: 'a,n=n', password: 'needle-päss', iterations: 4096 };
const LOGINS: Login[] = [
  { mechanism: 'PLAIN', user: 'ann', password: 'needle-päss' },
  { mechanism: 'SCRAM-SHA-256', ...SCRAM },
  { mechanism: 'SCRAM-SHA-512', ...SCRAM },
];

describe.each(LOGINS)('a login by $mechanism over TLS', (login) => {
  const { mechanism, user, password } = login;
  const credentials = { mechanism, user, password };
  const trust = { kind: 'ca' as const, pem: AUTHORITY };

  it('comes before anything else, and its password is kept to itself', async () => {
    await using cluster = await startKafkaFake({ login, tls: true });
    const destination = await create(cluster.url, { credentials, trust });
    const id = await room.send(destination, 'naïve');
    const delivery = await room.until(id, ({ state }) => state === 'delivered');
    expect(readBatch(cluster.batches[0]!)[0]?.value?.toString()).toBe('naïve');
    // ApiVersions, SaslHandshake, SaslAuthenticate, and only then a topic.
    const first = cluster.asked.findIndex((key) => ![17, 18, 36].includes(key));
    expect(cluster.asked.slice(0, first)).toContain(36);
    const plain = /^\0ann\0needle-päss$/;
    // By SCRAM there is a proof of the password, and no password.
    const [begins, ends] =
      mechanism === 'PLAIN'
        ? [plain, plain]
        : [/^n,,n=a=2Cn=3Dn,r=[\w-]{16,}$/, /^c=biws,r=[\w-]+of-the-server,p=[\w+/=]+$/];
    expect(cluster.logins[0]).toMatch(begins);
    expect(cluster.logins[1]).toMatch(ends);
    expect(JSON.stringify([destination, delivery])).not.toContain('needle');
  });

  it('that is wrong is told as one, before anything is saved or sent', async () => {
    await using cluster = await startKafkaFake({ login, tls: true });
    const wrong = { ...credentials, password: 'wrong' };
    for (const some of [
      { credentials: wrong, trust },
      { credentials: { ...wrong, user: 'bob' }, trust },
    ]) {
      await expect(create(cluster.url, some)).rejects.toMatchObject({
        code: 'DESTINATION_INVALID',
        field: 'credentials',
        message: expect.stringContaining('does not accept these credentials'),
      });
    }
    expect(cluster.batches).toEqual([]);
    expect(cluster.asked).not.toContain(3);
  });

  it('is not shown to a broker whose certificate is not trusted, or that is another’s', async () => {
    await using cluster = await startKafkaFake({ login, tls: true });
    await expect(create(cluster.url, { credentials })).rejects.toMatchObject({
      field: 'url',
      message: expect.stringContaining('an authority that this computer does not know'),
    });
    const other = cluster.url.replace('localhost', 'kafka.localhost');
    await expect(create(other, { credentials, trust })).rejects.toMatchObject({
      message: expect.stringContaining('not issued for kafka.localhost'),
    });
    expect(cluster.logins).toEqual([]);
  });
});

it.each([
  ['that does not know the password either', { isFalse: true, password: 'another' }],
  ['that asks for too little work', { iterations: 100 }],
])('SCRAM gives no message to a broker %s', async (_what, broken) => {
  const login = { mechanism: 'SCRAM-SHA-256' as const, ...SCRAM, ...broken };
  await using cluster = await startKafkaFake({ login });
  const { user, password } = SCRAM;
  const credentials = { mechanism: 'SCRAM-SHA-256', user, password };
  await expect(create(cluster.url, { credentials })).rejects.toMatchObject({
    field: 'credentials',
  });
  expect(cluster.asked).not.toContain(3);
});

it('a broker that speaks another mechanism, one without TLS, and one without the topic are told apart', async () => {
  await using cluster = await startKafkaFake({ login: LOGINS[0]! });
  const credentials = { mechanism: 'SCRAM-SHA-256', user: 'ann', password: 'needle-päss' };
  await expect(create(cluster.url, { credentials })).rejects.toMatchObject({
    field: 'credentials',
  });
  await expect(
    create(cluster.url.replace('kafka:', 'kafkas:'), { timeoutMs: 2000 }),
  ).rejects.toMatchObject({ field: 'url' });
  await expect(create(broker.url, {}, { topic: 'other' })).rejects.toMatchObject({
    field: 'engine.topic',
    message: expect.stringContaining('There is no topic other'),
  });
});
