import { expect, it } from 'vitest';
import { mergedOnto } from '../../../renderer/ui/form/use-edited.ts';

it('a form keeps the fields that were changed in it, and has all others as they are saved now', () => {
  const before = { a: 1, b: [1], c: 'x' };
  expect(mergedOnto({ a: 2, b: [1, 2], c: 'y' }, before, { ...before })).toEqual({
    a: 2,
    b: [1, 2],
    c: 'y',
  });
  expect(mergedOnto({ a: 2, b: [1, 2], c: 'y' }, before, { ...before, c: 'mine' })).toEqual({
    a: 2,
    b: [1, 2],
    c: 'mine',
  });
  // What was saved is what was typed: nothing is left to keep.
  expect(mergedOnto({ a: 1, b: [3], c: 'x' }, before, { ...before, b: [3] })).toEqual({
    a: 1,
    b: [3],
    c: 'x',
  });
  expect(mergedOnto('new', 'old', 'old')).toBe('new');
  expect(mergedOnto('new', 'old', 'typed')).toBe('typed');
});
