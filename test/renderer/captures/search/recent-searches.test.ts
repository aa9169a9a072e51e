import { expect, it } from 'vitest';
import { useRecentSearches } from '../../../../renderer/captures/search/recent-searches.ts';

it('keeps the last eight searches, each once, the newest first', () => {
  const { add } = useRecentSearches.getState();
  for (let n = 1; n <= 10; n += 1) add(`n:${n}`);
  add('');
  add('  ');
  add(' n:5 ');
  expect(useRecentSearches.getState().recent).toEqual(
    [5, 10, 9, 8, 7, 6, 4, 3].map((n) => `n:${n}`),
  );
});
