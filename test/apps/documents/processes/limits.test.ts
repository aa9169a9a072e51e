import { describe, expect, it } from 'vitest';
import { startNodeProcess } from '../../../../main/lib/child-process/start-node-process.ts';
import type { StartProcess } from '../../../../main/lib/child-process/own-process.ts';
import { openRoom } from '../room.ts';

// A third of the heap is full in a third of the time; what a call may use is half of it.
const startSmall: StartProcess = (order, events) =>
  startNodeProcess({ ...order, heapMb: 512 }, events);

// Backtracks for ages on a text that does not end as it should.
const BOMB = { text: { $regex: '^(a+)+$' } };
const bait = { _id: 1, text: `${'a'.repeat(40)}!` };

/** Puts the whole array into each of its own places, again and again. */
const refer = (times: number): object[] =>
  Array.from({ length: times }, () => ({
    $addFields: { l: { $map: { input: '$l', as: 'i', in: '$$ROOT.l' } } },
  }));

describe('a call that does not end', () => {
  it('is stopped, says so, and those behind it are answered', async () => {
    await using room = openRoom({ limitMs: 1000 });
    await room.put([bait]);
    const [bomb, behind, write] = await Promise.allSettled([
      room.ask('find', { query: BOMB }),
      room.ask('count'),
      room.ask('insertOne', { document: { _id: 2 } }),
    ]);
    expect(bomb).toMatchObject({
      status: 'rejected',
      reason: { message: 'the call took longer than 1 s and was stopped' },
    });
    expect(behind).toEqual({ status: 'fulfilled', value: 1 });
    expect(write).toMatchObject({ status: 'fulfilled' });
    expect(await room.ask('count')).toBe(2);
  });

  it('takes back what it had written when it is stopped', async () => {
    await using room = openRoom({ limitMs: 1000 });
    await room.put([bait]);
    const operations = [{ insertOne: { document: { _id: 2 } } }, { deleteOne: { filter: BOMB } }];
    await expect(room.ask('bulkWrite', { operations })).rejects.toThrow('was stopped');
    expect(await room.ask('find')).toEqual([bait]);
  });

  it('ends the dry run it belongs to, which lost its changes, and says so', async () => {
    await using room = openRoom({ limitMs: 1000 });
    await room.put([bait]);
    await room.ask('insertOne', { document: { _id: 5 } }, 'try');
    await room.ask('insertOne', { document: { _id: 6 } }, 'other');
    await expect(room.ask('find', { query: BOMB }, 'try')).rejects.toThrow('was stopped');
    await expect(room.ask('count', {}, 'try')).rejects.toThrow('were lost');
    expect(await room.ask('count', {}, 'other')).toBe(2);
    await room.documents.endSession('try');
    expect(await room.ask('count', {}, 'try')).toBe(1);
  });

  it('can be given up by whoever waits', async () => {
    await using room = openRoom({ limitMs: 500 });
    await room.put([bait]);
    const patience = new AbortController();
    const answer = room.documents.call(
      {
        appId: 'app1',
        service: 'mongodb-atlas',
        action: 'find',
        args: JSON.stringify({ database: 'shop', collection: 'orders', query: BOMB }),
      },
      patience.signal,
    );
    patience.abort();
    expect(await answer).toEqual({
      ok: false,
      code: 'MongoDBError',
      message: 'the call was cancelled',
    });
    expect(await room.ask('count')).toBe(1);
  });
});

describe('sizes', () => {
  const twice = (field: string): object => ({ $concatArrays: [field, field] });
  const grown = (times: number): object[] => [
    { $addFields: { l: [{ a: 'x' }, { a: 'y' }] } },
    ...Array.from({ length: times }, () => ({ $addFields: { l: twice('$l') } })),
  ];
  it.each([
    ['an array that doubles', grown(40), 'larger than 16 MB'],
    ['copies of a large array', [...grown(16), ...refer(3), { $unset: 'none' }], 'more memory'],
    ['a long range', [{ $project: { l: { $range: [0, 2_000_000_000] } } }], 'larger than 16 MB'],
    [
      'a replacement that grows',
      [
        {
          $addFields: {
            s: {
              $reduce: {
                input: { $range: [0, 20] },
                initialValue: 'a',
                in: { $concat: ['$$value', '$$value'] },
              },
            },
          },
        },
        { $project: { s: { $replaceAll: { input: '$s', find: 'a', replacement: '$s' } } } },
      ],
      'larger than 16 MB',
    ],
    [
      'a join of everything with everything',
      [
        ...grown(16),
        { $unwind: '$l' },
        { $lookup: { from: 'orders', pipeline: [...grown(10), { $unwind: '$l' }], as: 'all' } },
      ],
      'more memory',
    ],
  ])(
    'refuses %s, and lives on',
    async (_name, pipeline, message) => {
      await using room = openRoom({ startProcess: startSmall });
      await room.put([{ _id: 1 }]);
      await expect(room.ask('aggregate', { pipeline })).rejects.toThrow(message);
      expect(await room.ask('count')).toBe(1);
    },
    60_000,
  );

  it('refuses a result of more than 50,000 documents, and takes a limit', async () => {
    await using room = openRoom();
    for (let i = 0; i < 6; i++) {
      const documents = Array.from({ length: 8400 }, (_, n) => ({ _id: i * 8400 + n }));
      await room.put(documents);
    }
    await expect(room.ask('find')).rejects.toThrow('more than 50000 documents');
    expect(await room.ask('find', { skip: 50_399 })).toEqual([{ _id: 50_399 }]);
    expect(await room.ask('count', { query: { _id: { $gte: 0 } } })).toBe(50_400);
  });

  it('refuses text that is no EJSON, and what is nested too deeply', async () => {
    await using room = openRoom();
    const call = (args: string) =>
      room.documents.call({ appId: 'a', service: 's', action: 'find', args });
    expect(await call('{')).toMatchObject({ ok: false, code: 'MongoDBError' });
    expect(await call('[]')).toMatchObject({ message: 'the arguments must be an object' });
    const deep = `{"database":"d","collection":"c","query":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`;
    expect(await call(deep)).toMatchObject({ message: 'a document is nested too deeply' });
    expect(
      await call('{"database":"d","collection":"c","query":{"a":{"$oid":"x"}}}'),
    ).toMatchObject({ ok: false });
  });
});
