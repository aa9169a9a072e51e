import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_LINES, outlineLines, readOutline } from '../../../renderer/wire/json/outline.ts';

const NONE: ReadonlySet<string> = new Set();
const lines = (text: string, turned = NONE): string[] =>
  outlineLines(readOutline(text)?.value, turned).lines.map(
    ({ depth, name, kind, text: shown }) => `${'  '.repeat(depth)}${name ?? ''} ${kind} ${shown}`,
  );

describe('JSON as lines', () => {
  it('are two levels deep until somebody opens more', () => {
    const text = '{"a":{"b":{"c":1}},"d":[true,null],"e":""}';
    const folded = [
      ' object 3 fields',
      '  a object 1 field',
      '    b object 1 field',
      '  d array 2 items',
      '    0 boolean true',
      '    1 null null',
      '  e string ',
    ];
    expect(lines(text)).toEqual(folded);
    expect(lines(text, new Set(['["a","b"]']))).toEqual(folded.toSpliced(3, 0, '      c number 1'));
    expect(lines(text, new Set(['[]']))).toEqual([' object 3 fields']);
  });

  it('keep every digit of a number', () => {
    expect(lines('[9007199254740993, 1.0, 1e400]')).toEqual([
      ' array 3 items',
      '  0 number 9007199254740993',
      '  1 number 1.0',
      '  2 number 1e400',
    ]);
  });

  it('end somewhere, and say so', () => {
    const text = JSON.stringify(Array.from({ length: 5000 }, (_, i) => i));
    const { lines: shown, more } = outlineLines(readOutline(text)?.value, NONE);
    expect([shown.length, more]).toEqual([MOST_LINES, true]);
  });

  it('are none of what is no JSON, and are made of anything that is', () => {
    expect(readOutline('{"a":1,…')).toBeUndefined();
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { lines: shown } = outlineLines(readOutline(text)?.value, NONE);
        expect(shown.length).toBeGreaterThan(0);
        expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
      }),
    );
  });
});
