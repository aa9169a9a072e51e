import { expect, it } from 'vitest';
import type { Gone } from '../../../preload/contract/captures/removal.ts';
import { goneWords } from '../../../renderer/captures/detail/gone-words.ts';

const at = new Date(2026, 10, 25, 13, 2, 11).getTime();
const gone = (over: Partial<Gone> = {}): Gone => ({
  by: 'person',
  at,
  why: null,
  undo: '7',
  together: 1,
  ...over,
});

it('tells when a capture went, by what, and whether it can come back', () => {
  const later = at + 60_000;
  expect(goneWords(gone(), later)).toBe('Deleted at 13:02:11.');
  expect(goneWords(gone({ together: 2 }), later)).toBe('Deleted at 13:02:11, with another one.');
  expect(goneWords(gone({ together: 1205 }), later)).toBe(
    'Deleted at 13:02:11, with 1,204 others.',
  );
  expect(goneWords(gone(), at + 86_400_000)).toBe('Deleted on 25 Nov, 13:02:11.');
  expect(goneWords(gone({ undo: null }), later)).toBe(
    'Deleted at 13:02:11. It cannot be restored since Backstitch restarted.',
  );
  const swept = gone({ by: 'retention', undo: null, why: 'older than 30 days' });
  expect(goneWords(swept, later)).toBe(
    'Retention deleted it at 13:02:11: older than 30 days. It cannot be restored. Pinned captures stay.',
  );
  expect(goneWords(null, later)).toContain('before Backstitch started');
});
