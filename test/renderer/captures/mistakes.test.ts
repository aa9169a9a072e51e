import { describe, expect, it } from 'vitest';
import { fixesOf, splitTerms, withoutTerm } from '../../../renderer/captures/search/mistakes.ts';

const problem = (from: number, to: number) => ({ from, to, message: 'wrong' });

describe('the terms of a search', () => {
  it('end at spaces outside of quotes', () => {
    const texts = splitTerms('a  body."weird key":"x y" -status:2xx "two words').map(
      ({ text }) => text,
    );
    expect(texts).toEqual(['a', 'body."weird key":"x y"', '-status:2xx', '"two words']);
    expect(splitTerms('  ')).toEqual([]);
  });

  it('leave without a gap', () => {
    const text = 'a b  c';
    const [a, b, c] = splitTerms(text);
    expect([a, b, c].map((term) => term && withoutTerm(text, term))).toEqual([
      'b  c',
      'a c',
      'a b',
    ]);
  });
});

describe('a mistake in a search', () => {
  it('is set right by taking its term as text', () => {
    expect(fixesOf('method:POST foo:bar x', problem(12, 15))).toEqual([
      { label: 'Search for “foo:bar” as text', text: 'method:POST "foo:bar" x' },
    ]);
    expect(fixesOf('-foo:bar', problem(1, 4))).toEqual([
      { label: 'Search for “foo:bar” as text', text: '-"foo:bar"' },
    ]);
  });

  it('is set right by closing the quote', () => {
    expect(fixesOf('body:"two words', problem(5, 15))).toEqual([
      { label: 'Close the quote', text: 'body:"two words"' },
    ]);
  });

  it('is set right by leaving out what cannot be searched for', () => {
    expect(fixesOf('a --- b', problem(2, 5))).toEqual([{ label: 'Remove “---”', text: 'a b' }]);
  });

  it('has no fix where its place is nowhere in the text', () => {
    expect(fixesOf('', problem(0, 0))).toEqual([]);
    expect(fixesOf('a', problem(40, 41))).toEqual([]);
  });
});
