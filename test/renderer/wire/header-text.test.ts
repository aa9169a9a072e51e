import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHeaders, parseHeaders } from '../../../renderer/wire/headers/header-text.ts';

const token = fc.string({
  unit: fc.constantFrom(...Array.from("aZ09-_.!#$%&'*+^`|~")),
  minLength: 1,
});
// Values as a parser leaves them: any byte but controls, no blanks at the ends.
const byte = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f);
const value = fc
  .array(byte)
  .map((codes) => String.fromCharCode(...codes).replace(/^[ \t]+|[ \t]+$/g, ''));

describe('headers as text', () => {
  it('come back as they were: order, case, duplicates and every byte', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(token, value)), (headers) => {
        expect(parseHeaders(formatHeaders(headers))).toEqual({ headers, problems: [] });
      }),
    );
  });

  it('keep duplicates apart and empty values', () => {
    const text = 'Set-Cookie: a=1\nset-cookie: b=2\nX-Empty:';
    expect(parseHeaders(text).headers).toEqual([
      ['Set-Cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['X-Empty', ''],
    ]);
    expect(formatHeaders(parseHeaders(text).headers)).toBe(text);
  });

  it('are read from a paste with Windows line ends and empty lines', () => {
    expect(parseHeaders('A: 1\r\n\r\nB:2\r\n')).toEqual({
      headers: [
        ['A', '1'],
        ['B', '2'],
      ],
      problems: [],
    });
  });

  it('say at its place what is wrong with a line', () => {
    const { headers, problems } = parseHeaders('A: 1\nno colon\nB B: 2\nC: ☃');
    expect(headers).toEqual([
      ['A', '1'],
      ['no colon', ''],
      ['B B', '2'],
      ['C', '☃'],
    ]);
    expect(problems.map(({ from, to }) => [from, to])).toEqual([
      [5, 13],
      [14, 20],
      [21, 25],
    ]);
    expect(problems[2]?.message).toContain('☃');
  });

  it('take a line without a colon as a name that is still being typed', () => {
    expect(parseHeaders('X-Half')).toEqual({ headers: [['X-Half', '']], problems: [] });
  });

  it('never throw, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { problems } = parseHeaders(text);
        for (const { from, to } of problems) {
          expect(from >= 0 && from <= to && to <= text.length).toBe(true);
        }
      }),
    );
  });
});
