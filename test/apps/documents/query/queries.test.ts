import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
} from 'bson';
import { afterAll, describe, expect, it } from 'vitest';
import { openRoom } from '../room.ts';

const shared = openRoom();
afterAll(() => shared[Symbol.asyncDispose]());

/** Ids of what a query finds. */
async function idsOf(documents: object[], query: object): Promise<unknown[]> {
  const collection = shared.fresh();
  await shared.put(documents, collection);
  const found = await shared.ask('find', { collection, query, projection: { _id: 1 } });
  return Array.isArray(found) ? found.map(({ _id: id }: { _id: unknown }) => id) : [];
}

describe('queries by equality', () => {
  const id = new ObjectId('64b7f9c2a1b2c3d4e5f60718');

  it.each([
    ['an ObjectId is not its hex string', { a: id }, [1]],
    ['a string is not an ObjectId', { a: id.toHexString() }, [2]],
    ['numbers of different types are equal', { a: 5 }, [3, 4, 5, 6]],
    ['null also finds what is not there', { a: null }, [7, 8]],
    ['not equal is the opposite, missing included', { a: { $nin: [5, null, id] } }, [2, 9, 10, 11]],
    ['an array equals as a whole, or by an element', { a: ['x', 'y'] }, [9]],
    ['an element is enough', { a: 'x' }, [9]],
    ['order of fields counts in documents', { a: { c: 2, b: 1 } }, []],
    ['a document equals as a whole', { a: { b: 1, c: 2 } }, [10]],
    ['bytes are equal by content', { a: new Binary(Buffer.from('hi')) }, [11]],
  ])('%s', async (_name, query, expected) => {
    const documents = [
      { _id: 1, a: id },
      { _id: 2, a: id.toHexString() },
      { _id: 3, a: new Int32(5) },
      { _id: 4, a: Long.fromNumber(5) },
      { _id: 5, a: new Double(5) },
      { _id: 6, a: Decimal128.fromString('5.0') },
      { _id: 7, a: null },
      { _id: 8 },
      { _id: 9, a: ['x', 'y'] },
      { _id: 10, a: { b: 1, c: 2 } },
      { _id: 11, a: new Binary(Buffer.from('hi')) },
    ];
    expect(await idsOf(documents, query)).toEqual(expected);
  });

  it('tells 64-bit numbers apart that are one as a double', async () => {
    const documents = [
      { _id: 1, n: Long.fromString('9007199254740992') },
      { _id: 2, n: Long.fromString('9007199254740993') },
    ];
    expect(await idsOf(documents, { n: Long.fromString('9007199254740993') })).toEqual([2]);
    expect(await idsOf(documents, { n: { $gt: Long.fromString('9007199254740992') } })).toEqual([
      2,
    ]);
  });
});

describe('comparison', () => {
  const documents = [
    { _id: 1, a: 1 },
    { _id: 2, a: '1' },
    { _id: 3, a: new Date(1) },
    { _id: 4, a: [0, 10] },
    { _id: 5, a: null },
    { _id: 6 },
    { _id: 7, a: NaN },
    { _id: 8, a: true },
  ];
  it.each([
    ['stays inside one type', { a: { $gt: 0 } }, [1, 4]],
    ['takes strings with strings', { a: { $gte: '' } }, [2]],
    ['takes dates with dates', { a: { $lte: new Date(5) } }, [3]],
    ['reaches across types with MinKey', { a: { $gt: new MinKey() } }, [1, 2, 3, 4, 5, 7, 8]],
    ['reaches across types with MaxKey', { a: { $lt: new MaxKey() } }, [1, 2, 3, 4, 5, 7, 8]],
    ['finds null and missing with $lte null', { a: { $lte: null } }, [5, 6]],
    ['asks each condition of some element', { a: { $gt: 5, $lt: 1 } }, [4]],
    ['asks one element with $elemMatch', { a: { $elemMatch: { $gt: 5, $lt: 1 } } }, []],
    ['finds NaN by equality', { a: NaN }, [7]],
  ])('%s', async (_name, query, expected) => {
    expect(await idsOf(documents, query)).toEqual(expected);
  });
});

