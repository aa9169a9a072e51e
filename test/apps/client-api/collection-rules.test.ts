import { describe, expect, it } from 'vitest';
import { type Files, rule, type Shop, shopsOfOneEngine } from './room.ts';

const startShop = shopsOfOneEngine();

interface Person {
  id: string;
  token: string;
  /** An action of the collection `things`. */
  do(name: string, args?: Record<string, unknown>): Promise<{ status: number; value: unknown }>;
}

/** Somebody who signed in, with data that rules may ask for. */
async function person(shop: Shop, data: Record<string, unknown> = {}): Promise<Person> {
  const { json } = await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
  const id = String(json.user_id);
  const token = String(json.access_token);
  await shop.engine.users.update({ appId: shop.appId, id, data: JSON.stringify(data) });
  return {
    id,
    token,
    async do(name, args = {}) {
      const reply = await shop.call('POST', 'functions/call', {
        token,
        body: {
          name,
          service: 'mongodb-atlas',
          arguments: [{ database: 'shop', collection: 'things', ...args }],
        },
      });
      return { status: reply.status, value: plain(JSON.parse(reply.text)) };
    },
  };
}

/** Numbers of EJSON as numbers. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  for (const kind of ['$numberInt', '$numberLong', '$numberDouble'])
    if (kind in value) return Number(Reflect.get(value, kind));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/** Writes documents as the owner of the machine: no rule binds them. */
async function fill(shop: Shop, ...documents: Record<string, unknown>[]): Promise<void> {
  for (const document of documents)
    await shop.engine.documents.save({
      appId: shop.appId,
      service: 'mongodb-atlas',
      database: 'shop',
      collection: 'things',
      document: JSON.stringify(document),
      isNew: true,
    });
}

async function all(shop: Shop): Promise<unknown[]> {
  const { items } = await shop.engine.documents.read({
    appId: shop.appId,
    service: 'mongodb-atlas',
    database: 'shop',
    collection: 'things',
    query: '',
    skip: 0,
    limit: 50,
  });
  return items.map((item) => plain(JSON.parse(item)));
}

const things = (...roles: Record<string, unknown>[]): Files => rule('things', roles);
const everyone = { name: 'everyone', apply_when: {} };
const owner = { name: 'owner', apply_when: { owner: '%%user.id' }, write: true };

describe('what a user reads', () => {
  it('is judged document by document, by the first role that applies', async () => {
    await using shop = await startShop(
      things(
        { name: 'public', apply_when: { public: true }, read: true },
        { name: 'rest', apply_when: {}, fields: { name: { read: true } } },
      ),
    );
    await fill(
      shop,
      { _id: 1, name: 'a', price: 5, public: true },
      { _id: 2, name: 'b', price: 9 },
    );
    const ada = await person(shop);
    expect((await ada.do('find')).value).toEqual([
      { _id: 1, name: 'a', price: 5, public: true },
      { _id: 2, name: 'b' },
    ]);
    // What is hidden can be asked for in no way.
    for (const query of [{ price: 9 }, { price: { $gt: 6 } }, { $expr: { $eq: ['$price', 9] } }])
      expect((await ada.do('find', { query })).value, JSON.stringify(query)).toEqual([]);
    expect((await ada.do('count', { query: { price: { $exists: true } } })).value).toBe(1);
    expect((await ada.do('find', { sort: { price: -1 }, limit: 1 })).value).toMatchObject([
      { _id: 1 },
    ]);
    const pipeline = [{ $group: { _id: null, sum: { $sum: '$price' } } }];
    expect((await ada.do('aggregate', { pipeline })).value).toEqual([{ _id: null, sum: 5 }]);
    expect((await ada.do('find', { project: { price: 1, _id: 0 } })).value).toEqual([
      { price: 5 },
      {},
    ]);
    expect((await ada.do('findOne', { query: { _id: 2 } })).value).toEqual({ _id: 2, name: 'b' });
  });

  it('of nested fields is what their own rules let', async () => {
    await using shop = await startShop(
      things({
        ...everyone,
        fields: {
          address: { fields: { city: { read: true } } },
          tags: { read: { '%%this': 'open' } },
        },
      }),
    );
    await fill(shop, { _id: 1, address: { city: 'Ghent', street: 'hidden' }, tags: ['open'] });
    await fill(shop, { _id: 2, address: 'text', tags: ['shut'] });
    const ada = await person(shop);
    expect((await ada.do('find')).value).toEqual([
      { _id: 1, address: { city: 'Ghent' }, tags: ['open'] },
    ]);
  });

  it('is narrowed by the filters that apply to them', async () => {
    await using shop = await startShop(
      rule(
        'things',
        [{ ...everyone, read: true }],
        [
          {
            name: 'own',
            apply_when: { '%%user.data.admin': { '%ne': true } },
            query: { team: '%%user.data.team' },
          },
          { name: 'short', apply_when: true, query: {}, projection: { secret: 0 } },
        ],
      ),
    );
    await fill(shop, { _id: 1, team: 'a', secret: 1 }, { _id: 2, team: 'b', secret: 2 });
    const ada = await person(shop, { team: 'a' });
    const root = await person(shop, { admin: true });
    expect((await ada.do('find')).value).toEqual([{ _id: 1, team: 'a' }]);
    expect((await ada.do('find', { query: { $or: [{ team: 'b' }, {}] } })).value).toHaveLength(1);
    expect((await root.do('find')).value).toEqual([
      { _id: 1, team: 'a' },
      { _id: 2, team: 'b' },
    ]);
    expect((await ada.do('find', { query: { secret: 1 } })).value).toEqual([]);
  });

  it('may be decided by a function of the app', async () => {
    await using shop = await startShop({
      ...things({
        name: 'friends',
        apply_when: {
          '%%true': { '%function': { name: 'isFriend', arguments: ['%%root.owner'] } },
        },
        read: true,
      }),
      'functions/isFriend/config.json': { name: 'isFriend', private: true },
      'functions/isFriend/source.js': "exports = (owner) => owner === 'grace';",
    });
    await fill(shop, { _id: 1, owner: 'grace' }, { _id: 2, owner: 'mallory' });
    expect((await (await person(shop)).do('find')).value).toEqual([{ _id: 1, owner: 'grace' }]);
  });

  it('of a collection without rules of its own is what the rules for all others say', async () => {
    await using shop = await startShop({
      'services/mongodb-atlas/default_rule.json': { roles: [{ ...everyone, read: true }] },
    });
    await fill(shop, { _id: 1 });
    const ada = await person(shop);
    expect((await ada.do('find')).value).toEqual([{ _id: 1 }]);
    expect((await ada.do('insertOne', { document: {} })).status).toBe(403);
  });
});

