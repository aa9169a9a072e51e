import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rule, type Shop, startShop } from './room.ts';

const COUNT = 110_000;
const OWNED = { name: 'owner', apply_when: { owner: '%%user.id' }, read: true, write: true };
const PUBLIC = { name: 'public', apply_when: { public: true }, read: true };

async function signIn(shop: Shop): Promise<{ id: string; token: string }> {
  const { json } = await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
  return { id: String(json.user_id), token: String(json.access_token) };
}

async function fill(shop: Shop, lineOf: (at: number) => Record<string, unknown>): Promise<void> {
  for (let from = 0; from < COUNT; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, at) => JSON.stringify(lineOf(from + at)));
    await shop.engine.documents.import({
      appId: shop.appId,
      service: 'mongodb-atlas',
      database: 'shop',
      collection: 'things',
      format: 'ndjson',
      mode: 'add',
      text: lines.join('\n'),
    });
  }
}

const rankOf = (at: number): number => (at * 7919) % COUNT;

describe('a large collection whose roles ask each document', () => {
  let shop: Shop;
  let ada: { id: string; token: string };

  async function ask(name: string, args: Record<string, unknown> = {}) {
    const reply = await shop.call('POST', 'functions/call', {
      token: ada.token,
      body: {
        name,
        service: 'mongodb-atlas',
        arguments: [{ database: 'shop', collection: 'things', ...args }],
      },
    });
    return { status: reply.status, text: reply.text, value: JSON.parse(reply.text) as unknown };
  }

  beforeAll(async () => {
    shop = await startShop(rule('things', [PUBLIC, OWNED]));
    ada = await signIn(shop);
    // One in two is seen, and one of Ada's stands at the very end.
    await fill(shop, (at) => ({
      _id: at,
      public: at % 2 === 0,
      owner: at === COUNT - 1 ? ada.id : 'somebody',
      rank: rankOf(at),
      name: `thing ${at}`,
    }));
  }, 300_000);
  afterAll(() => shop[Symbol.asyncDispose]());

  it('answers findOne, a find and a pipeline with a limit by what stands in front', async () => {
    expect((await ask('findOne')).value).toMatchObject({ name: 'thing 0' });
    expect((await ask('find', { limit: 20 })).value).toHaveLength(20);
    const skipped = await ask('find', { query: { public: true }, skip: 3, limit: 2 });
    expect(skipped.value).toMatchObject([{ name: 'thing 6' }, { name: 'thing 8' }]);
    const pipeline = [
      { $match: { public: true } },
      { $limit: 3 },
      { $project: { name: 1, _id: 0 } },
    ];
    const piped = await ask('aggregate', { pipeline });
    expect(piped.value).toEqual([{ name: 'thing 0' }, { name: 'thing 2' }, { name: 'thing 4' }]);
  });

  it('finds one by its _id, wherever it lies', async () => {
    const { value } = await ask('findOne', { query: { _id: COUNT - 1 } });
    expect(value).toMatchObject({ name: `thing ${COUNT - 1}` });
  });

  it('says how far a call may go that needs all of them, and is captured beside others', async () => {
    const order: string[] = [];
    const long = ask('find', { sort: { rank: -1 } }).then((reply) => {
      order.push('the long call');
      return reply;
    });
    for (let sent = 0; sent < 10; sent += 1) {
      const reply = await fetch(`${shop.url}/beside`, { method: 'POST', body: '{}' });
      expect(reply.ok).toBe(true);
      order.push('a capture');
    }
    const { status, text } = await long;
    expect(order.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'a capture'));
    expect(status).toBe(400);
    expect(text).toMatch(
      /roles of this collection ask each document: .* (?:a call can use 50000|after 20 s)/,
    );
  });
});
