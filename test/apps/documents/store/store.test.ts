import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { startNodeProcess } from '../../../../main/lib/child-process/start-node-process.ts';
import { openDocuments } from '../../../../main/apps/documents/documents.ts';
import { openDocumentFile } from '../../../../main/apps/documents/store/tables.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';
import { asking, openRoom } from '../room.ts';

const at = { appId: 'app1', service: 's', database: 'd', collection: 'c' };

describe('a collection', () => {
  it('gives back every type as it was stored, and the order of fields', async () => {
    await using room = openRoom();
    const text =
      '{"_id":{"$oid":"64b7f9c2a1b2c3d4e5f60718"},"z":{"$numberInt":"1"},"l":{"$numberLong":"9007199254740993"},' +
      '"d":{"$numberDouble":"1.0"},"m":{"$numberDecimal":"2.50"},"t":{"$date":{"$numberLong":"1700000000000"}},' +
      '"b":{"$binary":{"base64":"AAEC","subType":"00"}},"r":{"$regularExpression":{"pattern":"^a","options":"i"}},' +
      '"ts":{"$timestamp":{"t":1,"i":2}},"min":{"$minKey":1},"max":{"$maxKey":1},"n":null,' +
      '"__proto__":{"x":true},"constructor":"c","_bsontype":"ObjectId","$ref":"x","a":[[],{}]}';
    await room.documents.insert(at, text);
    const { items, total } = await room.documents.read(at, { query: '', skip: 0, limit: 5 });
    expect({ items, total }).toEqual({ items: [text], total: 1 });
  });

  it('gives an ObjectId to what has no _id, in front', async () => {
    await using room = openRoom();
    const { insertedId } = (await room.ask('insertOne', { document: { a: 1 } })) as {
      insertedId: ObjectId;
    };
    expect(await room.canonical('findOne', {})).toBe(
      `{"_id":{"$oid":"${insertedId.toHexString()}"},"a":{"$numberInt":"1"}}`,
    );
  });

  it.each([
    [new Int32(1), new Double(1)],
    [Long.fromNumber(5), Decimal128.fromString('5.00')],
    ['x', 'x'],
    [null, null],
    [{ a: 1 }, { a: new Double(1) }],
  ])('knows %o and %o for the same _id', async (first, second) => {
    await using room = openRoom();
    await room.put([{ _id: first }]);
    await expect(room.put([{ _id: second }])).rejects.toThrow('E11000 duplicate key error');
  });

  it('knows ids of other types apart', async () => {
    await using room = openRoom();
    const id = new ObjectId();
    await room.put([id, id.toHexString(), 1, '1', true, null, { a: 1 }].map((_id) => ({ _id })));
    expect(await room.ask('findOne', { query: { _id: '1' } })).toEqual({ _id: '1' });
    expect(await room.ask('find', { query: { _id: { $in: [id] } } })).toEqual([{ _id: id }]);
    expect(await room.ask('find', { query: { _id: new Double(1) } })).toEqual([{ _id: 1 }]);
    expect(await room.ask('find', { query: { _id: null } })).toEqual([{ _id: null }]);
    expect(await room.ask('count')).toBe(7);
  });

  it('keeps the order of insertion through updates', async () => {
    await using room = openRoom();
    await room.put([3, 1, 2].map((_id) => ({ _id })));
    await room.ask('updateOne', {
      query: { _id: 1 },
      update: { $set: { long: 'x'.repeat(9000) } },
    });
    const found = await room.ask('find', { projection: { _id: 1 } });
    expect(found).toEqual([{ _id: 3 }, { _id: 1 }, { _id: 2 }]);
  });
});

