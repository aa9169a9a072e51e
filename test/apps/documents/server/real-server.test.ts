import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  createMongoServer,
  withoutPassword,
} from '../../../../main/apps/documents/server/mongo-server.ts';
import { packageLoader } from '../../../../main/lib/packages/add-ons.ts';
import { asking } from '../room.ts';
import { startWireDouble } from './wire-double.ts';

const load = packageLoader('/nowhere');

describe('a service that uses a real server', () => {
  it('writes and reads through the driver, with the types of numbers kept', async () => {
    await using double = await startWireDouble();
    await using server = createMongoServer({ uri: double.uri, load });
    const { canonical } = asking(server);
    const document =
      '{"_id":{"$oid":"64b7f9c2a1b2c3d4e5f60718"},"i":{"$numberInt":"1"},"l":{"$numberLong":"2"},"d":{"$numberDouble":"3.0"},"r":{"$regularExpression":{"pattern":"^a","options":"i"}},"b":{"$binary":{"base64":"AAEC","subType":"00"}},"t":{"$date":{"$numberLong":"5"}}}';
    const inserted = await server.call({
      appId: 'a',
      service: 's',
      action: 'insertOne',
      args: `{"database":"shop","collection":"orders","document":${document}}`,
    });
    expect(inserted).toEqual({
      ok: true,
      result: '{"insertedId":{"$oid":"64b7f9c2a1b2c3d4e5f60718"}}',
    });
    expect(await canonical('find', { query: {} })).toBe(`[${document}]`);
    expect(await canonical('findOne', { query: { i: 1 } })).toBe(document);
    expect(await canonical('findOne', { query: { i: 7 } })).toBe('null');
  });

  it('answers every action in the shape functions expect', async () => {
    await using double = await startWireDouble();
    await using server = createMongoServer({ uri: double.uri, load });
    const { ask, canonical } = asking(server);
    expect(await ask('insertMany', { documents: [{ _id: 1 }, { _id: 2 }] })).toEqual({
      insertedIds: [1, 2],
    });
    expect(await canonical('count', {})).toBe('{"$numberLong":"2"}');
    expect(await ask('distinct', { field: '_id', query: {} })).toEqual([1, 2]);
    expect(await ask('updateOne', { query: { _id: 1 }, update: { $set: { a: 1 } } })).toEqual({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(
      await ask('findOneAndUpdate', {
        query: { _id: 1 },
        update: { $set: { a: 1 } },
        options: { returnNewDocument: true },
      }),
    ).toEqual({ _id: 1 });
    expect(double.seen.at(-1)).toMatchObject({ findAndModify: 'orders', new: true });
    expect(
      await ask('bulkWrite', { operations: [{ deleteOne: { filter: { _id: 2 } } }] }),
    ).toBeNull();
    expect(await ask('aggregate', { pipeline: [{ $match: {} }], limit: 1 })).toEqual([{ _id: 1 }]);
    expect(await ask('deleteMany', { query: { _id: 1 } })).toEqual({ deletedCount: 1 });
    expect(await ask('getDBNames')).toEqual(['shop']);
    expect(await ask('getCollectionNames')).toEqual(['orders']);
  });

  it('connects once for many calls', async () => {
    await using double = await startWireDouble();
    await using server = createMongoServer({ uri: double.uri, load });
    const { ask } = asking(server);
    await ask('count', {});
    const before = double.connections();
    for (let i = 0; i < 5; i++) await ask('find', { query: {} });
    expect(double.connections()).toBe(before);
  });

  it('says that the server cannot be reached, without the password', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    free.close();
    await once(free, 'close');
    const uri = `mongodb://me:hunter%402@127.0.0.1:${port}/?directConnection=true`;
    await using server = createMongoServer({ uri, load, connectMs: 300 });
    const answer = await server.call({
      appId: 'a',
      service: 's',
      action: 'getDBNames',
      args: '{}',
    });
    expect(answer).toMatchObject({ ok: false, code: 'MongoDBError' });
    expect(JSON.stringify(answer)).toContain('ECONNREFUSED');
    expect(JSON.stringify(answer)).not.toContain('hunter');
  });

  it('keeps the password out of a message that quotes the address', () => {
    const uri = 'mongodb+srv://me:p%40ss@example.test/db';
    expect(withoutPassword(`cannot parse ${uri}: p@ss is wrong`, uri)).toBe(
      'cannot parse mongodb+srv://me:…@example.test/db: … is wrong',
    );
  });

  it('refuses to write in a dry run', async () => {
    await using double = await startWireDouble();
    await using server = createMongoServer({ uri: double.uri, load });
    await expect(
      asking(server).ask('insertOne', { document: { _id: 1 } }, 'try-1'),
    ).rejects.toThrow('a dry run writes nothing to a real server');
    expect(double.collections.size).toBe(0);
    expect(await asking(server).ask('aggregate', { pipeline: [] }, 'try-1')).toEqual([]);
  });
});
