import fc from 'fast-check';
import { expect, it } from 'vitest';
import { folded, lineDiff } from '../../../renderer/project/line-diff.ts';

it('two texts are laid beside each other: a comma that comes and goes is no change', () => {
  const before = '{\n  "a": 1,\n  "b": 2\n}';
  const after = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}';
  expect(lineDiff(before, after).filter(({ mark }) => mark !== ' ')).toEqual([
    { mark: '+', text: '  "c": 3' },
  ]);
  expect(lineDiff(null, 'x')).toEqual([{ mark: '+', text: 'x' }]);
});

it('no line of either text is lost, and what is far from a change is folded', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c,', 'd'), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (old, now) => {
      const lines = lineDiff(old.join('\n'), now.join('\n'));
      const plain = (all: readonly string[]) => all.map((line) => line.replace(/,$/, ''));
      const of = (mark: string) =>
        lines.filter((line) => line.mark !== mark).map((line) => line.text);
      expect(plain(of('+'))).toEqual(plain(old));
      expect(plain(of('-'))).toEqual(plain(now));
      const changed = lines.filter(({ mark }) => mark !== ' ');
      expect(folded(lines).filter(({ mark }) => mark !== ' ')).toEqual(changed);
    }),
  );
  const long = Array.from({ length: 20 }, (_, n) => `line ${n}`);
  const shown = folded(lineDiff(long.join('\n'), [...long, 'new'].join('\n')));
  expect(shown.map(({ text: line }) => line)).toEqual(['…', 'line 18', 'line 19', 'new']);
});