describe('what a user writes', () => {
  it('is theirs before and after: nobody takes over a document by writing their name into it', async () => {
    await using shop = await startShop(things(owner, { ...everyone, read: true }));
    const ada = await person(shop);
    await fill(shop, { _id: 1, owner: 'grace', text: 'hers' });
    for (const [name, more] of [
      ['updateOne', { update: { $set: { owner: ada.id } } }],
      ['updateMany', { update: { $set: { owner: ada.id } } }],
      ['findOneAndUpdate', { filter: {}, update: { $set: { owner: ada.id } } }],
      ['findOneAndReplace', { filter: {}, update: { owner: ada.id } }],
      ['deleteOne', {}],
      ['deleteMany', {}],
      ['findOneAndDelete', { filter: {} }],
      ['insertOne', { document: { owner: 'grace' } }],
      ['insertMany', { documents: [{ owner: ada.id }, { owner: 'grace' }] }],
    ] as const) {
      const { status, value } = await ada.do(name, more);
      expect([status, value], name).toMatchObject([403, { error_code: 'NoMatchingRuleFound' }]);
    }
    expect(await all(shop)).toEqual([{ _id: 1, owner: 'grace', text: 'hers' }]);
  });

  it('reaches no document that is hidden, not by an upsert either', async () => {
    await using shop = await startShop(things(owner));
    const ada = await person(shop);
    await fill(shop, { _id: 1, owner: 'grace', n: 1 });
    expect((await ada.do('updateMany', { update: { $set: { n: 2 } } })).value).toEqual({
      matchedCount: 0,
      modifiedCount: 0,
    });
    expect((await ada.do('deleteMany')).value).toEqual({ deletedCount: 0 });
    const upsert = {
      query: { n: 1, owner: ada.id },
      update: { $set: { text: 'new' } },
      upsert: true,
    };
    expect((await ada.do('updateOne', upsert)).value).toMatchObject({
      matchedCount: 0,
      upsertedId: expect.anything(),
    });
    const taken = { query: { _id: 1 }, update: { $set: { owner: ada.id } }, upsert: true };
    expect((await ada.do('updateOne', taken)).value).toMatchObject({ error_code: 'MongoDBError' });
    expect(await all(shop)).toMatchObject([
      { _id: 1, owner: 'grace', n: 1 },
      { owner: ada.id, n: 1, text: 'new' },
    ]);
  });

  it('may be single fields: others stay as they are', async () => {
    await using shop = await startShop(
      things({ ...everyone, read: true, fields: { stock: { write: true } } }),
    );
    await fill(shop, { _id: 1, name: 'pen', stock: 3 });
    const ada = await person(shop);
    expect((await ada.do('updateOne', { update: { $inc: { stock: -1 } } })).status).toBe(200);
    for (const update of [
      { $set: { name: 'x' } },
      { $unset: { name: 1 } },
      { $rename: { name: 'stock' } },
    ])
      expect((await ada.do('updateOne', { update })).status, JSON.stringify(update)).toBe(403);
    // What would change nothing needs no permission.
    expect((await ada.do('updateOne', { update: { $set: { name: 'pen' } } })).status).toBe(200);
    expect(await all(shop)).toEqual([{ _id: 1, name: 'pen', stock: 2 }]);
  });

  it('may depend on what was before and what comes after', async () => {
    await using shop = await startShop(
      things({
        ...everyone,
        read: true,
        write: { '%%prevRoot.state': 'open', '%%root.state': { '%in': ['open', 'shut'] } },
      }),
    );
    await fill(shop, { _id: 1, state: 'open' });
    const ada = await person(shop);
    const to = (state: string) => ada.do('updateOne', { update: { $set: { state } } });
    expect((await to('lost')).status).toBe(403);
    expect((await to('shut')).status).toBe(200);
    expect((await to('open')).status).toBe(403);
  });

  it('is deleted where delete says so, or else where the document may be written', async () => {
    await using shop = await startShop(
      things(
        { name: 'bin', apply_when: { kind: 'bin' }, read: true, delete: true },
        { name: 'kept', apply_when: { kind: 'kept' }, write: true, delete: false },
        { ...everyone, read: true },
      ),
    );
    await fill(shop, { _id: 1, kind: 'bin' }, { _id: 2, kind: 'kept' }, { _id: 3, kind: 'read' });
    const ada = await person(shop);
    const statuses: number[] = [];
    for (const id of [1, 2, 3])
      statuses.push((await ada.do('deleteOne', { query: { _id: id } })).status);
    expect(statuses).toEqual([200, 403, 403]);
  });

  it('keeps names that a program could trip over', async () => {
    await using shop = await startShop(
      things({ ...everyone, insert: true, additional_fields: { read: true, write: true } }),
    );
    const ada = await person(shop);
    const document = JSON.parse('{"_id":1,"__proto__":{"admin":true},"constructor":"x"}') as object;
    expect((await ada.do('insertOne', { document })).status).toBe(200);
    const found = await shop.call('POST', 'functions/call', {
      token: ada.token,
      body: {
        name: 'findOne',
        service: 'mongodb-atlas',
        arguments: [{ database: 'shop', collection: 'things' }],
      },
    });
    expect(found.text).toContain('"__proto__":{"admin":true}');
    expect(found.text).toContain('"constructor":"x"');
  });
});

