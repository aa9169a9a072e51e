import { describe, expect, it } from 'vitest';
import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { exactValue, readDeliverySearch } from '../../../preload/rules/delivery-search.ts';
import { fitsPattern } from '../../../main/deliveries/store/search-condition.ts';
import { HOUR, openRoom, receiver, START } from '../delivery-room.ts';

type Room = Awaited<ReturnType<typeof openRoom>>;

/** Two destinations, one of which answers 404, and three events for each. */
async function filled(room: Room, urls: { good: string; bad: string }): Promise<void> {
  const once = { schedule: { kind: 'none' as const } };
  const shop = await room.add({ name: 'My shop', url: urls.good, ...once });
  const till = await room.add({ name: 'Till', url: urls.bad, ...once });
  for (const [n, eventType] of ['order.paid', 'order.refunded', null].entries()) {
    for (const to of [shop, till]) {
      const sent = await room.deliveries.send({
        destinations: [to.id],
        eventType,
        contentType: 'application/json',
        body: { n },
        origin: 'api',
      });
      const [delivery] = sent.deliveries;
      if (delivery) await room.until(delivery.id, (one) => one.finishedAt !== null);
    }
    // No round time: what falls between the edges of bars must be counted too.
    room.clock.advance(HOUR + 1234);
  }
}

const said = ({ destinationName, eventType, lastStatus }: DeliverySummary): string =>
  `${destinationName} ${eventType} ${lastStatus}`;

describe('searching deliveries', () => {
  it('finds by state, destination, event, status and time, and by words', async () => {
    await using good = await receiver((_request, response) => void response.end());
    await using bad = await receiver((_request, response) => void response.writeHead(404).end());
    await using room = await openRoom();
    await filled(room, { good: good.url, bad: bad.url });
    const find = (search: string): string[] =>
      room.deliveries.list({ search, limit: 100 }).items.map(said);
    const till = ['Till null 404', 'Till order.refunded 404', 'Till order.paid 404'];
    const shop = till.map((one) => one.replace('Till', 'My shop').replace('404', '200'));

    expect(find('state:dead')).toEqual(till);
    expect(find('-state:delivered')).toEqual(till);
    expect(find('state:delivered,dead')).toHaveLength(6);
    expect(find('destination:shop')).toEqual(shop);
    expect(find('destination:="My shop"')).toEqual(shop);
    expect(find('destination:=my')).toEqual([]);
    expect(find('-destination:till')).toEqual(shop);
    expect(find('event:order.* state:dead')).toEqual(till.slice(1));
    expect(find('event:PAID')).toEqual([till[2], shop[2]]);
    expect(find('event:=order')).toEqual([]);
    expect(find('event:none')).toEqual([till[0], shop[0]]);
    expect(find('-event:order.*')).toEqual([till[0], shop[0]]);
    expect(find('status:4xx')).toEqual(till);
    expect(find('status:>=400,200 event:paid')).toEqual([till[2], shop[2]]);
    expect(find('since:150m event:paid')).toEqual([]);
    expect(find('since:150m')).toHaveLength(4);
    expect(find('until:150m')).toEqual([till[2], shop[2]]);
    expect(find('refunded 404')).toEqual([till[1]]);
    expect(find('-refunded destination:till')).toEqual([till[0], till[2]]);
    expect(room.deliveries.count({ search: 'state:dead', since: START + HOUR }).count).toBe(2);
    expect(room.deliveries.count({ until: START + HOUR }).count).toBe(2);
  });

  it('a name that holds the signs of patterns is only itself', async () => {
    await using good = await receiver((_request, response) => void response.end());
    await using room = await openRoom();
    const odd = await room.add({ name: '100%_"a" \\b', url: good.url });
    await room.send(odd);
    const search = `destination:${exactValue(odd.name)}`;
    expect(room.deliveries.count({ search }).count).toBe(1);
    expect(room.deliveries.count({ search: 'event:%' }).count).toBe(0);
  });

  it('refuses a search with a mistake, and says where it is', async () => {
    await using room = await openRoom();
    for (const search of ['state:dad', 'status:40x', 'foo:bar', 'since:soon', 'event:']) {
      expect(() => room.deliveries.count({ search }), search).toThrow(
        expect.objectContaining({ code: 'SEARCH_INVALID', field: 'search' }),
      );
    }
  });
});

