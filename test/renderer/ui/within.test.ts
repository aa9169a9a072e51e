import { expect, it } from 'vitest';
import { within } from '../../../renderer/ui/list/within.ts';

it('keeps a step inside the list', () => {
  expect([-5, 0, 2, 3, 9].map((at) => within(at, 3))).toEqual([0, 0, 2, 2, 2]);
  // `Home` and `End` are steps without an end.
  expect(within(Number.NEGATIVE_INFINITY, 3)).toBe(0);
  expect(within(Number.POSITIVE_INFINITY, 3)).toBe(2);
});

it('finds nothing in an empty list', () => {
  expect([][within(0, 0)]).toBeUndefined();
  expect([][within(-1, 0)]).toBeUndefined();
});
