import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { runs } from '../../helpers/runs.ts';
import { input, openRoom } from '../delivery-room.ts';
import { startNatsFake } from './nats-fake.ts';

const nats = (url: string, some: object = {}, engine: object = {}) =>
  input({
    kind: 'nats',
    url,
    engine: { stream: 'HOOKS', subject: 'webhooks.{event}', ...engine } as never,
    schedule: { kind: 'quick-dev' },
    ...some,
  });

const LOGIN = { user: 'ann', password: 'needle-pass' };
const room = await openRoom();
const server = await startNatsFake(LOGIN);
afterAll(async () => {
  await room[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Headers as NATS has them on the wire; throws where a line is none. */
function headersIn(head: Buffer): [string, string][] {
  const lines = head.toString('utf8').split('\r\n');
  if (lines.shift() !== 'NATS/1.0' || lines.pop() !== '' || lines.pop() !== '') {
    throw new Error(`no headers: ${JSON.stringify(head.toString())}`);
  }
  return lines.map((line) => {
    const at = line.indexOf(':');
    if (at < 1) throw new Error(`no header: ${line}`);
    return [line.slice(0, at), line.slice(at + 1).trim()];
  });
}

it('NATS gets the login in CONNECT, the exact bytes in HPUB, and says by PubAck that it has them', async () => {
  await expect(room.destinations.create(nats(server.url))).rejects.toMatchObject({
    field: 'credentials',
  });
  const destination = await room.destinations.create(
    nats(server.url, { credentials: LOGIN, signing: 'standard', name: 'bus' }),
  );
  const id = await room.send(destination, '{"n": 1.0}');
  const delivery = await room.until(id, ({ state }) => state === 'delivered');
  expect(delivery.log[0]?.engine?.receipt).toEqual({
    stream: 'HOOKS',
    seq: '1',
    duplicate: 'false',
  });
  expect(server.connects.at(-1)).toMatchObject({
    user: 'ann',
    pass: 'needle-pass',
    headers: true,
    name: 'backstitch',
    verbose: false,
  });
  const [message] = server.published;
  expect(message).toMatchObject({ verb: 'HPUB', subject: 'webhooks.order.paid' });
  expect(message?.body.toString()).toBe('{"n": 1.0}');
  expect(Object.fromEntries(headersIn(message!.head))).toEqual({
    'ce-specversion': '1.0',
    'ce-id': delivery.messageId,
    'ce-source': expect.stringMatching(/^urn:backstitch:/),
    'ce-type': 'order.paid',
    'ce-time': expect.stringMatching(/^2026-01-05T12:/),
    'content-type': 'application/json',
    'webhook-id': delivery.messageId,
    'webhook-timestamp': expect.stringMatching(/^\d+$/),
    'webhook-signature': expect.stringMatching(/^v1,/),
    'Nats-Msg-Id': delivery.messageId,
    'Nats-Expected-Stream': 'HOOKS',
  });
  // Sent again it has the same id, by which the stream drops it.
  await room.deliveries.requeue({ id });
  const again = await room.until(id, ({ log, state }) => log.length === 2 && state === 'delivered');
  expect(again.log[1]?.engine?.receipt).toMatchObject({ seq: '1', duplicate: 'true' });
  expect(server.published[1]?.head.toString()).toContain(`Nats-Msg-Id: ${delivery.messageId}`);
  expect(JSON.stringify([again, room.destinations.list()])).not.toContain('needle');
});

it('NATS says that no stream takes it, or another one, and what is too large does not leave', async () => {
  const lost = await room.destinations.create(
    nats(server.url, { credentials: LOGIN, name: 'lost' }, { subject: '{event}' }),
  );
  const nowhere = await room.settled(await room.send(lost, 1, 'else.where'), 1);
  expect(nowhere).toMatchObject({ state: 'scheduled', log: [{ errorCode: 'NO_STREAM' }] });
  await expect(
    room.destinations.create(
      nats(server.url, { credentials: LOGIN, name: 'other' }, { stream: 'OTHER' }),
    ),
  ).rejects.toMatchObject({ field: 'engine.stream' });
  const before = server.published.length;
  const large = await room.send(lost, 'x'.repeat(1_100_000), 'webhooks.large');
  const dead = await room.until(large, ({ state }) => state === 'failed');
  expect(dead.reason).toMatch(/too large for this server: it takes 1,048,576/);
  expect(server.published).toHaveLength(before);
});

it('NATS gets any bytes as they are, and no event type gets out of its subject or header', async () => {
  const destination = await room.destinations.create(
    nats(server.url, { credentials: LOGIN, name: 'any' }),
  );
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('', '\r\n', '\r\nPUB webhooks.forged 1\r\nx\r\n')
      .map((text) => Buffer.from(text)),
  );
  const types = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.constantFrom('a\r\nNats-Msg-Id: forged', 'a b 0\r\n', '*.>', '..', '\u0000'),
  );
  const some = fc.array(fc.record({ body: bodies, eventType: types }), {
    minLength: 1,
    maxLength: 10,
  });
  await fc.assert(
    fc.asyncProperty(some, async (messages) => {
      const before = server.published.length;
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
          const ended = await room.until(id, ({ finishedAt }) => finishedAt !== null);
          return { ...ended, body, sentType: eventType };
        }),
      );
      const came = server.published
        .slice(before)
        .map((message) => ({ ...message, headers: headersIn(message.head) }));
      expect(came).toHaveLength(messages.length);
      for (const { body, sentType, messageId, log } of sent) {
        expect(log[0]).toMatchObject({ outcome: 'delivered' });
        const ids = ({ headers }: (typeof came)[number]): string[] =>
          headers.flatMap(([name, value]) => (name === 'Nats-Msg-Id' ? value : []));
        const message = came.find((one) => ids(one).includes(messageId))!;
        expect(ids(message)).toEqual([messageId]);
        expect(message.body.equals(body)).toBe(true);
        expect(message.subject).toMatch(/^webhooks(\.[\w-]+)+$/);
        expect(message.subject).toBe(log[0]?.engine?.place.subject);
        const type = message.headers.find(([name]) => name === 'ce-type')?.[1] ?? '';
        expect(decodeURIComponent(type)).toBe(sentType.toWellFormed());
      }
    }),
    { numRuns: runs(12) },
  );
});
