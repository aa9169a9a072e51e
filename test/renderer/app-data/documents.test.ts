import { describe, expect, it } from 'vitest';
import {
  documentId,
  indentDocument,
  pageWords,
  tableOf,
} from '../../../renderer/app-data/documents/documents.ts';
import { shownValue, suggestEjson } from '../../../renderer/wire/json/ejson-words.ts';

describe('a document', () => {
  it('is known by its _id, of whatever type', () => {
    expect(documentId('{"_id":{"$oid":"5f1"},"a":1}')).toBe('{"$oid":"5f1"}');
    expect(documentId('{"_id":"x"}')).toBe('"x"');
    expect(documentId('{"a":1}')).toBe('null');
    expect(documentId('7')).toBe('null');
  });

  it('is edited with a line for each field', () => {
    expect(indentDocument('{"a":1,"b":[2]}').split('\n')).toHaveLength(6);
  });
});

describe('documents as a table', () => {
  it('have a column for every field, in the order they are first seen', () => {
    const { rows, shown, more } = tableOf(['{"_id":1,"a":2}', '{"_id":2,"b":null}']);
    expect(shown).toEqual(['_id', 'a', 'b']);
    expect(more).toBe(0);
    expect(rows[1]?.fields.get('b')).toBeNull();
    expect(rows[1]?.fields.get('a')).toBeUndefined();
  });

  it('show 60 columns at most, and say how many there are beside', () => {
    const wide = Object.fromEntries(Array.from({ length: 75 }, (_, i) => [`f${i}`, i]));
    const { shown, more } = tableOf([JSON.stringify(wide)]);
    expect([shown.length, more]).toEqual([60, 15]);
  });

  it('say which of them a page shows', () => {
    expect(pageWords(0, 50, 0)).toBe('None');
    expect(pageWords(0, 50, 7)).toBe('1 to 7 of 7');
    expect(pageWords(50, 50, 1234)).toBe('51 to 100 of 1,234');
  });
});

describe('a value of a document', () => {
  const shown = (value: unknown) => {
    const { type, text } = shownValue(value);
    return `${type}: ${text}`;
  };

  it('is shown with its type, canonical or relaxed', () => {
    expect(shown({ $oid: '5f1' })).toBe('ObjectId: 5f1');
    expect(shown({ $numberLong: '9007199254740993' })).toBe('Long: 9007199254740993');
    expect(shown({ $date: { $numberLong: '0' } })).toBe('Date: 1970-01-01T00:00:00.000Z');
    expect(shown({ $date: '2026-01-31T12:00:00Z' })).toBe('Date: 2026-01-31T12:00:00.000Z');
    expect(shown(null)).toBe('Null: null');
    expect(shown('null')).toBe('Text: null');
    expect(shown(1.5)).toBe('Number: 1.5');
    expect(shown([1, 2])).toBe('Array 2: [1,2]');
    expect(shown({ a: 1, b: 2 })).toBe('Object 2: {"a":1,"b":2}');
  });

  it('with a date beyond the calendar is shown in milliseconds', () => {
    expect(shown({ $date: { $numberLong: '9000000000000000' } })).toBe('Date: 9000000000000000 ms');
  });

  it('that only looks like a type is an object', () => {
    expect(shown({ $ref: 'x' })).toBe('Object 1: {"$ref":"x"}');
    expect(shown({ constructor: 1 })).toBe('Object 1: {"constructor":1}');
  });
});

describe('suggestions for EJSON', () => {
  const labels = (text: string): string[] =>
    suggestEjson(text, text.length).map(({ label }) => label);

  it('come where a value begins, and replace what is typed of it', () => {
    expect(labels('{"at": ')).toHaveLength(12);
    expect(labels('{"at": dat')).toEqual(['{"$date": "2026-01-31T12:00:00Z"}']);
    expect(suggestEjson('{"at": dat', 10)[0]?.from).toBe(7);
    expect(labels('{"list": [1, tr')).toEqual(['true']);
  });

  it('do not come where a name stands', () => {
    expect(labels('{"a": 1, ')).toEqual([]);
    expect(labels('{"a')).toEqual([]);
  });
});
