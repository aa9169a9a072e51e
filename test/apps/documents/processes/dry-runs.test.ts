import { describe, expect, it } from 'vitest';
import { openRoom } from '../room.ts';

describe('a dry run', () => {
  it('reads what it wrote, and nobody else does', async () => {
    await using room = openRoom();
    await room.put([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    await room.ask('updateOne', { query: { _id: 1 }, update: { $inc: { n: 10 } } }, 'try');
    await room.ask('deleteOne', { query: { _id: 2 } }, 'try');
    await room.ask('insertOne', { document: { _id: 3 } }, 'try');
    await room.ask('insertOne', { collection: 'other', document: { _id: 1 } }, 'try');
    expect(await room.ask('find', {}, 'try')).toEqual([{ _id: 1, n: 11 }, { _id: 3 }]);
    expect(await room.ask('getCollectionNames', {}, 'try')).toEqual(['orders', 'other']);
    expect(await room.ask('find', {}, 'another')).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect(await room.ask('find')).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect(await room.ask('getCollectionNames')).toEqual(['orders']);
  });

  it('leaves nothing when it ends', async () => {
    await using room = openRoom();
    await room.ask('insertOne', { document: { _id: 1 } }, 'try');
    await room.documents.endSession('try');
    expect(await room.ask('count', {}, 'try')).toBe(0);
  });

  it('sees what others write to collections it has not touched', async () => {
    await using room = openRoom();
    await room.ask('insertOne', { collection: 'mine', document: { _id: 1 } }, 'try');
    await room.put([{ _id: 7 }]);
    expect(await room.ask('find', {}, 'try')).toEqual([{ _id: 7 }]);
  });

  it('finds and deletes in the copy, also at its first write', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    await room.ask('deleteOne', { query: { _id: 1 } });
    const query = { _id: 3 };
    expect(await room.ask('findOneAndDelete', { query }, 'try')).toEqual({ _id: 3 });
    expect(await room.ask('find', {}, 'try')).toEqual([{ _id: 2 }]);
    expect(await room.ask('find')).toEqual([{ _id: 2 }, { _id: 3 }]);
  });

  it('may not grow without end', async () => {
    await using room = openRoom({ sessionBytes: 300_000 });
    const document = { text: 'x'.repeat(50_000) };
    const fill = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await room.ask('insertOne', { document }, 'try');
    };
    await expect(fill()).rejects.toThrow('a dry run reached');
    await room.ask('insertOne', { document });
    expect(await room.ask('count')).toBe(1);
  });

  it('is dropped when it is idle, and says so instead of forgetting', async () => {
    await using room = openRoom({ sessionIdleMs: 20 });
    await room.ask('insertOne', { document: { _id: 1 } }, 'try');
    const write = (): Promise<unknown> => room.ask('count', {}, `poll-${Math.random()}`);
    const deadline = Date.now() + 5000;
    const dropped = async (): Promise<string> => {
      while (Date.now() < deadline) {
        await write();
        await new Promise((done) => setTimeout(done, 60));
        const failed = await room.ask('count', {}, 'try').then(
          () => '',
          (error: Error) => error.message,
        );
        if (failed !== '') return failed;
      }
      return 'never';
    };
    expect(await dropped()).toBe(
      'the changes of this dry run were dropped: it was idle for too long',
    );
  });
});
