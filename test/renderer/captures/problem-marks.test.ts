import fc from 'fast-check';
import { expect, it } from 'vitest';
import { markProblems } from '../../../renderer/ui/search/problem-marks.ts';

it('marks the mistake and nothing beside it', () => {
  expect(markProblems('status:abc x', [{ from: 7, to: 10, message: 'no status' }])).toEqual([
    { from: 0, text: 'status:', bad: false },
    { from: 7, text: 'abc', bad: true },
    { from: 10, text: ' x', bad: false },
  ]);
});

it('marks the last letter for a mistake at the end of the text', () => {
  const parts = markProblems('path:"a', [{ from: 7, to: 7, message: 'quote not closed' }]);
  expect(parts.at(-1)).toEqual({ from: 6, text: 'a', bad: true });
});

it('never loses a letter, wherever the mistakes are said to be', () => {
  const place = fc.integer({ min: -5, max: 40 });
  const problem = fc.record({ from: place, to: place, message: fc.constant('x') });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(problem), (text, problems) => {
      const parts = markProblems(text, problems);
      expect(parts.map((part) => part.text).join('')).toBe(text);
    }),
  );
});
