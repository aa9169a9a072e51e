import { expect, it } from 'vitest';
import { readNumber } from '../../../renderer/ui/form/read-number.ts';

it('a typed number may have its digits grouped', () => {
  expect(['30000', '30,000', ' 30 000 ', '30_000', '-1.5', '0'].map(readNumber)).toEqual([
    30_000, 30_000, 30_000, 30_000, -1.5, 0,
  ]);
});

it('what is no number, or not yet one, is none', () => {
  expect(['', '  ', '-', 'ten', '1e999', '3 s'].map(readNumber)).toEqual(Array(6).fill(null));
});
