import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonMistake } from '../../../preload/rules/json-mistake.ts';

describe('the place of a JSON mistake', () => {
  it.each([
    ['{"a":1,}', 7, 'comma before }'],
    ['{"a" 1}', 5, 'colon'],
    ["{'a':1}", 1, 'double quotes'],
    ['{a:1}', 1, 'name in double quotes'],
    ['[1 2]', 3, 'comma or ]'],
    ['[1,]', 3, 'value belongs before ]'],
    ['{"a":[1}', 7, '] is missing before }'],
    ['[1,\n  nope]', 6, 'nope is not a JSON value'],
    ['{"a":01}', 5, 'leading zeros'],
    ['{"a":1.}', 6, 'decimal point'],
    ['{"a":"x\ny"}', 7, 'line break'],
    ['{"a":"\\x"}', 6, 'backslash'],
    ['{"a":1', 6, 'ends before }'],
    ['"abc', 0, 'no closing quote'],
    ['{} {}', 3, 'Nothing may follow'],
    ['// hi', 0, 'no comments'],
    ['', 0, 'no value'],
  ])('in %j is at %i', (text, at, message) => {
    const mistake = findJsonMistake(text);
    expect(mistake?.at).toBe(at);
    expect(mistake?.message).toContain(message);
  });

  it('counts lines and columns from one', () => {
    expect(findJsonMistake('{\n  "a": tru\n}')).toMatchObject({ line: 2, column: 8 });
  });

  it('finds nothing in any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonMistake(text)).toBeNull();
      }),
    );
  });

  it('lies at the end, or in the last token, when JSON is cut short', () => {
    const value = fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(value, fc.nat(), (value, seed) => {
        const text = JSON.stringify(value);
        const cut = text.slice(0, seed % text.length);
        const mistake = findJsonMistake(cut);
        expect(mistake).not.toBeNull();
        const rest = cut.slice(mistake?.at);
        expect(rest).toMatch(/^(?:"(?:[^"\\]|\\.)*|\\\w*|[a-z.+-]+)?$/i);
      }),
    );
  });

  it('never throws and stays inside the text, whatever is typed', () => {
    const char = fc.constantFrom(...Array.from('{}[]",:\\ \n01-.eEtrufalsn/\''));
    fc.assert(
      fc.property(fc.string({ unit: char }), (text) => {
        const mistake = findJsonMistake(text);
        const at = mistake?.at ?? 0;
        expect(at >= 0 && at <= text.length).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('survives deep nesting and long strings', () => {
    expect(findJsonMistake('['.repeat(200_000))?.at).toBe(200_000);
    expect(findJsonMistake(`["${'x'.repeat(3_000_000)}" 1]`)?.at).toBe(3_000_004);
  });
});