describe('functions', () => {
  const source = (code: string): Files => ({
    'functions/work/config.json': { name: 'work', private: false },
    'functions/work/source.js': `exports = async () => { const c = context.services.get('mongodb-atlas').db('shop').collection('things'); ${code} };`,
  });

  it('that run as a user are bound by the same rules, in bulk too', async () => {
    await using shop = await startShop({
      ...things(owner),
      ...source(
        "await c.bulkWrite([{ insertOne: { document: { owner: context.user.id } } }, { updateMany: { filter: {}, update: { $set: { n: 1 } } } }]); return [await c.count({}), await c.distinct('owner', {})];",
      ),
    });
    await fill(shop, { _id: 1, owner: 'grace' });
    const ada = await person(shop);
    const reply = await shop.call('POST', 'functions/call', {
      token: ada.token,
      body: { name: 'work' },
    });
    expect(plain(JSON.parse(reply.text))).toEqual([1, [ada.id]]);
    expect(await all(shop)).toMatchObject([
      { _id: 1, owner: 'grace' },
      { owner: ada.id, n: 1 },
    ]);
    const why = await shop.why(reply.captureId);
    expect(why.runId).not.toBeNull();
  });

  it('that run as system are bound by none', async () => {
    await using shop = await startShop({
      ...source('return c.count({});'),
      'functions/work/config.json': { name: 'work', private: false, run_as_system: true },
    });
    await fill(shop, { _id: 1 });
    const ada = await person(shop);
    const reply = await shop.call('POST', 'functions/call', {
      token: ada.token,
      body: { name: 'work' },
    });
    expect(plain(JSON.parse(reply.text))).toBe(1);
  });
});