describe('the files', () => {
  it('belong to one app each, and to this user only', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }]);
    await room.documents.insert({ ...at, appId: 'app2' }, '{"_id":1}');
    await room.documents.insert({ ...at, appId: '../../etc' }, '{"_id":1}');
    const files = readdirSync(room.dir).filter((name) => name.endsWith('.sqlite'));
    expect(files).toHaveLength(3);
    expect(files).toEqual(expect.arrayContaining(['app1.sqlite', 'app2.sqlite']));
    for (const name of files) expect(statSync(join(room.dir, name)).mode & 0o777).toBe(0o600);
    await room.documents.forget('app2');
    expect(existsSync(join(room.dir, 'app2.sqlite'))).toBe(false);
    expect(await room.ask('count')).toBe(1);
  });

  it('are read again by the next start', async () => {
    using dir = tempDir();
    const options = {
      dir: dir.path,
      log: { info() {}, warn() {}, error() {} },
      startProcess: startNodeProcess,
    };
    const first = openDocuments(options);
    await asking(first).put([{ _id: 1 }]);
    await first[Symbol.asyncDispose]();
    await using second = openDocuments(options);
    expect(await asking(second).ask('find')).toEqual([{ _id: 1 }]);
  });

  it('answer by index, without a scan or a sort', () => {
    using dir = tempDir();
    const tables = openDocumentFile(join(dir.path, 'a.sqlite'));
    const plans = tables.plans();
    tables.close();
    expect(plans).toHaveLength(2);
    for (const plan of plans) expect(plan).toMatch(/^SEARCH documents USING INDEX/);
  });
});

describe('what a person sees of the documents', () => {
  it('lists collections of a service with their counts', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }, { _id: 2 }]);
    await room.put([{ _id: 1 }], 'carts');
    await room.documents.insert(at, '{"_id":1}');
    expect(await room.documents.overview('app1', 'mongodb-atlas')).toEqual([
      { database: 'shop', collection: 'carts', count: 1 },
      { database: 'shop', collection: 'orders', count: 2 },
    ]);
    expect(await room.ask('getDBNames')).toEqual(['shop']);
    expect(await room.ask('getCollectionNames')).toEqual(['carts', 'orders']);
  });

  it('a page for a person is in the order that is asked for, of all or of what is found', async () => {
    await using room = openRoom();
    for (const n of [2, 10, 1]) await room.documents.insert(at, `{"_id":"${n}","n":${n}}`);
    const ids = async (query: string, sort: string | undefined, skip = 0) => {
      const { items, total } = await room.documents.read(at, { query, sort, skip, limit: 2 });
      return [...items.map((text) => (JSON.parse(text) as { _id: string })['_id']), total];
    };
    expect(await ids('', undefined)).toEqual(['2', '10', 3]);
    expect(await ids('', '{"n":-1}')).toEqual(['10', '2', 3]);
    expect(await ids('', '{"n":-1}', 2)).toEqual(['1', 3]);
    expect(await ids('{"n":{"$lt":5}}', '{"n":1}')).toEqual(['1', '2', 2]);
    await expect(ids('', '{"n":"up"}')).rejects.toMatchObject({ code: 'DOCUMENTS_FAILED' });
  });

  it('pages, searches, replaces and removes', async () => {
    await using room = openRoom();
    for (const n of [1, 2, 3]) await room.documents.insert(at, `{"_id":${n},"n":${n}}`);
    const two = '{"_id":{"$numberInt":"2"},"n":{"$numberInt":"2"}}';
    const page = { query: '', skip: 1, limit: 1 };
    expect(await room.documents.read(at, page)).toEqual({ items: [two], total: 3 });
    const search = { query: '{"n":{"$gte":2}}', skip: 0, limit: 1 };
    expect(await room.documents.read(at, search)).toEqual({ items: [two], total: 2 });
    const changed = '{"_id":{"$numberInt":"2"},"m":true}';
    expect(await room.documents.replace(at, changed)).toBe(changed);
    expect(await room.documents.remove(at, '1')).toBe(true);
    expect(await room.documents.remove(at, '1')).toBe(false);
    const rest = await room.documents.read(at, { query: '', skip: 0, limit: 9 });
    expect(rest.items[0]).toBe(changed);
    expect(rest.total).toBe(2);
  });

  it('says what is wrong with a document', async () => {
    await using room = openRoom();
    await room.documents.insert(at, '{"_id":1}');
    const duplicate = room.documents.insert(at, '{"_id":1}');
    await expect(duplicate).rejects.toMatchObject({ code: 'DOCUMENTS_FAILED' });
    await expect(room.documents.insert(at, '{"a":')).rejects.toThrow('Not valid EJSON');
    await expect(room.documents.replace(at, '{"_id":9}')).rejects.toThrow(
      'No document has this _id',
    );
  });
});
