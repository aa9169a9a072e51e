import { describe, expect, it } from 'vitest';
import { splitTerms, withoutTerm } from '../../../../preload/rules/search-terms.ts';

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
