import { expect, it } from 'vitest';
import { linesOf } from '../../../renderer/compare/series/series-line.ts';

it('numbers are a line from the least to the most, broken where one is absent', () => {
  expect(linesOf(['1', '2', '3'])).toEqual(['1.0,13.0 24.0,7.0 47.0,1.0']);
  expect(linesOf(['10', null, '-10', '0'])).toEqual(['1.0,1.0', '31.7,13.0 47.0,7.0']);
});

it('what is no number, is the same in all or is in two only has no line', () => {
  expect(linesOf(['1', 'two', '3'])).toBeNull();
  expect(linesOf(['1', '2', null, null])).toBeNull();
  expect(linesOf(['7', '7', '7', null])).toBeNull();
  expect(linesOf(['0x1', '2', '3'])).toBeNull();
});
