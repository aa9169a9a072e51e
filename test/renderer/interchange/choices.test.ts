import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  areSame,
  canKeep,
  choicesOf,
  cutAgain,
  cutAlso,
  cutWord,
  keepPlace,
  ruleName,
  wordOf,
  type Choices,
} from '../../../renderer/interchange/choices.ts';

const PLAIN: Choices = { base: 'default', rules: [], keep: [], stable: false };
const SHOP = { kind: 'header', name: 'X-Shop' } as const;

it('keeps a place, and takes back a rule of your own that cuts nothing else', () => {
  const password = { rule: 'json password', place: 'body $.password' };
  const kept = keepPlace(PLAIN, password, [password]);
  expect(kept.keep).toEqual([password]);
  expect(keepPlace(kept, password, [password])).toBe(kept);
  expect(cutAgain(kept, kept.keep[0] ?? password)).toEqual(PLAIN);

  const shop = { rule: 'header X-Shop', place: 'header X-Shop' };
  const own = cutAlso(PLAIN, SHOP);
  expect(keepPlace(own, shop, [shop])).toEqual(PLAIN);
  const reply = { ...shop, place: 'reply header X-Shop' };
  expect(keepPlace(own, shop, [shop, reply])).toEqual({ ...own, keep: [shop] });
  expect(areSame(cutAlso(own, { ...SHOP }), own)).toBe(true);
});

it('cuts a word as it is written, under a name that does not tell it', () => {
  const typed = fc.string({ unit: 'grapheme' }).filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(typed, fc.string(), (text, around) => {
      const [rule] = cutWord(PLAIN, text).rules;
      if (rule?.kind !== 'pattern') throw new Error('There is no pattern.');
      const word = text.trim();
      expect(wordOf(rule)).toBe(word);
      expect(rule.name).toBe('word 1');
      const expression = new RegExp(rule.expression, `${rule.flags ?? ''}g`);
      expect(`${around}${word}`.replaceAll(expression, '')).not.toBe(`${around}${word}`);
    }),
  );
  expect(cutWord(PLAIN, '  ')).toBe(PLAIN);
  const two = cutWord(cutWord(PLAIN, 'one'), 'two');
  expect(two.rules.map(ruleName)).toEqual(['pattern word 1', 'pattern word 2']);
  expect(cutWord(two, ' one ')).toBe(two);
});

it('knows what cannot be kept, and which profile is gone', () => {
  expect(['secret', 'too slow: pattern x', 'too large to look into'].filter(canKeep)).toEqual([]);
  expect(['json $.a', 'token in the path', 'address', 'header *'].every(canKeep)).toBe(true);
  expect(choicesOf('Partners', [])).toBeUndefined();
  expect(choicesOf('strict', [])).toMatchObject({ base: 'strict' });
});
