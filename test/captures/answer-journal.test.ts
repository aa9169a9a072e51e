import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAnswerJournal } from '../../main/captures/recovery/answer-journal.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** Notes of an engine that ends without a word. */
async function crashed(dir: string): Promise<void> {
  using journal = openAnswerJournal(dir);
  await Promise.all([journal.begin(1), journal.begin(2)]);
  journal.sent(1, 202);
  await journal.begin(3);
  journal.sent(3, 200);
  // Notes of one turn are written together, before whoever waits for them goes on.
  await journal.begin(4);
}

it('tells after a crash which replies left, which may have, and which did not', async () => {
  using dir = tempDir();
  await crashed(dir.path);
  using next = openAnswerJournal(dir.path);
  expect([1, 2, 3, 4, 5].map((id) => next.before(id))).toEqual([
    { answer: 'sent', status: 202 },
    { answer: 'begun' },
    { answer: 'sent', status: 200 },
    { answer: 'begun' },
    { answer: 'none' },
  ]);
});

it('claims nothing where the machine itself went down, or nothing was noted ever', async () => {
  using dir = tempDir();
  {
    using first = openAnswerJournal(dir.path);
    expect(first.before(1)).toEqual({ answer: 'unknown' });
  }
  await crashed(dir.path);
  const file = join(dir.path, 'answers.log');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^boot .*/, 'boot 1000'));
  using next = openAnswerJournal(dir.path);
  expect(next.before(1)).toEqual({ answer: 'sent', status: 202 });
  expect(next.before(5)).toEqual({ answer: 'unknown' });
});

it('keeps what is not settled when it begins again, and stays small', async () => {
  using dir = tempDir();
  {
    using journal = openAnswerJournal(dir.path);
    await journal.begin(7);
    for (let id = 1000; id < 100_000; id += 1) {
      const noted = journal.begin(id);
      journal.sent(id, 200);
      journal.settled(id);
      if (id % 1000 === 0) await noted;
    }
  }
  expect(readFileSync(join(dir.path, 'answers.log')).length).toBeLessThan(2 * 1024 * 1024);
  using next = openAnswerJournal(dir.path);
  expect(next.before(7)).toEqual({ answer: 'begun' });
});
