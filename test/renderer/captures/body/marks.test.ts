import { describe, expect, it } from 'vitest';
import {
  findNeedles,
  needlesOfSearch,
} from '../../../../renderer/captures/body/find/list-needles.ts';
import {
  cutAtMarks,
  type Mark,
  marksWithin,
  needleMarks,
} from '../../../../renderer/captures/body/find/marks.ts';
import { digitPieces } from '../../../../renderer/captures/body/binary/digit-pieces.ts';

/** What a search of the list marks in a text, in brackets. */
function marked(search: string, text: string): string {
  const marks = needleMarks(text, needlesOfSearch(search), 0, text.length);
  const pieces = cutAtMarks(text, marks);
  return pieces.map(({ text, tone }) => (tone === null ? text : `[${text}]`)).join('');
}

describe('words of the list’s search in a body', () => {
  it('are marked as whole words, whatever their case', () => {
    expect(marked('invoice ', 'Invoice invoices INVOICE')).toBe('[Invoice] invoices [INVOICE]');
    expect(marked('"paid late" ', 'paid  late, paid early')).toBe('[paid  late], paid early');
    expect(marked('evt_1 ', '"evt_1","evt_12"')).toBe('"[evt_1]","evt_12"');
  });

  it('may go on where the search lets them', () => {
    expect(marked('inv* ', 'invoice')).toBe('[inv]oice');
    // The last word is still being typed, and finds what begins with it.
    expect(marked('invo', 'invoice')).toBe('[invo]ice');
    expect(marked('invo x', 'invoice')).toBe('invoice');
  });

  it('are the values of fields that are in a body', () => {
    const body = '{"a":"cus_1","type":"invoice.paid","n":42}';
    expect(marked('body.a:cus_1', body)).toContain('"[cus_1]"');
    expect(marked('body."a b".c:"cus_1"', body)).toContain('"[cus_1]"');
    expect(marked('event:=invoice.paid', body)).toContain('"[invoice.paid]"');
    expect(marked('body.n:42,43', body)).toContain('[42]');
    expect(marked('body.a:cus*', body)).toContain('"[cus]_1"');
  });

  it('are not what is excluded, compared, or no part of a body', () => {
    for (const search of ['-cus_1', 'body.n:>4', 'body.n:1..42', 'status:42', 'header.x:42', '']) {
      expect(marked(search, '{"a":"cus_1","n":42}')).toBe('{"a":"cus_1","n":42}');
    }
    expect(marked('-"invoice" paid ', 'invoice paid')).toBe('invoice [paid]');
  });

  it('are marked once where two of them meet', () => {
    const needles = needlesOfSearch('paid "paid late" ');
    expect(findNeedles('paid late', needles)).toEqual([{ from: 0, to: 9 }]);
  });

  it('are found over the end of a row', () => {
    const text = 'the invoice is paid';
    const needles = needlesOfSearch('invoice ');
    expect(needleMarks(text, needles, 0, 8)).toEqual([{ from: 4, to: 8, tone: 'search' }]);
    expect(needleMarks(text, needles, 8, 19)).toEqual([{ from: 0, to: 3, tone: 'search' }]);
  });
});

describe('hits within a row', () => {
  const found = {
    kind: 'spans' as const,
    from: Uint32Array.of(2, 10, 18),
    to: Uint32Array.of(4, 15, 20),
    more: false,
  };

  it('are those that touch it, by their places in it, the current one told', () => {
    expect(marksWithin(found, 1, 0, 12)).toEqual([
      { from: 2, to: 4, tone: 'hit' },
      { from: 10, to: 12, tone: 'current' },
    ]);
    expect(marksWithin(found, 1, 12, 18)).toEqual([{ from: 0, to: 3, tone: 'current' }]);
    expect(marksWithin(found, 1, 4, 10)).toEqual([]);
  });

  it('cut its text into pieces that are the text again', () => {
    const marks: Mark[] = [
      { from: 0, to: 2, tone: 'hit' },
      { from: 2, to: 3, tone: 'current' },
    ];
    expect(cutAtMarks('abcdef', marks)).toEqual([
      { text: 'ab', tone: 'hit' },
      { text: 'c', tone: 'current' },
      { text: 'def', tone: null },
    ]);
  });

  it('take in the gap between two bytes only where they go on', () => {
    const digits = ['00', '01', '02', '03'];
    const tones = [null, 'hit', 'hit', 'current'] as const;
    expect(digitPieces(digits, (place) => tones[place] ?? null)).toEqual([
      { text: '00 ', tone: null },
      { text: '01 02', tone: 'hit' },
      { text: ' ', tone: null },
      { text: '03', tone: 'current' },
    ]);
  });
});
