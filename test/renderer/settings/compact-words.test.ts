import { expect, it } from 'vitest';
import type { CompactState } from '../../../preload/contract/system.ts';
import { compactWords } from '../../../renderer/settings/compact/compact-words.ts';

const at = new Date(2026, 10, 26, 14, 2).getTime();
const words = (state: CompactState['state'], over: Partial<CompactState> = {}): string =>
  compactWords(
    { state, freedBytes: 3_000_000, totalBytes: 12_000_000, at: null, why: null, ...over },
    9_000_000,
    400_000_000,
  );

it('tells how far compacting is, and what came of it', () => {
  expect(words('none')).toBe('9.0 MB of the database is unused.');
  expect(words('running')).toBe('3.0 MB of 12 MB freed. Captures go on.');
  expect(words('done', { at })).toBe('Freed 3.0 MB at 14:02. 9.0 MB of the database is unused.');
  expect(words('stopped', { at })).toMatch(/^Stopped at 14:02, 3.0 MB freed\./);
  expect(words('failed', { at, why: 'The disk is full.' })).toMatch(
    /^Not compacted: The disk is full\./,
  );
  expect(words('next-start')).toContain('takes about 4.0 s longer');
});