describe('paths', () => {
  const documents = [
    {
      _id: 1,
      items: [
        { sku: 'a', n: 1 },
        { sku: 'b', n: 9 },
      ],
    },
    { _id: 2, items: { sku: 'a', n: 9 } },
    { _id: 3, items: [] },
    { _id: 4, items: 'a' },
    { _id: 5, items: [['a']] },
  ];
  it.each([
    ['go through arrays', { 'items.sku': 'a' }, [1, 2]],
    ['name a place in an array', { 'items.1.sku': 'b' }, [1]],
    ['need one element for $elemMatch', { items: { $elemMatch: { sku: 'a', n: 9 } } }, []],
    ['are missing in what is no document', { 'items.sku': { $exists: false } }, [3, 4, 5]],
    ['are null where a document lacks the field', { 'items.sku': null }, [4]],
    ['count elements', { items: { $size: 2 } }, [1]],
    ['see arrays by type', { items: { $type: 'array' } }, [1, 3, 5]],
    ['reach nested arrays by place', { 'items.0.0': 'a' }, [5]],
    ['all of', { 'items.sku': { $all: ['a', 'b'] } }, [1]],
  ])('%s', async (_name, query, expected) => {
    expect(await idsOf(documents, query)).toEqual(expected);
  });
});

describe('operators', () => {
  const documents = [
    { _id: 1, s: 'Apple', n: 4 },
    { _id: 2, s: 'banana', n: 7.5 },
    { _id: 3, s: ['cherry', 'apple'], n: Long.fromNumber(-4) },
    { _id: 4, s: 'two\nlines', n: new Int32(8) },
  ];
  it.each([
    ['a pattern with options', { s: { $regex: '^apple', $options: 'i' } }, [1, 3]],
    ['a stored pattern', { s: new BSONRegExp('^apple', 'i') }, [1, 3]],
    ['the same in $in', { s: { $in: [new BSONRegExp('^ban'), 'Apple'] } }, [1, 2]],
    ['many lines', { s: { $regex: '^lines', $options: 'm' } }, [4]],
    ['free spacing', { s: { $regex: 'b a n # fruit', $options: 'x' } }, [2]],
    ['an inline option', { s: { $regex: '(?i)^BAN' } }, [2]],
    ['remainders', { n: { $mod: [4, 0] } }, [1, 3, 4]],
    ['stored types', { n: { $type: 'int' } }, [1, 4]],
    ['stored types by number', { n: { $type: [1, 18] } }, [2, 3]],
    ['any number', { n: { $type: 'number' } }, [1, 2, 3, 4]],
    ['not a pattern', { s: { $not: new BSONRegExp('a') } }, [1, 4]],
    ['not a range', { n: { $not: { $gt: 5 } } }, [1, 3]],
    ['one of', { $or: [{ n: 4 }, { s: 'banana' }] }, [1, 2]],
    ['none of', { $nor: [{ n: 4 }, { s: 'banana' }] }, [3, 4]],
    ['both', { $and: [{ n: { $gt: 0 } }, { s: { $ne: 'Apple' } }] }, [2, 4]],
    ['expressions', { $expr: { $gt: [{ $add: ['$n', 1] }, 8] } }, [2, 4]],
  ])('%s', async (_name, query, expected) => {
    expect(await idsOf(documents, query)).toEqual(expected);
  });

  it.each([
    ['$where', { $where: 'true' }, 'operator $where is not available offline'],
    ['a misspelt operator', { a: { $gte5: 1 } }, 'unknown operator: $gte5'],
    ['an operator that is a name of JavaScript', { a: { $eq: 1, constructor: 1 } }, 'constructor'],
    ['an empty $or', { $or: [] }, '(BadValue) $and/$or/$nor must be a nonempty array'],
    ['a broken pattern', { a: { $regex: '(' } }, '(Location51091) Regular expression is invalid'],
  ])('refuses %s by name', async (_name, query, message) => {
    await expect(idsOf([{ _id: 1, a: 1 }], query)).rejects.toThrow(message);
  });
});

