import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPath, searchTerm } from '../../../../renderer/captures/body/json/node-path.ts';
import type { JsonDocument } from '../../../../renderer/captures/body/json/node-table.ts';
import { parseJson } from '../../../../renderer/captures/body/json/parse-json.ts';
import { prettyJson } from '../../../../renderer/captures/body/json/pretty-json.ts';
import {
  openAround,
  openAtFirst,
  openTo,
  rowOf,
  visibleRows,
} from '../../../../renderer/captures/body/json/tree-rows.ts';

function read(text: string, many = false): JsonDocument {
  return { text, model: parseJson(text, { many }) };
}

const ORDER = read('{"id":7,"buyer":{"name":"Zoë","tags":["a","b"]},"items":[{"sku":"x"}]}');

describe('folding', () => {
  it('shows the children of open containers only', () => {
    const { model } = ORDER;
    expect([...visibleRows(model, openTo(model, 0))]).toEqual([0]);
    expect([...visibleRows(model, openTo(model, 1))]).toEqual([0, 1, 2, 7]);
    expect(visibleRows(model, openTo(model, Infinity))).toHaveLength(model.count);
  });

  it('opens what lies around a node, so that a hit has a row', () => {
    const { model } = ORDER;
    const open = openAround(model, openTo(model, 0), 6);
    const rows = visibleRows(model, open);
    expect(rowOf(rows, 6)).toBeGreaterThan(0);
    expect(rowOf(visibleRows(model, openTo(model, 0)), 6)).toBe(-1);
  });

  it('opens a small body whole and a wide one by its first level', () => {
    expect(visibleRows(ORDER.model, openAtFirst(ORDER.model))).toHaveLength(ORDER.model.count);
    const wide = read(JSON.stringify(Array.from({ length: 5000 }, (_, id) => ({ id }))));
    expect(visibleRows(wide.model, openAtFirst(wide.model))).toHaveLength(5001);
  });
});

describe('the path to a value', () => {
  it('is a JSONPath that quotes what is no plain name', () => {
    const doc = read('{"a":[{"b c":1,"it\'s":2,"é":3,"x":4}]}');
    const paths = Array.from({ length: doc.model.count }, (_, node) => jsonPath(doc, node));
    expect(paths).toEqual([
      '$',
      '$.a',
      '$.a[0]',
      '$.a[0]["b c"]',
      '$.a[0]["it\'s"]',
      '$.a[0]["é"]',
      '$.a[0].x',
    ]);
  });
});

describe('the search term of a value', () => {
  const term = (text: string, node: number) => searchTerm(read(text), node);

  it('names the field and the value as the search box reads them', () => {
    expect(term('{"data":{"amount":12345678901234567890}}', 2)).toBe(
      'body.data.amount:12345678901234567890',
    );
    expect(term('{"items":[{"sku":"a b"}]}', 3)).toBe('body.items.sku:"a b"');
    expect(term('{"odd key":{"x":"say \\"hi\\""}}', 2)).toBe('body."odd key".x:"say \\"hi\\""');
    expect(term('{"a":"1..9"}', 1)).toBe('body.a:"1..9"');
  });

  it('is none where the search has no name for it', () => {
    expect([term('[1]', 1), term('{"a":{}}', 1), term('{"a":""}', 1), term('{"":1}', 1)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('pretty text', () => {
  it('looks like JSON.stringify where that loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(prettyJson(read(text))).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });

  it('changes white space only', () => {
    const text = '{"n":1.0,"big":12345678901234567890,"e":1e400,"s":"\\u00e9 \\/","n":[ ]}';
    const pretty = prettyJson(read(text));
    expect(pretty.split('\n')).toEqual([
      '{',
      '  "n": 1.0,',
      '  "big": 12345678901234567890,',
      '  "e": 1e400,',
      '  "s": "\\u00e9 \\/",',
      '  "n": []',
      '}',
    ]);
  });

  it('writes lines of JSON one after another', () => {
    expect(prettyJson(read('{"a":1}\n2', true))).toBe('{\n  "a": 1\n}\n2');
  });

  it('stays small at 100,000 levels', () => {
    const deep = 100_000;
    const pretty = prettyJson(read('['.repeat(deep) + ']'.repeat(deep)));
    expect(pretty.replace(/\s/g, '')).toBe('['.repeat(deep) + ']'.repeat(deep));
    expect(pretty.length).toBeLessThan(deep * 300);
  });
});
