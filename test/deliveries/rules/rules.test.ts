import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../main/deliveries/rules/outcome.ts';
import { followingOf, readStatuses } from '../../../main/deliveries/rules/status-rules.ts';
import { input, openRoom, receiver, START } from '../delivery-room.ts';

describe('rules by status', () => {
  it('decide by the first that fits, else 410 switches off and all is tried again', () => {
    const rules = [
      { statuses: '409', action: 'retry' },
      { statuses: '4xx, 500-502', action: 'stop' },
      { statuses: '503', action: 'off' },
    ] as const;
    const follows = [409, 404, 410, 501, 503, 504].map((status) => followingOf(rules, status));
    expect(follows).toEqual(['retry', 'stop', 'stop', 'stop', 'off', 'retry']);
    expect([followingOf([], 410), followingOf([], 404)]).toEqual(['off', 'retry']);
  });

  it('read what people write and refuse the rest, whatever it is', () => {
    expect(readStatuses('404, 5xx ,  400 - 403')).toEqual([
      [404, 404],
      [500, 599],
      [400, 403],
    ]);
    for (const text of ['', '200', '99', '600', '404,', '403-400', '4x', 'all']) {
      expect(readStatuses(text), text).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => void readStatuses(text)));
  });

  it('are refused with their place where they do not read', async () => {
    await using room = await openRoom();
    const statusRules = [
      { statuses: '404', action: 'stop' as const },
      { statuses: '2xx', action: 'stop' as const },
    ];
    const url = 'http://127.0.0.1:9';
    await expect(room.destinations.create(input({ url, statusRules }))).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      field: 'statusRules.1.statuses',
    });
  });

  it('can stop one delivery at 410, and switch off at another status', async () => {
    let status = 410;
    await using server = await receiver((_request, response) => {
      response.writeHead(status).end();
    });
    await using room = await openRoom();
    const shop = await room.add({
      url: server.url,
      statusRules: [
        { statuses: '410', action: 'stop' },
        { statuses: '403', action: 'off' },
      ],
    });
    const gone = await room.send(shop);
    expect(await room.settled(gone, 1)).toMatchObject({ state: 'failed' });
    expect(room.destinations.list()[0]).toMatchObject({ state: 'live' });
    status = 403;
    const refused = await room.send(shop);
    expect(await room.settled(refused, 1)).toMatchObject({ state: 'failed' });
    expect(room.destinations.list()[0]).toMatchObject({
      state: 'off',
      offReason: 'The receiver answered 403.',
    });
  });
});

describe('a filter on the body', () => {
  const filter = '{"data.total": {"$gt": 100}}';

  it('lets out what it fits, and says why the rest is refused', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, filter });
    const id = await room.send(shop, { data: { total: 101 } });
    expect(await room.settled(id, 1)).toMatchObject({ state: 'delivered' });
    for (const body of [{ data: { total: 100 } }, {}, 'no JSON']) {
      await expect(room.send(shop, body)).rejects.toMatchObject({
        code: 'DELIVERY_REFUSED',
        field: 'body',
      });
    }
    expect(server.received).toHaveLength(1);
  });

  it('goes by destination where a message has several', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url, name: 'large', filter });
    await room.add({ url: server.url, name: 'all' });
    const sent = await room.deliveries.send({
      destinations: ['large', 'all'],
      eventType: null,
      contentType: 'application/json',
      body: { data: { total: 1 } },
      origin: 'api',
    });
    expect(sent.deliveries.map((one) => one.destinationName)).toEqual(['all']);
  });

  it('is refused where it does not read', async () => {
    await using room = await openRoom();
    const wrong = input({ url: 'http://127.0.0.1:9', filter: '{"a":' });
    await expect(room.destinations.create(wrong)).rejects.toMatchObject({ field: 'filter' });
  });
});

