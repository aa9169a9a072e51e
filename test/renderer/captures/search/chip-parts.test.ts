import { isSearchField } from '../../../../renderer/captures/search/known-field.ts';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../../../main/captures/search/fields.ts';
import { SEARCH_FIELDS } from '../../../../preload/rules/search-fields.ts';
import {
  chipWords,
  chipParts,
  turned,
  valuesAt,
  wrongTerms,
} from '../../../../renderer/wire/search/chip-parts.ts';

const NONE = new Set<string>();

/** Chips in brackets. */
function drawn(text: string, caret: number | null, wrong: ReadonlySet<string> = NONE): string {
  const touched = caret === null ? null : { from: caret, to: caret };
  return chipParts(text, wrong, touched, isSearchField)
    .map((part) => (part.term === null ? part.text : `[${part.text}]`))
    .join('');
}

describe('the chips of a search', () => {
  it('know every field that a search knows, and no other', () => {
    expect(FIELDS.map(({ name }) => name)).toEqual(SEARCH_FIELDS);
  });

  it.each([
    ['method:POST refund -status:2xx', '[method:POST] refund [-status:2xx]'],
    ['event:=invoice.paid,"a b" x', '[event:=invoice.paid,"a b"] x'],
    ['body."weird key".x:1 header.x-id:a', '[body."weird key".x:1] [header.x-id:a]'],
    ['foo:bar https://a.test status:', 'foo:bar https://a.test status:'],
    ['header.:x note:"not ended', 'header.:x note:"not ended'],
    ['', ''],
  ])('are the complete terms of known fields: %s', (text, expected) => {
    expect(drawn(text, null)).toBe(expected);
  });

  it('come with the space behind a term, and give their text back to Backspace', () => {
    expect(drawn('status:2xx', 10)).toBe('status:2xx');
    expect(drawn('status:2xx ', 11)).toBe('[status:2xx] ');
    expect(drawn('status:2xx ', 10)).toBe('status:2xx ');
    expect(drawn('a status:2xx method:PUT', 5)).toBe('a status:2xx [method:PUT]');
  });

  it('are not made of a mistake', () => {
    const search = 'status:40x method:PUT';
    const wrong = wrongTerms(search, [{ from: 7, to: 10 }]);
    expect(drawn(`${search} x`, null, wrong)).toBe('status:40x [method:PUT] x');
  });

  it('are read out in words', () => {
    const names = chipParts('-event:=a,"b c" status:>=400', NONE, null, isSearchField).flatMap(
      ({ term }) => (term === null ? [] : [chipWords(term)]),
    );
    expect(names).toEqual(['not event a or b c', 'status >=400']);
  });

  it('are turned into their opposite and back, at their place', () => {
    const text = 'a status:2xx b';
    const chip = chipParts(text, NONE, null, isSearchField)[1];
    const not = chip ? turned(text, chip) : '';
    expect(not).toBe('a -status:2xx b');
    const back = chipParts(not, NONE, null, isSearchField)[1];
    expect(back && turned(not, back)).toBe(text);
    expect(back && not.slice(...Object.values(valuesAt(back)))).toBe('2xx');
  });
});
