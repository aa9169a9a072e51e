import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openRoom } from '../room.ts';
import { runs } from '../../../helpers/runs.ts';

// Backtracks for ages on the bait.
const BOMB = { text: { $regex: '^(a+)+$' } };
const bait = { _id: 1, text: `${'a'.repeat(40)}!` };
// Each costs the start of a process. Five of each kind of work; test/lib/child-process.test.ts ends a
// small process at moments of its choice.
const TIMES = runs(20);
const AT_ONCE = 4;

/** Each is ended in the middle: while it reads, or between two writes of one transaction. */
const WORK: [string, object][] = [
  ['find', { query: BOMB }],
  ['bulkWrite', { operations: [{ insertOne: { document: {} } }, { deleteOne: { filter: BOMB } }] }],
  ['updateMany', { query: BOMB, update: { $set: { n: 1 } } }],
  ['aggregate', { pipeline: [{ $match: BOMB }, { $out: 'elsewhere' }] }],
];

it('a call is ended in the middle again and again: each fails, nothing else does, the file is whole', async () => {
  await using others = openRoom();
  // Calls last a thousandth of this; what is ended has computed for all of it.
  await using room = openRoom({ dir: others.dir, limitMs: 25 });
  await others.put([bait]);
  const messages = new Map<string, number>();
  const endOne = async (number: number): Promise<void> => {
    const [action, args] = WORK[number % WORK.length] ?? ['find', {}];
    const message = await room.ask(action, args).then(
      () => 'done',
      (error: unknown) => String(error),
    );
    messages.set(message, (messages.get(message) ?? 0) + 1);
  };
  const lane = async (first: number): Promise<void> => {
    for (let number = first; number < TIMES; number += AT_ONCE) await endOne(number);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => lane(first)));
  expect([...messages]).toEqual([
    ['Error: the call took longer than 0.025 s and was stopped', TIMES],
  ]);
  expect(await others.ask('find')).toEqual([bait]);
  await others.put([{ _id: 2 }]);
  expect(await others.ask('count')).toBe(2);
  for (const name of readdirSync(others.dir).filter((file) => file.endsWith('.sqlite'))) {
    const db = new SqliteDatabase(join(others.dir, name), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  }
}, 300_000);
