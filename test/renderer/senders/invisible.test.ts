import { describe, expect, it } from 'vitest';
import { firstDifference, marked } from '../../../renderer/senders/custom/invisible.ts';

describe('signed content with what cannot be seen', () => {
  it.each([
    ['a\r\nb', ['carriage return', 'line feed']],
    ['a\tb', ['tab']],
    ['\uFEFF{}', ['byte order mark']],
    ['a\u00A0b', ['no-break space']],
    ['a\u200Bb', ['zero-width space']],
    ['a\u202Eb', ['U+202E']],
    ['{} ', ['space']],
    [' {}', ['space']],
    ['a b', []],
    ['é漢', []],
  ])('%j is marked', (text, means) => {
    expect(marked(text).flatMap((piece) => piece.means ?? [])).toEqual(means);
  });

  it('keeps all that can be seen, and the lines', () => {
    const text = '{"a": 1}\n{"b": 2}';
    expect(
      marked(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe('{"a": 1}↵\n{"b": 2}');
  });
});

describe('the first difference', () => {
  it.each([
    ['abc', 'abc', null],
    ['abc', 'abd', 2],
    ['abc', 'ab', 2],
    ['', 'x', 0],
  ])('of %j and %j is at %s', (a, b, at) => expect(firstDifference(a, b)).toBe(at));
});
