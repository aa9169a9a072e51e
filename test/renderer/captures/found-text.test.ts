import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foundText, problemsOfSearch, readFound } from '../../../renderer/captures/found-text.ts';
import { outageSpan, outagesIn } from '../../../renderer/captures/outages.ts';
import { spanWords } from '../../../renderer/ui/time/span-words.ts';
import { parse } from '../../../main/captures/search/parse.ts';

const T = Date.UTC(2026, 10, 26, 13, 40);
const SPAN = { from: T, to: T + 240_000 };
const CONTEXT = { nowMs: T, offsetMinutes: () => 0, decodeId: () => undefined };

describe('a search within a time', () => {
  it('is one search, which reads back as the two', () => {
    const time = fc.nat({ max: 4_000_000_000_000 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), time, time, (text, from, more) => {
        const search = text.trim() === '' ? '' : text;
        const span = { from, to: from + more + 1 };
        expect(readFound(foundText(search, span))).toEqual({ search, span });
      }),
    );
    expect(readFound('after:1h x')).toEqual({ search: 'after:1h x', span: null });
    expect(foundText('x', null)).toBe('x');
  });

  it('means just that time to the engine, and leaves half a word half a word', () => {
    const { terms, problems } = parse(foundText('inv', SPAN), CONTEXT);
    expect(problems).toEqual([]);
    expect(terms).toMatchObject([
      { kind: 'time', since: SPAN.from },
      { kind: 'time', until: SPAN.to },
      { kind: 'text', phrases: [{ text: 'inv', prefix: true }] },
    ]);
  });

  it('has its mistakes, and what mends them, in the search alone', () => {
    const found = foundText('status:40x', SPAN);
    const at = found.indexOf('40x');
    const fix = { label: '4xx', text: foundText('status:4xx', SPAN) };
    const problem = { from: at, to: at + 3, message: '', kind: 'mistake', fixes: [fix] } as const;
    expect(problemsOfSearch([{ ...problem, fixes: [fix] }], found)).toMatchObject([
      { from: 7, to: 10, fixes: [{ label: '4xx', text: 'status:4xx' }] },
    ]);
  });
});

describe('the words for a time', () => {
  const at = (day: number, ...clock: [number, number, number?, number?]): number =>
    new Date(2026, 10, day, ...clock).getTime();
  const now = at(26, 15, 0);

  it.each([
    [at(26, 13, 40), at(26, 13, 44), '13:40–13:44'],
    [at(26, 13, 40, 5), at(26, 13, 40, 20), '13:40:05–13:40:20'],
    [at(26, 13, 40, 5, 20), at(26, 13, 40, 5, 40), '13:40:05.020–13:40:05.040'],
    [at(25, 13, 40), at(25, 13, 44), 'Yesterday, Wed 25 Nov, 13:40–13:44'],
    [at(25, 23, 50), at(26, 0, 10), 'Yesterday, Wed 25 Nov, 23:50–Today, Thu 26 Nov, 00:10'],
  ])('are as exact as its ends', (from, to, words) => {
    expect(spanWords({ from, to }, now)).toBe(words);
  });
});

describe('the outages of a time', () => {
  const outage = (from: number, to: number | null) => ({ id: from, from, to, reason: '' });

  it('are those it has a part of; one that goes on has no end', () => {
    const all = [outage(10, 20), outage(30, 40), outage(50, null)];
    expect(outagesIn(all, { from: 20, to: 31 })).toEqual([all[1]]);
    expect(outagesIn(all, { from: 60, to: 70 })).toEqual([all[2]]);
    expect(outagesIn(all, null)).toBe(all);
  });

  it('are whole seconds around them', () => {
    expect(outageSpan(outage(1500, 2500), 0)).toEqual({ from: 1000, to: 3000 });
    expect(outageSpan(outage(1500, null), 9000)).toEqual({ from: 1000, to: 10_000 });
  });
});
