import { expect, it } from 'vitest';
import { input, openRoom } from '../delivery-room.ts';
import { KEY, startSqs } from './sqs-fake.ts';

const credentials = KEY;
const sqs = (url: string, some: object = {}) =>
  input({
    kind: 'sqs',
    url,
    engine: { region: 'eu-west-1', group: '{event}' } as never,
    credentials,
    schedule: { kind: 'quick-dev' },
    ...some,
  });

it('an SQS queue has a message: text as it is, other bytes as base64, attributes beside it', async () => {
  await using queue = await startSqs();
  await using room = await openRoom();
  const destination = await room.destinations.create(
    sqs(queue.url('hooks'), { signing: 'standard' }),
  );
  expect(JSON.stringify(destination)).not.toContain('needle-key');
  const id = await room.send(destination, '{"n":1.0}');
  const delivery = await room.until(id, ({ state }) => state === 'delivered');
  expect(delivery.log[0]?.engine).toEqual({
    kind: 'sqs',
    place: { group: 'order.paid' },
    receipt: { messageId: 'm-1' },
  });
  const [message] = queue.kept;
  expect(message?.MessageBody).toBe('{"n":1.0}');
  expect(message?.MessageGroupId).toBeUndefined();
  const values = (at: number) =>
    Object.fromEntries(
      Object.entries(queue.kept[at]?.MessageAttributes ?? {}).map(([name, one]) => [
        name,
        one.StringValue,
      ]),
    );
  expect(values(0)).toMatchObject({
    'ce-id': delivery.messageId,
    'ce-type': 'order.paid',
    'content-type': 'application/json',
    'webhook-id': delivery.messageId,
    'webhook-signature': expect.stringMatching(/^v1,/),
  });
  const bytes = Buffer.from([0, 255, 7]);
  const sent = await room.deliveries.send({
    destinations: [destination.id],
    eventType: null,
    contentType: 'application/octet-stream',
    bodyBase64: bytes.toString('base64'),
    origin: 'api',
  });
  await room.until(sent.deliveries[0]!.id, ({ state }) => state === 'delivered');
  expect(queue.kept[1]?.MessageBody).toBe(bytes.toString('base64'));
  expect(values(1)).toMatchObject({ backstitchencoding: 'base64', 'ce-type': 'webhook.received' });
});

it('a FIFO queue gets a group and drops the same message, a queue that is gone is named', async () => {
  await using queue = await startSqs();
  await using room = await openRoom();
  await expect(room.destinations.create(sqs(queue.url('other')))).rejects.toMatchObject({
    code: 'DESTINATION_INVALID',
    message: expect.stringContaining('There is no such queue'),
  });
  const wrong = { credentials: { ...credentials, accessKeyId: 'OTHER' } };
  await expect(room.destinations.create(sqs(queue.url('hooks'), wrong))).rejects.toMatchObject({
    field: 'credentials',
  });
  const destination = await room.destinations.create(sqs(queue.url('hooks.fifo')));
  const id = await room.send(destination);
  await room.until(id, ({ state }) => state === 'delivered');
  await room.deliveries.requeue({ id });
  await room.until(id, ({ log, state }) => log.length === 2 && state === 'delivered');
  expect(queue.kept).toMatchObject([{ MessageGroupId: 'order.paid' }]);
  queue.failNext('ThrottlingException');
  const slow = await room.send(destination, 'slow');
  const waiting = await room.settled(slow, 1);
  expect(waiting).toMatchObject({ state: 'scheduled', log: [{ errorCode: 'THROTTLED' }] });
  const large = await room.send(destination, 'x'.repeat(300_000));
  const dead = await room.until(large, ({ state }) => state === 'failed');
  expect(dead.reason).toMatch(/300,\d{3} bytes is too large/);
  // Credentials that are taken back switch it off; what waits is held.
  queue.failNext('InvalidClientTokenId');
  const last = await room.send(destination, 'last');
  const held = await room.until(last, ({ state }) => state === 'held');
  expect(held.log).toMatchObject([{ errorCode: 'LOGIN_REFUSED' }]);
  expect(room.destinations.list()[0]).toMatchObject({
    state: 'off',
    offReason: expect.stringContaining('does not accept these credentials'),
  });
});

it('each request is signed as AWS has it: with the secret, the token, and all that says where it goes', async () => {
  const key = { ...KEY, sessionToken: 'needle/token+of==a session' };
  await using queue = await startSqs(key);
  await using room = await openRoom();
  const some = { credentials: key };
  const destination = await room.destinations.create(sqs(queue.url('hooks.fifo'), some));
  for (const body of ['{"n":1.0}', 'naïve ✓', '\r\n\t"']) {
    const id = await room.send(destination, body);
    await room.until(id, ({ state }) => state === 'delivered');
    expect(queue.kept.at(-1)?.MessageBody).toBe(body);
  }
  // One to look for the queue, three messages.
  expect(queue.judged()).toBe(4);
  for (const wrong of [{ secretAccessKey: 'other' }, { sessionToken: 'other' }]) {
    const refused = sqs(queue.url('hooks'), { name: 'b', credentials: { ...key, ...wrong } });
    await expect(room.destinations.create(refused)).rejects.toMatchObject({
      field: 'credentials',
      message: expect.stringContaining('(SignatureDoesNotMatch)'),
    });
  }
  expect(queue.judged()).toBe(4);
});
