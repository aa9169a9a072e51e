import { describe, expect, it } from 'vitest';
import { fieldsIn } from '../../../renderer/app-data/documents/query/seen-fields.ts';
import {
  suggestQuery,
  type QueryWords,
} from '../../../renderer/app-data/documents/query/suggest-query.ts';

const WORDS: QueryWords = {
  fields: ['_id', 'status', 'customer.name', 'total'],
  asked: ['{"status": "placed"}', '{"total": {"$gt": 5}}'],
  of: 'query',
};

/** What is offered where `|` stands, and the text once the first of it was taken. */
function at(marked: string, words: Partial<QueryWords> = {}) {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const offered = suggestQuery(text, cursor, { ...WORDS, ...words });
  const [first] = offered;
  const taken = first && text.slice(0, first.from) + first.text + text.slice(first.to);
  return { labels: offered.map(({ label }) => label), taken };
}

describe('a query', () => {
  it('of nothing yet is offered what was asked before, then fields and what combines them', () => {
    const { labels, taken } = at('{|}');
    expect(labels.slice(0, 4)).toEqual([...WORDS.asked, '_id', 'status']);
    expect(labels).toContain('$or');
    expect(labels).not.toContain('$gt');
    expect(taken).toBe('{"status": "placed"}');
    expect(at('|').labels).toEqual(WORDS.asked);
  });

  it('is offered fields where a name is begun, with its quote and its colon', () => {
    expect(at('{"st|').taken).toBe('{"status": ');
    expect(at('{"st|"').taken).toBe('{"status": ');
    expect(at('{"st|": 1}').taken).toBe('{"status": 1}');
    expect(at('{st|}').taken).toBe('{"status": }');
    expect(at('{"name|').labels).toEqual(['customer.name']);
    expect(at('{"status": 1, |}').labels.slice(0, 2)).toEqual(['_id', 'status']);
    expect(at('{"status": 1, "$o|').labels).toEqual(['$or']);
  });

  it('is offered comparisons within a field, and types where a value is begun', () => {
    expect(at('{"total": {|}}').labels[0]).toBe('$eq');
    expect(at('{"total": {"$g|').labels).toEqual(['$gt', '$gte']);
    expect(at('{"total": {"$gt|"').taken).toBe('{"total": {"$gt": ');
    expect(at('{"$or": [{"|').labels).toContain('status');
    expect(at('{"_id": |').labels[0]).toContain('$oid');
    expect(at('{"ok": tr|').labels).toContain('true');
  });

  it('is offered nothing behind a value, outside of its braces, or within a text', () => {
    expect(at('{"status": "placed"|}').labels).toEqual([]);
    expect(at('{"status": 1 |}').labels).toEqual([]);
    expect(at('{"status": 1}|').labels).toEqual([]);
    expect(at('{"status": "a, {|').labels).toEqual([]);
  });

  it('for the order is offered fields and the two ways', () => {
    expect(at('{"to|', { of: 'sort', asked: [] }).taken).toBe('{"total": ');
    expect(at('{"total": |', { of: 'sort', asked: [] }).labels).toEqual(['1', '-1']);
    expect(at('{|', { of: 'sort', asked: [] }).labels).toEqual(WORDS.fields);
  });
});

it('the fields of documents are told with their way, and types of EJSON are no objects', () => {
  expect(
    fieldsIn([
      '{"_id":{"$oid":"5f0000000000000000000001"},"a":{"b":{"c":{"d":1}}},"list":[{"x":1},{"y":2}]}',
      '{"at":{"$date":"2026-01-01T00:00:00Z"}}',
    ]),
  ).toEqual(['_id', 'a', 'a.b', 'a.b.c', 'list', 'list.x', 'list.y', 'at']);
});