describe('Retry-After', () => {
  it('is bounded by the 48 hours of a round, however large it is', () => {
    const round = 48 * 3_600_000;
    expect(retryAfterMs('99999999999999999999', START)).toBe(round);
    expect(retryAfterMs('Fri, 31 Dec 9999 23:59:59 GMT', START)).toBe(round);
    expect(retryAfterMs('120', START)).toBe(120_000);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = retryAfterMs(text, START);
        expect(ms === null || (ms >= 0 && ms <= round)).toBe(true);
      }),
    );
  });

  it('that lies beyond the end leads to one last attempt before it', async () => {
    await using server = await receiver((_request, response) => {
      response.writeHead(429, { 'Retry-After': '99999999999999999999' }).end();
    });
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    const waiting = await room.settled(id, 1);
    expect(waiting.state).toBe('scheduled');
    expect(waiting.nextAttemptAt).toBe(waiting.deadlineAt - 1000);
    expect(waiting.reason).toContain('right before the deadline');
  });
});

describe('a delivery that is blocked', () => {
  it('counts no attempt, though what was tried is listed', async () => {
    await using room = await openRoom({ lookup: async () => ['169.254.169.254'] });
    const shop = await room.add({ url: 'https://rebound.example/hook' });
    const id = await room.send(shop);
    const blocked = await room.until(id, ({ state }) => state === 'failed');
    expect(blocked).toMatchObject({ attempts: 0, log: [{ outcome: 'refused' }] });
    expect(await room.deliveries.retry({ id })).toMatchObject({ state: 'failed', attempts: 0 });
  });
});

describe('what an attempt tells of the others', () => {
  it('is when the next would come, until there is none', async () => {
    await using server = await receiver(500);
    await using room = await openRoom();
    const schedule = { kind: 'custom', gaps: [5, 300] } as const;
    const shop = await room.add({ url: server.url, schedule: { ...schedule, gaps: [5, 300] } });
    const id = await room.send(shop);
    for (let made = 1; made <= 3; made += 1) {
      await room.settled(id, made);
      if (made < 3) await room.toNext(id);
    }
    const told = server.received.map(({ headers }) => headers['backstitch-will-retry-after']);
    expect(told).toEqual(['5', '300', undefined]);
  });

  it('comes as Slack and Square tell it, and ends where Slack is told to', async () => {
    let noRetry = false;
    await using server = await receiver((_request, response) => {
      response.writeHead(500, noRetry ? { 'X-Slack-No-Retry': '1' } : {}).end();
    });
    await using room = await openRoom();
    const slack = await room.add({ url: server.url, name: 'a', schedule: { kind: 'slack' } });
    const square = await room.add({ url: server.url, name: 'b', schedule: { kind: 'square' } });
    const ids = [await room.send(slack), await room.send(square)];
    for (const id of ids) await room.settled(id, 1);
    server.received.length = 0;
    for (const id of ids) {
      await room.toNext(id);
      await room.settled(id, 2);
    }
    const with1 = (header: string) =>
      server.received.find(({ headers }) => headers[header] === '1');
    const toSlack = with1('x-slack-retry-num');
    const toSquare = with1('square-retry-number');
    expect(toSlack?.headers).toMatchObject({
      'x-slack-retry-num': '1',
      'x-slack-retry-reason': 'http_error',
    });
    expect(toSquare?.headers).toMatchObject({
      'square-retry-number': '1',
      'square-retry-reason': 'http_error',
      'square-initial-delivery-timestamp': new Date(START).toISOString(),
    });
    noRetry = true;
    const last = await room.send(slack);
    const ended = await room.settled(last, 1);
    expect(ended).toMatchObject({ state: 'failed', nextAttemptAt: null });
    expect(ended.reason).toContain('asked for no retry');
  });

  it.each([
    ['slack', 3000],
    ['shopify-like', 5000],
    ['stitchex', 30_000],
  ] as const)('waits as long for an answer as %s does', async (kind, ms) => {
    await using server = await receiver(() => {});
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url, schedule: { kind } }));
    while (server.received.length === 0) await new Promise((next) => setImmediate(next));
    room.clock.advance(ms - 1);
    expect((await room.get(id)).state).toBe('sending');
    room.clock.advance(1);
    const [attempt] = (await room.until(id, ({ log }) => log[0]?.outcome === 'failed')).log;
    expect(attempt).toMatchObject({ errorCode: 'TIMEOUT' });
  });
});
