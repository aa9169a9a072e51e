import { describe, expect, it } from 'vitest';
import { capture, input, openRoom, START } from '../delivery-room.ts';
import { AUTHORITY } from '../../helpers/peers/tls-server.ts';
import { NATS_SERVER, overTls, startNats, WITH_TLS, WITHOUT_NATS } from './nats-server.ts';
import { until } from '../../helpers/until.ts';

const nats = (url: string, some: object = {}, engine: object = {}) =>
  input({
    kind: 'nats',
    url,
    engine: { stream: 'HOOKS', subject: 'webhooks.{provider}.{event}', ...engine } as never,
    schedule: { kind: 'quick-dev' },
    ...some,
  });

describe.skipIf(NATS_SERVER === undefined)(`a NATS server as a destination${WITHOUT_NATS}`, () => {
  it('has a message once JetStream acknowledged it: exact bytes, attributes, and a receipt', async () => {
    await using server = await startNats();
    await server.stream({ name: 'HOOKS', subjects: ['webhooks.>'] });
    await using room = await openRoom();
    const destination = await room.destinations.create(nats(server.url));
    expect(destination).toMatchObject({ kind: 'nats', signing: 'none', hasCredentials: false });
    room.captures.set(
      1,
      capture(1, '{"n": 1.0}', {
        provider: 'github',
        eventType: 'push é',
        endpointId: 'ep1',
        signature: 'ok',
        receivedAt: START - 5000,
      }),
    );
    await room.destinations.saveForward({
      name: 'all',
      destinationId: destination.id,
      enabled: true,
      endpointId: null,
      search: '',
      body: 'exact',
      transform: null,
      signature: 'sign',
      unverified: 'keep',
      appendPath: false,
    });
    room.captures.set(2, { ...room.captures.get(1)!, id: 'c2' as never });
    room.room.captured(2);
    const [found] = await until(async () => {
      const { items } = room.deliveries.list({ limit: 10 });
      return items.some(({ state }) => state === 'delivered') && items;
    });
    const delivery = await room.get(found!.id);
    expect(delivery.lastStatus).toBe(null);
    expect(delivery.log).toMatchObject([
      {
        outcome: 'delivered',
        status: null,
        error: null,
        remoteAddress: '127.0.0.1',
        engine: {
          kind: 'nats',
          place: { stream: 'HOOKS', subject: 'webhooks.github.push__' },
          receipt: { stream: 'HOOKS', seq: '1', duplicate: 'false' },
        },
      },
    ]);
    const [message] = await server.messages('HOOKS');
    expect(message).toMatchObject({ subject: 'webhooks.github.push__', body: '{"n": 1.0}' });
    expect(message?.headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-id': delivery.messageId,
      'Nats-Msg-Id': delivery.messageId,
      'ce-source': 'urn:backstitch:0123abcd:ep1',
      'ce-type': 'push%20%C3%A9',
      'ce-time': new Date(START - 5000).toISOString(),
      'ce-backstitchprovider': 'github',
      'ce-backstitchsignature': 'ok',
      'content-type': 'application/json',
    });
    expect(delivery.log[0]?.requestHeaders).toContainEqual(['ce-type', 'push%20%C3%A9']);
  });

  it('says why it takes nothing, before it is saved: no stream, no subject, wrong login, nobody there', async () => {
    await using server = await startNats(['--user', 'ann', '--pass', 'needle-pass']);
    const login = { user: 'ann', pass: 'needle-pass' };
    await server.stream({ name: 'HOOKS', subjects: ['orders.*'] }, login);
    await using room = await openRoom();
    const credentials = { user: 'ann', password: 'needle-pass' };
    const refusalOf = async (...given: Parameters<typeof nats>) => {
      const refusal = await room.destinations
        .create(nats(...given))
        .catch((error: unknown) => error);
      return refusal as { code: string; field: string; message: string };
    };
    expect(await refusalOf(server.url)).toMatchObject({
      code: 'DESTINATION_INVALID',
      field: 'credentials',
      message: expect.stringContaining('does not accept these credentials'),
    });
    expect(await refusalOf(server.url, { credentials }, { stream: 'OTHER' })).toMatchObject({
      field: 'engine.stream',
      message: expect.stringContaining('There is no stream OTHER'),
    });
    expect(await refusalOf(server.url, { credentials })).toMatchObject({
      field: 'engine.subject',
      message: expect.stringContaining('takes orders.*'),
    });
    expect(await refusalOf(`nats://127.0.0.1:1`)).toMatchObject({
      field: 'url',
      message: expect.stringContaining('Nothing listens on 127.0.0.1:1'),
    });
    expect(await refusalOf('nats://nats.example.com')).toMatchObject({
      field: 'url',
      message: expect.stringContaining('needs TLS'),
    });
    const made = await room.destinations.create(
      nats(server.url, { credentials }, { subject: 'orders.{method}' }),
    );
    expect(made.hasCredentials).toBe(true);
    expect(JSON.stringify([made, room.destinations.list()])).not.toContain('needle-pass');
    // Left out, they stay; and nothing that leaves may hold them.
    const { credentials: _, ...same } = nats(
      server.url,
      { credentials, name: 'new' },
      { subject: 'orders.{method}' },
    );
    await room.destinations.update({ ...same, id: made.id });
    expect(room.room.secretTexts()).toContain('needle-pass');
    const tried = await room.destinations.test({ id: made.id });
    expect(tried).toMatchObject({
      state: 'delivered',
      log: [{ engine: { receipt: { seq: '1' } } }],
    });
    expect(JSON.stringify(tried)).not.toContain('needle-pass');
  });

  it('keeps one of two with the same id, and says that the other was a duplicate', async () => {
    await using server = await startNats();
    await server.stream({ name: 'HOOKS', subjects: ['webhooks.>'] });
    await using room = await openRoom();
    const destination = await room.destinations.create(nats(server.url));
    const id = await room.send(destination);
    await room.until(id, ({ state }) => state === 'delivered');
    await room.deliveries.requeue({ id });
    await room.idle();
    const again = await room.until(
      id,
      ({ log, state }) => log.length === 2 && state === 'delivered',
    );
    expect(again.log.map(({ engine }) => engine?.receipt)).toEqual([
      { stream: 'HOOKS', seq: '1', duplicate: 'false' },
      { stream: 'HOOKS', seq: '1', duplicate: 'true' },
    ]);
    expect(await server.messages('HOOKS')).toHaveLength(1);
  });

  it('what is too large is given up at once, and a stream that is gone stops the destination after ten tries', async () => {
    await using server = await startNats();
    await server.stream({ name: 'HOOKS', subjects: ['webhooks.>'], max_msg_size: 2000 });
    await server.stream({ name: 'ELSE', subjects: ['else.>'] });
    await using room = await openRoom();
    const destination = await room.destinations.create(nats(server.url));
    const large = await room.send(destination, 'x'.repeat(5000));
    await room.until(large, ({ state }) => state === 'failed');
    const huge = await room.send(destination, 'x'.repeat(1_100_000));
    const dead = await room.until(huge, ({ state }) => state === 'failed');
    expect(dead.reason).toMatch(
      /^The message of 1,1\d\d,\d{3} bytes is too large for this server: it takes 1,048,576/,
    );
    expect(dead.log).toHaveLength(1);
    // The stream is taken away behind our back: its subject belongs to another one now.
    await server.stream({ name: 'GONE', subjects: ['gone.>'] });
    const lost = await room.destinations.create(
      nats(server.url, { name: 'lost' }, { stream: 'ELSE', subject: 'else.{event}' }),
    );
    await server.remove('ELSE');
    const id = await room.send(lost);
    const first = await room.settled(id, 1);
    expect(first).toMatchObject({
      state: 'scheduled',
      reason: expect.stringContaining('No stream takes else.order.paid'),
      log: [{ errorCode: 'NO_STREAM' }],
    });
    for (let n = 0; n < 12; n += 1) await room.send(lost, n);
    const find = () => room.destinations.list().find((one) => one.id === lost.id);
    for (let tries = 2; find()?.state === 'live' && tries < 40; tries += 1) {
      room.clock.advance(3_600_000 / 4);
      await room.idle();
    }
    expect(find()).toMatchObject({
      state: 'off',
      offReason: expect.stringContaining('No stream takes'),
    });
    expect((await room.get(id)).state).toBe('held');
  });

  it('is reached again after it was killed, by the same message, which it has once', async () => {
    await using server = await startNats();
    await server.stream({ name: 'HOOKS', subjects: ['webhooks.>'] });
    await using room = await openRoom();
    const destination = await room.destinations.create(nats(server.url));
    await room.until(await room.send(destination, 1), ({ state }) => state === 'delivered');
    await server.kill();
    const id = await room.send(destination, 2);
    const failed = await room.settled(id, 1);
    expect(failed).toMatchObject({
      state: 'scheduled',
      log: [{ outcome: 'failed', errorCode: 'ECONNREFUSED' }],
    });
    await server.start();
    await room.toNext(id);
    const delivered = await room.until(id, ({ state }) => state === 'delivered');
    expect(delivered.log.at(-1)?.engine?.receipt).toMatchObject({ seq: '2', duplicate: 'false' });
    expect((await server.messages('HOOKS')).map(({ body }) => body)).toEqual(['1', '2']);
  });

  it('over TLS trusts whom it is told to, and speaks to no server that offers none', async () => {
    await using server = await startNats(WITH_TLS);
    await server.stream({ name: 'HOOKS', subjects: ['webhooks.>'] }, overTls(server.port));
    await using room = await openRoom();
    const url = `tls://localhost:${server.port}`;
    await expect(room.destinations.create(nats(url))).rejects.toMatchObject({
      field: 'url',
      message: expect.stringContaining('an authority that this computer does not know'),
    });
    const trust = { kind: 'ca', pem: AUTHORITY };
    const destination = await room.destinations.create(nats(url, { trust }));
    const id = await room.send(destination);
    await room.until(id, ({ state }) => state === 'delivered');
    await expect(
      room.destinations.create(nats(`tls://nats.localhost:${server.port}`, { trust, name: 'b' })),
    ).rejects.toMatchObject({ message: expect.stringContaining('not issued for nats.localhost') });
    await using plain = await startNats();
    await plain.stream({ name: 'HOOKS', subjects: ['webhooks.>'] });
    await expect(
      room.destinations.create(nats(`tls://localhost:${plain.port}`, { trust, name: 'c' })),
    ).rejects.toMatchObject({ field: 'url', message: expect.stringContaining("'tls'") });
  });
});