describe('what a query gives back', () => {
  it('sorts across types in the order of the server, missing as null', async () => {
    await using room = openRoom();
    const values = [new MaxKey(), true, 'b', 2, null, [3], { x: 1 }, new MinKey(), new Date(0)];
    await room.put([...values.map((v, i) => ({ _id: i, v })), { _id: 9 }]);
    const found = await room.ask('find', { sort: { v: 1 }, projection: { _id: 1 } });
    expect(found).toEqual([7, 4, 9, 3, 5, 2, 6, 1, 8, 0].map((_id) => ({ _id })));
  });

  it('sorts an array by its smallest element upwards and its largest downwards', async () => {
    await using room = openRoom();
    await room.put([
      { _id: 1, v: [1, 9] },
      { _id: 2, v: 5 },
      { _id: 3, v: [] },
    ]);
    const ids = { projection: { _id: 1 } };
    expect(await room.ask('find', { sort: { v: 1 }, ...ids })).toEqual([
      { _id: 3 },
      { _id: 1 },
      { _id: 2 },
    ]);
    expect(await room.ask('find', { sort: { v: -1 }, ...ids })).toEqual([
      { _id: 1 },
      { _id: 2 },
      { _id: 3 },
    ]);
  });

  it('skips, limits, counts and lists distinct values', async () => {
    await using room = openRoom();
    await room.put([1, 2, 3, 4].map((n) => ({ _id: n, tags: ['x', `t${n % 2}`] })));
    expect(await room.ask('find', { sort: { _id: -1 }, skip: 1, limit: 2 })).toMatchObject([
      { _id: 3 },
      { _id: 2 },
    ]);
    expect(await room.canonical('count', { query: { _id: { $gt: 1 } } })).toBe(
      '{"$numberLong":"3"}',
    );
    expect(await room.canonical('countDocuments', {})).toBe('{"$numberLong":"4"}');
    expect(await room.ask('distinct', { field: 'tags', query: {} })).toEqual(['x', 't1', 't0']);
  });

  it.each([
    ['keeps fields', { a: 1, 'l.x': 1 }, { _id: 1, a: 1, l: [{ x: 1 }, { x: 2 }] }],
    ['leaves fields out', { a: 0, 'l.x': 0, _id: 0 }, { b: { c: 2 }, l: [{ y: 5 }, { y: 6 }] }],
    ['goes into documents', { b: { c: 1 }, _id: 0 }, { b: { c: 2 } }],
    ['cuts an array', { l: { $slice: -1 }, a: 0 }, { _id: 1, b: { c: 2 }, l: [{ x: 2, y: 6 }] }],
    ['picks an element', { l: { $elemMatch: { x: 2 } } }, { _id: 1, l: [{ x: 2, y: 6 }] }],
    ['picks what was matched', { 'l.$': 1 }, { _id: 1, l: [{ x: 2, y: 6 }] }],
    ['computes', { _id: 0, twice: { $multiply: ['$a', 2] } }, { twice: 2 }],
  ])('%s in a projection', async (_name, projection, expected) => {
    const collection = shared.fresh();
    const list = [
      {
        _id: 1,
        a: 1,
        b: { c: 2 },
        l: [
          { x: 1, y: 5 },
          { x: 2, y: 6 },
        ],
      },
    ];
    await shared.put(list, collection);
    const query = { 'l.x': { $gt: 1 } };
    expect(await shared.ask('findOne', { collection, query, projection })).toEqual(expected);
  });

  it('refuses a projection that keeps and leaves out', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }]);
    await expect(room.ask('findOne', { projection: { a: 1, b: 0 } })).rejects.toThrow(
      '(Location31254) Cannot do exclusion on field b in inclusion projection',
    );
  });
});

describe('how a query is looked up', () => {
  it('says that there is no index but that of _id', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }]);
    const plan = (args: object): Promise<unknown> => room.ask('explain', args);
    expect(await plan({ query: { a: 1 } })).toMatchObject({
      queryPlanner: { namespace: 'shop.orders', winningPlan: { stage: 'COLLSCAN' } },
      note: 'the local store has no index except _id: it reads every document',
    });
    expect(await plan({ pipeline: [{ $match: { _id: 1 } }, { $limit: 1 }] })).toMatchObject({
      queryPlanner: { parsedQuery: { _id: 1 }, winningPlan: { stage: 'IDHACK' } },
    });
    await expect(plan({ query: { a: { $frobnicate: 1 } } })).rejects.toThrow('unknown operator');
    await expect(plan({ pipeline: [{ $frobnicate: 1 }] })).rejects.toThrow('(Location40324)');
  });

  it('sorts as documents were put in, or the other way round', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }, { _id: 3 }, { _id: 2 }]);
    const ids = async (sort: object): Promise<unknown> =>
      ((await room.ask('find', { sort, limit: 2 })) as { _id: number }[]).map((row) => row['_id']);
    expect(await ids({ $natural: -1 })).toEqual([2, 3]);
    expect(await ids({ $natural: 1 })).toEqual([1, 3]);
    expect(await room.ask('findOne', { options: { sort: { $natural: -1 } } })).toEqual({ _id: 2 });
    await expect(ids({ $natural: 2 })).rejects.toThrow('(BadValue) $natural');
  });

  it('cuts fractions off how many to leave out and to give', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    expect(await room.ask('find', { skip: 1.5, limit: 1.9 })).toEqual([{ _id: 2 }]);
    await expect(room.ask('find', { skip: -1 })).rejects.toThrow('(Location51024)');
  });
});
