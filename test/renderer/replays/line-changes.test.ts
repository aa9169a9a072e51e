import { expect, it } from 'vitest';
import { lineChanges } from '../../../renderer/replays/answer/line-changes.ts';

it.each([
  ['a\nb\nc', 'a\nb\nc', 0, 0],
  ['a\nb\nc', 'a\nx\nc', 1, 1],
  ['a\nc', 'a\nb\nc', 1, 0],
  ['a\nb\nc', 'a', 0, 2],
  ['a\nb\na\nb', 'b\na\nb\na', 1, 1],
  ['', 'a', 1, 1],
])('from %j to %j, %i lines are added and %i removed', (before, after, added, removed) => {
  expect(lineChanges(before, after)).toEqual({ added, removed });
});

it('counts very long texts, too, by what both have', () => {
  const before = Array.from({ length: 3000 }, (_, n) => `line ${n}`);
  const after = before.map((line, n) => (n % 1000 === 500 ? `other ${n}` : line));
  expect(lineChanges(before.join('\n'), after.join('\n'))).toEqual({ added: 3, removed: 3 });
});
