import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeId, encodeId } from '../../../main/captures/capture-id.ts';
import { FIELDS } from '../../../main/captures/search/fields.ts';
import { lex, quoteName, quoteValue } from '../../../main/captures/search/lex.ts';
import { parse } from '../../../main/captures/search/parse.ts';
import type { ParseContext } from '../../../main/captures/search/values/read-values.ts';
import { parseTime } from '../../../main/captures/search/times.ts';
import { NOON } from './searchable.ts';

const context: ParseContext = { nowMs: NOON, offsetMinutes: () => 0, decodeId };
const read = (text: string) => parse(text, context);
const problem = (text: string) =>
  read(text).problems.map(({ from, to, message }) => `${text.slice(from, to)} -> ${message}`);

describe('a mistake in a search is told at its place', () => {
  it.each([
    ['stauts:200', 'stauts -> Unknown field stauts. Did you mean status?'],
    ['a -mehtod:get', 'mehtod -> Unknown field mehtod. Did you mean method?'],
    ['boddy.a:1', 'boddy.a -> Unknown field boddy. Did you mean body?'],
    ['colour:red', 'colour -> Unknown field colour. To search for the text, write "colour:…".'],
    ['status:abc', 'abc -> “abc” is not a status. Write it like status:4xx.'],
    ['status:200,9', '9 -> “9” is not a status. Write it like status:4xx.'],
    ['size:>big', '>big -> “>big” is not a size. Write it like size:>10kb.'],
    [
      'is:nice',
      'nice -> “nice” is not one of pinned, replay, tunnel, cut, failed, refused, imported, rebuilt, redacted.',
    ],
    ['after:2026-02-30', '2026-02-30 -> “2026-02-30” is not a time.'],
    ['after:25:00', '25:00 -> “25:00” is not a time.'],
    ['body.a:>x', '>x -> “x” is not a number.'],
    ['id:nope', 'nope -> “nope” is not the id of a capture.'],
    ['body.:1', 'body. -> Write a name after "body.".'],
    ['query:1', 'query -> Write which one'],
    ['method:', ': -> Write a value here.'],
    ['method:a,', ', -> Write a value here.'],
    ['a "b c', '"b c -> This quote is never closed.'],
    ['note:"b c', '"b c -> This quote is never closed.'],
    ['--', '-- -> Nothing to search for here'],
  ])('%s', (text, expected) => {
    expect(problem(text)).toEqual([expect.stringContaining(expected)]);
  });

  it('and the rest of the search still counts', () => {
    const { terms, problems } = read('method:post stauts:1 word ');
    expect(terms).toMatchObject([{ kind: 'column' }, { kind: 'text' }]);
    expect(problems).toHaveLength(1);
  });

  it('also where there are too many terms or too much text', () => {
    expect(read('a '.repeat(51)).problems).toHaveLength(1);
    expect(read('a '.repeat(51)).terms).toHaveLength(50);
    expect(read('a'.repeat(5000))).toMatchObject({ terms: [], problems: [{ from: 4000 }] });
  });
});

describe('a search that is well written', () => {
  it('takes addresses and times with colons for words', () => {
    for (const text of ['https://example.test/a', '12:30:00', 'example.test:8080']) {
      expect(read(text)).toMatchObject({ problems: [], terms: [{ kind: 'text' }] });
    }
  });

  it('reads every example of the help', () => {
    for (const { example } of FIELDS) expect(problem(example), example).toEqual([]);
    expect(problem(`id:${encodeId(5)}`)).toEqual([]);
  });

  it('reads values back that completion has quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, key) => {
        const parts = key.split('.').filter((part) => part !== '');
        const name = ['body', ...parts, 'x'].join('.');
        const { terms } = read(`${quoteName(name)}:${quoteValue(value)}`);
        const [term] = terms;
        expect(term?.kind === 'value' && term.name).toBe(name.toLowerCase());
        expect(term?.kind === 'value' && term.tests).toMatchObject([
          { kind: 'equals', text: value },
        ]);
      }),
    );
  });
});

describe('times', () => {
  const berlin = {
    nowMs: NOON,
    offsetMinutes: (ms: number) => (ms > Date.UTC(2026, 9, 25, 1) ? 60 : 120),
  };
  it.each([
    ['today', '2026-11-19T23:00:00.000Z'],
    ['yesterday', '2026-11-18T23:00:00.000Z'],
    ['14:00', '2026-11-20T13:00:00.000Z'],
    ['2026-11-20', '2026-11-19T23:00:00.000Z'],
    ['2026-07-01T14:00', '2026-07-01T12:00:00.000Z'],
    ['2026-07-01T14:00:05.25Z', '2026-07-01T14:00:05.250Z'],
    ['2026-07-01T14:00+05:30', '2026-07-01T08:30:00.000Z'],
    ['30m', '2026-11-20T11:30:00.000Z'],
    ['7d', '2026-11-13T12:00:00.000Z'],
  ])('%s is read in local time', (text, expected) => {
    expect(new Date(parseTime(text, berlin) ?? 0).toISOString()).toBe(expected);
  });
});

const FRAGMENTS = [
  ...FIELDS.map(({ example }) => example),
  '"',
  '\\',
  ':',
  ',',
  '*',
  '-',
  '..',
  '>=',
  '<',
  ' ',
  'body.',
  'header.x:',
  '"a b"',
  '5xx',
  '\0',
];
const query = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 6 })))
  .map((parts) => parts.join(''));

describe('any text at all', () => {
  it('is read without a throw, and every place told of is within the text', () => {
    fc.assert(
      fc.property(query, (text) => {
        const { terms, problems } = read(text);
        for (const { from, to } of [...terms, ...problems]) {
          expect(0 <= from && from <= to && to <= text.length).toBe(true);
        }
        expect(terms.length + problems.length).toBe(lex(text).length);
      }),
      { numRuns: 2000 },
    );
  });

  it('is cut into pieces that cover all of it but the spaces', () => {
    fc.assert(
      fc.property(query, (text) => {
        let at = 0;
        for (const { from, to } of lex(text)) {
          expect(text.slice(at, from).trim()).toBe('');
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});
