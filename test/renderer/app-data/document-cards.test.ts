import { describe, expect, it } from 'vitest';
import {
  EDITABLE,
  linesOf,
  MOST_LINES,
} from '../../../renderer/app-data/documents/cards/document-lines.ts';
import { fieldTextOf, readTyped } from '../../../renderer/app-data/documents/cards/typed-value.ts';

describe('a document as a card', () => {
  it('has a line for each field, with its type in words, nested ones below', () => {
    const text =
      '{"_id":{"$oid":"6b088d00a12cfb7bdebf1bd5"},"lines":[{"count":{"$numberInt":"2"}}],"at":{"$date":{"$numberLong":"0"}},"none":null}';
    const { lines, more } = linesOf(text);
    expect(more).toBe(false);
    expect(lines.map(({ depth, name, type, text }) => [depth, name, type, text])).toEqual([
      [0, '_id', 'ObjectId', '6b088d00a12cfb7bdebf1bd5'],
      [0, 'lines', 'Array 1', ''],
      [1, '0', 'Object 1', ''],
      [2, 'count', 'Int', '2'],
      [0, 'at', 'Date', '1970-01-01T00:00:00.000Z'],
      [0, 'none', 'Null', 'null'],
    ]);
    expect(lines.map(({ at }) => at)).toEqual([null, null, null, 'lines.0.count', 'at', 'none']);
  });

  it('changes no field in place whose name would mean another place', () => {
    const { lines } = linesOf(
      '{"a.b":"x","$c":"x","":"x","d":{"e.f":"x","g":"x"},"h":{"$binary":{}}}',
    );
    expect(lines.map(({ name, at }) => [name, at])).toEqual([
      ['a.b', null],
      ['$c', null],
      ['', null],
      ['d', null],
      ['e.f', null],
      ['g', 'd.g'],
      ['h', null],
    ]);
  });

  it('draws so many lines at most', () => {
    const long = JSON.stringify({ list: Array.from({ length: 3000 }, (_, at) => `${at}`) });
    const { lines, more } = linesOf(long);
    expect([lines.length, more]).toEqual([MOST_LINES, true]);
  });
});

describe('a value written in place', () => {
  const read = (type: (typeof EDITABLE)[number], text: string) => {
    const typed = readTyped(type, text);
    return typed.ok ? typed.value : typed.problem;
  };

  it('is of the type that was chosen', () => {
    expect(read('Text', ' 7 ')).toBe(' 7 ');
    expect(read('Int', '2147483647')).toEqual({ $numberInt: '2147483647' });
    expect(read('Long', '-9223372036854775808')).toEqual({ $numberLong: '-9223372036854775808' });
    expect(read('Double', '1.50')).toEqual({ $numberDouble: '1.5' });
    expect(read('Double', '-Infinity')).toEqual({ $numberDouble: '-Infinity' });
    expect(read('Decimal', '1.50')).toEqual({ $numberDecimal: '1.50' });
    expect(read('Boolean', 'false')).toBe(false);
    expect(read('Date', '1970-01-01T00:00:01Z')).toEqual({ $date: { $numberLong: '1000' } });
    expect(read('ObjectId', '6B088D00A12CFB7BDEBF1BD5')).toEqual({
      $oid: '6b088d00a12cfb7bdebf1bd5',
    });
    expect(read('Null', 'anything')).toBeNull();
  });

  it('is refused with what to write where the type cannot hold it', () => {
    expect(read('Int', '2147483648')).toMatch(/32 bits/);
    expect(read('Long', '9223372036854775808')).toMatch(/64 bits/);
    expect(read('Int', '1.5')).toMatch(/whole number/);
    expect(read('Double', '')).toMatch(/number/);
    expect(read('Double', '1e999')).toMatch(/number/);
    expect(read('Decimal', 'one')).toMatch(/decimal/);
    expect(read('Boolean', 'yes')).toMatch(/true or false/);
    expect(read('Date', '')).toMatch(/date/);
    expect(read('ObjectId', 'abc')).toMatch(/24/);
  });

  it('comes back as it was where it was only looked at', () => {
    for (const [type, value] of [
      ['Text', 'x'],
      ['Int', { $numberInt: '2' }],
      ['Long', { $numberLong: '9007199254740993' }],
      ['Double', { $numberDouble: '4.5' }],
      ['Decimal', { $numberDecimal: '1.50' }],
      ['Boolean', true],
      ['Date', { $date: { $numberLong: '1767225600000' } }],
      ['ObjectId', { $oid: '6b088d00a12cfb7bdebf1bd5' }],
      ['Null', null],
    ] as const) {
      expect(read(type, fieldTextOf(value))).toEqual(value);
    }
  });
});
