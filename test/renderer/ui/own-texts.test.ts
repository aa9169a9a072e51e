import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownTexts } from '../../../renderer/ui/code/own-texts.ts';

it('keeps what was typed while an earlier text was on its way back', () => {
  const own = ownTexts('');
  own.typed('S');
  own.typed('SE');
  expect(own.isOvertaken('S')).toBe(true);
  expect(own.isOvertaken('SE')).toBe(false);
});

it('keeps what was typed before the editor was told for the first time what it shows', () => {
  const own = ownTexts('first');
  own.typed('first!');
  expect(own.isOvertaken('first')).toBe(true);
});

it('shows a text from elsewhere, also one that was typed before it', () => {
  const own = ownTexts('a');
  own.typed('ab');
  expect(own.isOvertaken('formatted')).toBe(false);
  expect(own.isOvertaken('ab')).toBe(false);
});

it('shows a text that was typed long ago and never came back', () => {
  let now = 0;
  const own = ownTexts('', () => now);
  own.typed('a');
  own.typed('');
  now = 60_000;
  expect(own.isOvertaken('a')).toBe(false);
});

it('never takes back a keystroke, however texts come back, and ends with the last', () => {
  const law = fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (steps) => {
    const own = ownTexts('');
    let shown = '';
    const coming: string[] = [];
    const comeBack = (): void => {
      const next = coming.shift();
      if (next !== undefined && !own.isOvertaken(next)) shown = next;
    };
    let typed = '';
    for (const isKey of steps) {
      if (isKey && coming.length < 19) {
        shown += 'x';
        typed += 'x';
        own.typed(shown);
        coming.push(shown);
      } else comeBack();
    }
    while (coming.length > 0) comeBack();
    return shown === typed;
  });
  expect(fc.check(law).counterexample).toBeNull();
});
