import { Double } from 'bson';
import { describe, expect, it } from 'vitest';
import { openRoom } from '../room.ts';

describe('what updates report', () => {
  it('counts only real changes', async () => {
    await using room = openRoom();
    await room.put([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ]);
    expect(await room.canonical('updateMany', { query: {}, update: { $set: { a: 1 } } })).toBe(
      '{"matchedCount":{"$numberLong":"2"},"modifiedCount":{"$numberLong":"1"}}',
    );
  });

  it('inserts what the query says where nothing is found, and then sets', async () => {
    await using room = openRoom();
    const options = { upsert: true };
    const query = { _id: 'k', kind: 'x', 'at.city': 'Berlin', n: { $gt: 3 } };
    const update = { $inc: { hits: 1 }, $setOnInsert: { first: true } };
    expect(await room.ask('updateOne', { query, update, options })).toEqual({
      matchedCount: 0,
      modifiedCount: 0,
      upsertedId: 'k',
    });
    expect(await room.ask('findOne')).toEqual({
      _id: 'k',
      kind: 'x',
      at: { city: 'Berlin' },
      first: true,
      hits: 1,
    });
    await room.ask('updateOne', { query: { _id: 'k' }, update, options });
    expect(await room.ask('findOne')).toMatchObject({ hits: 2 });
  });

  it('finds one and gives it as it was, or as it is', async () => {
    await using room = openRoom();
    await room.put([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    const change = { query: {}, update: { $inc: { n: 10 } } };
    expect(await room.ask('findOneAndUpdate', { ...change, options: { sort: { n: -1 } } })).toEqual(
      {
        _id: 2,
        n: 2,
      },
    );
    const options = { returnNewDocument: true, projection: { _id: 0 } };
    expect(await room.ask('findOneAndUpdate', { ...change, options })).toEqual({ n: 11 });
    const replacement = { m: 1 };
    expect(await room.ask('findOneAndReplace', { query: { _id: 1 }, replacement })).toEqual({
      _id: 1,
      n: 11,
    });
    expect(await room.ask('findOneAndDelete', { query: { _id: 1 } })).toEqual({ _id: 1, m: 1 });
    expect(await room.ask('findOneAndDelete', { query: { _id: 1 } })).toBeNull();
  });

  it('deletes one or all', async () => {
    await using room = openRoom();
    await room.put([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]);
    expect(await room.ask('deleteOne', { query: { a: 1 } })).toEqual({ deletedCount: 1 });
    expect(await room.ask('deleteMany', { query: { a: 1 } })).toEqual({ deletedCount: 2 });
    expect(await room.ask('count')).toBe(1);
  });
});

describe('several writes in one call', () => {
  it('takes all of them back where one fails', async () => {
    await using room = openRoom();
    const documents = [{ _id: 1 }, { _id: 2 }, { _id: new Double(1) }];
    await expect(room.ask('insertMany', { documents })).rejects.toThrow('E11000 duplicate key');
    expect(await room.ask('count')).toBe(0);
    const operations = [
      { insertOne: { document: { _id: 1, a: 1 } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { a: 'x' } } } },
    ];
    await expect(room.ask('bulkWrite', { operations })).rejects.toThrow('non-numeric');
    expect(await room.ask('count')).toBe(0);
  });

  it('goes on past failures where the order does not matter', async () => {
    await using room = openRoom();
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }];
    await expect(
      room.ask('insertMany', { documents, options: { ordered: false } }),
    ).rejects.toThrow('1 of 3 writes failed: (DuplicateKey) E11000');
    expect(await room.ask('count')).toBe(2);
  });

  it('does every kind of operation in bulk', async () => {
    await using room = openRoom();
    const operations = [
      { insertOne: { document: { _id: 1, a: 1 } } },
      { insertOne: { document: { _id: 2, a: 1 } } },
      { updateMany: { filter: {}, update: { $inc: { a: 1 } } } },
      { updateOne: { filter: { _id: 3 }, update: { $set: { a: 9 } }, upsert: true } },
      { replaceOne: { filter: { _id: 2 }, replacement: { b: 1 } } },
      { deleteOne: { filter: { _id: 1 } } },
    ];
    expect(await room.ask('bulkWrite', { operations })).toBeNull();
    expect(await room.ask('find')).toEqual([
      { _id: 2, b: 1 },
      { _id: 3, a: 9 },
    ]);
  });
});
