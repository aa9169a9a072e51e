import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventTypeId } from '../../preload/contract/captures/events.ts';
import type { EventType } from '../../preload/contract/captures/event-types.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

type Engine = TestEngine['engine'];

const ALL = { search: '' };
const OPEN = { state: 'open', limit: 100, settled: true } as const;

/** Sends bodies as GitHub does, one after the other. */
async function send(test: TestEngine, event: string, bodies: readonly unknown[]): Promise<void> {
  for (const [n, body] of bodies.entries()) {
    await fetch(`${test.url}/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': `${event}-${n}-${Math.random()}`,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const order = (n: number) => ({
  id: `order-${n}`,
  total: n,
  state: n % 2 === 0 ? 'paid' : 'open',
  buyer: { tier: 'gold' },
});

async function typeOf(engine: Engine, event: string, seen: number): Promise<EventType> {
  return until(async () => {
    const { items } = await engine.events.list(ALL);
    return items.find((type) => type.event === event && type.count >= seen);
  }, `no ${seen} captures of ${event} were looked at`);
}

describe('the catalogue', () => {
  let test: TestEngine;
  beforeAll(async () => {
    test = await startTestEngine();
  });
  afterAll(() => test[Symbol.asyncDispose]());
  const changesOf = async (id: EventTypeId) =>
    (await test.engine.events.changes({ ...OPEN, typeId: id })).items;
  const found = async (search: string): Promise<number> =>
    (await test.engine.captures.count({ search })).count;

  it('knows each event type, with its captures, its fields and its examples', async () => {
    await send(test, 'order', times(25, order));
    await fetch(`${test.url}/else`, {
      method: 'PUT',
      body: 'a=1&b=2',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const type = await typeOf(test.engine, 'order', 25);
    expect(type).toMatchObject({
      provider: 'github',
      title: 'github order',
      count: 25,
      held: 25,
      samples: 25,
      learning: false,
    });
    expect(type.rate.at(-1)).toBe(25);
    expect(await found(type.search)).toBe(25);
    const detail = await test.engine.events.get({ id: type.id });
    expect(detail.fields.map(({ path }) => path)).toEqual([
      'id',
      'total',
      'state',
      'buyer',
      'buyer.tier',
    ]);
    expect(detail.examples.filter(({ why }) => why === 'newest')).toHaveLength(20);
    // Without a provider the endpoint and the method tell types apart.
    const { items } = await test.engine.events.list(ALL);
    const other = items.find(({ provider }) => provider === null);
    expect(other).toMatchObject({ method: 'PUT', event: null, count: 1 });
    expect(await found(other?.search ?? '')).toBe(1);
  });

  it('tells what changed, once for each path, and finds the captures by it', async () => {
    const { id } = await typeOf(test.engine, 'order', 25);
    await send(test, 'order', [
      { ...order(1), coupon: { code: 'x' }, total: '12' },
      { ...order(2), coupon: { code: 'y' } },
      { total: 1, state: 'void', buyer: null },
      '{"id":"a","total":9007199254740993,"state":"paid","buyer":{"tier":"gold"}}',
    ]);
    await typeOf(test.engine, 'order', 29);
    const changes = await changesOf(id);
    const byName = changes.map(({ kind, path, count }) => [`${kind} ${path}`, count] as const);
    expect(Object.fromEntries(byName)).toEqual({
      'enum state': 1,
      'missing-field id': 1,
      'new-field coupon': 2,
      'null buyer': 1,
      'type total': 1,
      'unsafe-integer total': 1,
    });
    expect(changes.find(({ kind }) => kind === 'type')).toMatchObject({
      breaking: true,
      was: 'integer',
      now: 'string',
    });
    expect(
      await Promise.all(
        [
          'drift:any',
          'drift:breaking',
          'drift:additive',
          'drift:new-field',
          '-drift:any event:order',
        ].map(found),
      ),
    ).toEqual([4, 3, 1, 2, 25]);
    expect(await typeOf(test.engine, 'order', 29)).toMatchObject({ open: 6, breaking: 4 });
    const { items } = await test.engine.captures.list({ search: 'drift:type', limit: 10 });
    expect(items.map(({ drift }) => drift)).toEqual([
      { typeId: id, kinds: ['type', 'new-field'], breaking: true },
    ]);
  });

  it('does not tell again of what was accepted, ignored or muted', async () => {
    const { id } = await typeOf(test.engine, 'order', 29);
    const { events } = test.engine;
    const byPath = Object.fromEntries(
      (await changesOf(id)).map((one) => [`${one.kind} ${one.path}`, one.id]),
    );
    const judge = (name: string, state: 'accepted' | 'ignored') =>
      events.judge({ id: byPath[name] as never, state });
    await judge('new-field coupon', 'accepted');
    await judge('enum state', 'accepted');
    await judge('null buyer', 'ignored');
    await events.mute({ id, paths: [], kinds: ['missing-field'] });
    const before = await found('drift:any');
    await send(test, 'order', [{ total: 3, state: 'void', buyer: null, coupon: { code: 'z' } }]);
    await typeOf(test.engine, 'order', 30);
    expect(await found('drift:any')).toBe(before);
    await send(test, 'order', [{ ...order(1), coupon: { code: 1 } }]);
    await typeOf(test.engine, 'order', 31);
    expect((await changesOf(id)).map(({ path }) => path)).toContain('coupon.code');
  });

  it('holds captures against a schema of a person, and refuses what is none', async () => {
    const { id } = await typeOf(test.engine, 'order', 31);
    const { events } = test.engine;
    const schema = JSON.stringify({
      type: 'object',
      properties: { id: { type: 'string' } },
      required: ['id', 'at'],
      additionalProperties: true,
    });
    const pinned = await events.pin({ id, from: 'schema', schema });
    expect(pinned).toMatchObject({ baseline: { kind: 'schema' }, open: 0 });
    expect(events.validate({ id, body: '{"id":7}' })).toMatchObject({
      judged: true,
      violations: [
        { path: 'id', kind: 'type', expected: 'string', found: 'integer' },
        { path: 'at', kind: 'missing-field' },
      ],
    });
    await expect(events.pin({ id, from: 'schema', schema: '{\n "type": nope }' })).rejects.toThrow(
      'line 2',
    );
    await expect(
      events.pin({ id, from: 'schema', schema: '{"$ref":"https://a.example/b"}' }),
    ).rejects.toThrow('fetches nothing');
    await expect(events.get({ id: 'et_999' as EventTypeId })).rejects.toMatchObject({
      code: 'EVENT_TYPE_NOT_FOUND',
    });
  });

  it('learns once more from what is kept, when its baseline is given up', async () => {
    const { id, count } = await typeOf(test.engine, 'order', 31);
    await test.engine.events.unpin({ id });
    const type = await typeOf(test.engine, 'order', count);
    expect(type).toMatchObject({ count, samples: count, baseline: { kind: 'auto' } });
  });

  it('outlives its captures', async () => {
    const { id, count } = await typeOf(test.engine, 'order', 31);
    const { items } = await test.engine.captures.list({ search: 'event:order', limit: 100 });
    await test.engine.captures.removeMany({ ids: items.map((item) => item.id) });
    const detail = await test.engine.events.get({ id });
    expect(detail).toMatchObject({ count, samples: count });
    expect(detail.fields.length).toBeGreaterThan(4);
    expect(detail.examples).toEqual([]);
  });
});

it('reads captures of before, in a process of its own where they are many, each once over a stop', async () => {
  using dir = tempDir();
  {
    await using first = await startTestEngine({ dataDir: dir.path });
    await send(first, 'push', times(40, order));
    await first.captures(40);
  }
  for (const studiedAtOnce of [0, 32]) {
    await using again = await startTestEngine({ dataDir: dir.path, studiedAtOnce });
    const type = await typeOf(again.engine, 'push', 40);
    expect(type).toMatchObject({ count: 40, samples: 40, held: 40 });
  }
});