describe('deliveries from above', () => {
  it('are counted over time by what became of them', async () => {
    await using good = await receiver((_request, response) => void response.end());
    await using bad = await receiver((_request, response) => void response.writeHead(404).end());
    await using room = await openRoom();
    await filled(room, { good: good.url, bad: bad.url });
    const { from, bucketMs, counts } = room.deliveries.histogram({ buckets: 120 });
    expect(from).toBeLessThanOrEqual(START);
    expect(counts.length).toBeLessThanOrEqual(120);
    const sum = (name: keyof (typeof counts)[number]): number =>
      counts.reduce((total, one) => total + one[name], 0);
    expect([sum('delivered'), sum('failed'), sum('waiting')]).toEqual([3, 3, 0]);
    const second = counts[Math.floor((START + HOUR - from) / bucketMs)];
    expect(second).toEqual({ delivered: 1, failed: 1, waiting: 0, canceled: 0 });

    const narrow = room.deliveries.histogram({
      search: 'state:dead',
      from: START + HOUR,
      to: START + 2 * HOUR,
      buckets: 10,
    });
    expect(narrow.counts.reduce((total, one) => total + one.failed, 0)).toBe(1);
    expect(room.deliveries.histogram({ search: 'event:nobody', buckets: 10 }).counts).toEqual([]);
  });

  it('stand in groups, whose search finds them', async () => {
    await using good = await receiver((_request, response) => void response.end());
    await using bad = await receiver((_request, response) => void response.writeHead(404).end());
    await using room = await openRoom();
    await filled(room, { good: good.url, bad: bad.url });
    for (const by of ['destination', 'event'] as const) {
      const { items, total } = room.deliveries.groups({ by, limit: 100 });
      expect(total).toBe(items.length);
      expect(items.map(({ label }) => label)).toEqual(
        by === 'destination'
          ? ['Till', 'My shop']
          : ['No event type', 'order.refunded', 'order.paid'],
      );
      for (const { search, count, spark, failed } of items) {
        expect(room.deliveries.count({ search }).count).toBe(count);
        expect(spark.reduce((sum, one) => sum + one, 0)).toBe(count);
        expect(failed).toBe(room.deliveries.count({ search: `${search} state:dead` }).count);
      }
    }
    expect(room.deliveries.groups({ by: 'event', limit: 1 })).toMatchObject({ total: 3 });
  });
});

describe('several deliveries at once', () => {
  it('are canceled and requeued; those that do not allow it stay as they are', async () => {
    await using bad = await receiver((_request, response) => void response.writeHead(500).end());
    await using room = await openRoom();
    const shop = await room.add({ url: bad.url });
    const ids = [await room.send(shop), await room.send(shop)];
    for (const id of ids) await room.settled(id, 1);
    const canceled = await room.deliveries.change({ ids: [...ids, ...ids], to: 'cancel' });
    expect(canceled.changed).toEqual(ids);
    expect(room.deliveries.count({ state: 'canceled' }).count).toBe(2);
    expect(await room.deliveries.change({ ids, to: 'cancel' })).toEqual({ changed: [] });
    const requeued = await room.deliveries.change({ ids: ids.slice(1), to: 'requeue' });
    expect(requeued.changed).toEqual(ids.slice(1));
    const gone = await room.deliveries.change({ ids: ['d999' as never], to: 'requeue' });
    expect(gone.changed).toEqual([]);
  });

  it('a job requeues the dead letters that a search finds, and no others', async () => {
    let status = 404;
    await using server = await receiver(
      (_request, response) => void response.writeHead(status).end(),
    );
    await using room = await openRoom();
    await filled(room, { good: server.url, bad: server.url });
    status = 200;
    const job = await room.deliveries.startJob({ kind: 'retry', search: 'event:order.*' });
    expect(job.total).toBe(4);
    await expect.poll(() => room.deliveries.count({ search: 'state:delivered' }).count).toBe(4);
    expect(room.deliveries.count({ search: 'state:dead' }).count).toBe(2);
    await expect(
      room.deliveries.startJob({ kind: 'retry', search: 'state:nothing' }),
    ).rejects.toMatchObject({ code: 'SEARCH_INVALID' });
  });
});

describe('a search of deliveries, as it is read', () => {
  it.each([
    ['state:dad', '“dad” is not a state.', 'state:dead'],
    ['status:40x', '“40x” is not a status.', 'status:4xx'],
    ['sate:dead', 'Unknown field “sate”.', 'state:dead'],
    ['since:soon', '“soon” is not a time, for example 1h, 7d or 2026-11-25T14:00.', 'since:1h'],
  ])('%s is a mistake with a way out', (text, message, fixed) => {
    const search = `order ${text} paid`;
    const [problem, ...others] = readDeliverySearch(search, START).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ from: 6, to: 6 + text.length, message });
    expect(problem?.fixes[0]?.text).toBe(`order ${fixed} paid`);
    for (const fix of problem?.fixes ?? []) {
      expect(readDeliverySearch(fix.text, START).problems).toEqual([]);
    }
  });

  it.each([
    ['shop', 'My Shop', true],
    ['my*', 'My Shop', true],
    ['shop*', 'My Shop', false],
    ['m.*', 'My Shop', false],
  ])('%s fits %s: %s', (text, value, fits) => {
    expect(fitsPattern(value, { text, exact: false })).toBe(fits);
  });
});
