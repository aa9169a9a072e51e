import { describe, expect, it } from 'vitest';
import { openRoom } from '../room.ts';

// Backtracks for ages on the bait: longer than any limit here.
const BOMB = { text: { $regex: '^(a+)+$' } };
const bait = { _id: 1, text: `${'a'.repeat(40)}!` };
/** Ends at the end of its room. */
const LIMIT = { limitMs: 120_000 };

/** Notes in which order calls come to their end. */
function inOrder() {
  const ended: string[] = [];
  return {
    ended,
    note: (name: string, call: Promise<unknown>): Promise<unknown> =>
      call.then(
        () => ended.push(`${name} answered`),
        (error: unknown) => ended.push(`${name}: ${String(error)}`),
      ),
  };
}

describe('a query that takes for ever', { timeout: 100_000 }, () => {
  it('delays no other read and no write, whether it reads or writes', async () => {
    await using room = openRoom(LIMIT);
    await room.put([bait]);
    const { ended, note } = inOrder();
    void note('find', room.ask('find', { query: BOMB }));
    void note('update', room.ask('updateMany', { query: BOMB, update: { $set: { n: 1 } } }));
    void note('delete', room.ask('deleteMany', { query: BOMB }));
    await room.ask('insertOne', { document: { _id: 2 } });
    expect(await room.ask('count')).toBe(2);
    await room.ask('updateOne', { query: { _id: 2 }, update: { $set: { n: 1 } } });
    expect(await room.ask('findOne', { query: { n: 1 } })).toEqual({ _id: 2, n: 1 });
    expect(ended).toEqual([]);
  });

  it('is ended where it holds the file and another write waits', async () => {
    await using room = openRoom(LIMIT);
    await room.put([bait]);
    const { ended, note } = inOrder();
    const operations = [{ insertOne: { document: { _id: 3 } } }, { deleteOne: { filter: BOMB } }];
    const bulk = note('bulk', room.ask('bulkWrite', { operations }));
    await room.ask('insertOne', { document: { _id: 2 } });
    await bulk;
    expect(ended).toEqual([
      'bulk: Error: the call took longer than 0.9 s while others waited and was stopped',
    ]);
    expect(await room.ask('find', { query: { _id: { $gt: 1 } } })).toEqual([{ _id: 2 }]);
  });

  it('makes room for others where there are as many of them as processes', async () => {
    await using room = openRoom(LIMIT);
    await room.put([bait]);
    const { ended, note } = inOrder();
    for (let i = 0; i < 7; i += 1) void note('find', room.ask('find', { query: BOMB }));
    expect(await room.ask('count')).toBe(1);
    // Nobody has failed for it: they wait to run again.
    expect(ended.filter((what) => what.includes('answered'))).toEqual([]);
  });
});

it('writes that meet each other are all there', async () => {
  await using room = openRoom();
  await room.put([{ _id: 1, n: 0 }]);
  const add = { query: { _id: 1 }, update: { $inc: { n: 1 } } };
  await Promise.all(Array.from({ length: 50 }, () => room.ask('updateOne', add)));
  expect(await room.ask('findOne')).toEqual({ _id: 1, n: 50 });
});
