import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  JSON_KIND,
  type JsonDocument,
} from '../../../../renderer/captures/body/json/node-table.ts';
import { JsonAhead } from '../../../../renderer/captures/body/json/json-ahead.ts';
import { JsonScanner, parseJson } from '../../../../renderer/captures/body/json/parse-json.ts';
import {
  keyOf,
  kindOf,
  previewOf,
  sourceOf,
} from '../../../../renderer/captures/body/json/read-node.ts';
import { runs } from '../../../helpers/runs.ts';

function read(text: string, many = false): JsonDocument {
  return { text, model: parseJson(text, { many }) };
}

/** What the model says the value is, built only from its own columns. */
function rebuild(doc: JsonDocument, node: number): unknown {
  const kind = kindOf(doc, node);
  if (kind > JSON_KIND.array) return JSON.parse(sourceOf(doc, node)) as unknown;
  const children: number[] = [];
  const end = doc.model.skip[node] ?? 0;
  for (let at = node + 1; at < end; at = doc.model.skip[at] ?? end) children.push(at);
  expect(children).toHaveLength(doc.model.size[node] ?? -1);
  if (kind === JSON_KIND.array) return children.map((child) => rebuild(doc, child));
  const object: Record<string, unknown> = {};
  for (const child of children) {
    Object.defineProperty(object, keyOf(doc, child) ?? '', {
      value: rebuild(doc, child),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON with one character put in, taken away or replaced. */
const DAMAGED = fc
  .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '{', ']', '\\', '0', 'e', ' ', '\n'))
  .map(([text, at, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + 1);
  });

const ACCEPTED = [
  '[]',
  '{}',
  '""',
  '0',
  '-0',
  'true',
  'false',
  'null',
  ' [ ] ',
  '[1]\n',
  '\t{"a":1}\r\n',
  '[123.456e78]',
  '[0e1]',
  '[0E+1]',
  '[1e-2]',
  '[-0.0]',
  '[1.0]',
  '[1e400]',
  '{"":0}',
  '{"a":"b","a":"c"}',
  '["\\u0000"]',
  '["\\uD800"]',
  '["\\"\\\\\\/\\b\\f\\n\\r\\t"]',
  '["\u2028"]',
  '["\u007f"]',
  '[[[[[]]]]]',
  '{"a":{"b":[{}]}}',
  '["\ud83d\ude00"]',
];
const REFUSED = [
  '',
  ' ',
  '[',
  ']',
  '{',
  '}',
  '[1,]',
  '[,1]',
  '[1 2]',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{,}',
  '{a:1}',
  "{'a':1}",
  '01',
  '-',
  '-01',
  '1.',
  '.5',
  '1e',
  '1e+',
  '+1',
  'NaN',
  'Infinity',
  'nul',
  'truex',
  '"',
  '"\\',
  '"\\x"',
  '"\\u12"',
  '"\\u12G4"',
  '"\n"',
  '"\t"',
  '"\u0000"',
  '[1]x',
  '{}[]',
  '\ufeff{}',
  '[1}',
  '{"a":1]',
  '\u00a0[]',
  '// c\n1',
  '[1,,2]',
  '{"a":1 "b":2}',
  '{"a" 1}',
  '0x1',
  '1_0',
  '\f[]',
];

describe('reading JSON without changing it', () => {
  it.each(ACCEPTED)('takes %j', (text) => {
    expect(accepts(text)).toBe(true);
    expect(read(text).model.problem).toBeNull();
    expect(rebuild(read(text), 0)).toEqual(JSON.parse(text));
  });

  it.each(REFUSED)('refuses %j with a place and words', (text) => {
    expect(accepts(text)).toBe(false);
    const problem = read(text).model.problem;
    expect(problem?.message).toMatch(/^[\\a-z]/);
    expect(problem?.offset).toBeLessThanOrEqual(text.length);
  });

  it('agrees with JSON.parse on every JSON text, however it is spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 4, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(rebuild(read(text), 0)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts and refuses exactly what JSON.parse does, also after damage', () => {
    fc.assert(
      fc.property(DAMAGED, (text) => {
        expect(read(text).model.problem === null).toBe(accepts(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('places a mistake at the first character with which the text cannot go on', () => {
    fc.assert(
      fc.property(DAMAGED, (text) => {
        const { problem } = read(text).model;
        if (problem === null) return;
        const before = read(text.slice(0, problem.offset)).model.problem;
        expect(before?.offset ?? problem.offset).toBe(problem.offset);
        const whole = read(text.slice(0, problem.offset + 1)).model.problem;
        expect(whole?.offset).toBe(problem.offset);
        expect(accepts(text.slice(0, problem.offset + 1))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps every column right in a text that is denser or wider than it began', () => {
    // The table is made for as many nodes as its first four thousand promise.
    const small = Array.from({ length: 6000 }, () => 0);
    const wide = Array.from({ length: 1000 }, (_, n) => ({ text: 'x'.repeat(200), n }));
    for (const value of [
      [wide, small, [[[]]]],
      [small, wide],
      [small, small, small],
    ]) {
      const doc = read(JSON.stringify(value));
      expect(rebuild(doc, 0)).toEqual(value);
      expect(doc.model.index.at(-1)).toBe(read(JSON.stringify(value.at(-1))).model.index.at(-1));
    }
    expect(read('['.repeat(50_000)).model.count).toBe(50_000);
  });

  it('never throws, whatever the text, and keeps every offset inside it', () => {
    const soup = fc.string({
      unit: fc.constantFrom(...Array.from('{}[]",:\\u0123eE+-. \ntrufalsn\u0000\ud800é')),
    });
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), fc.boolean(), (text, many) => {
        const { model } = read(text, many);
        for (let node = 0; node < model.count; node++) {
          expect(model.start[node]).toBeLessThanOrEqual(model.end[node] ?? -1);
          expect(model.end[node]).toBeLessThanOrEqual(text.length);
          expect(model.skip[node]).toBeGreaterThan(node);
          expect(model.parent[node]).toBeLessThan(node);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the digits of numbers that no double can hold', () => {
    const numbers = ['1.0', '1e400', '12345678901234567890', '-0', '0.1000', '1E+2'];
    const doc = read(`[${numbers.join(', ')}]`);
    expect(numbers.map((_, i) => sourceOf(doc, i + 1))).toEqual(numbers);
  });

  it('keeps key order and repeated keys', () => {
    const doc = read('{"b":1,"a":2,"b":3,"10":4,"9":5}');
    expect([1, 2, 3, 4, 5].map((node) => keyOf(doc, node))).toEqual(['b', 'a', 'b', '10', '9']);
  });

  it('reads 100,000 levels of nesting', () => {
    const deep = 100_000;
    const whole = parseJson('['.repeat(deep) + ']'.repeat(deep));
    expect(whole.problem).toBeNull();
    expect(whole.depth[deep - 1]).toBe(deep - 1);
    expect(parseJson('{"a":'.repeat(deep)).problem?.message).toBe(
      'the text ends before the value does',
    );
  });

  it('says line and column of a mistake, and keeps what stands before it', () => {
    const doc = read('{\n  "ok": [1, 2],\n  "bad": 01\n}');
    expect(doc.model.problem).toMatchObject({
      line: 3,
      column: 11,
      message: 'a number must not begin with 0',
    });
    expect(sourceOf(doc, 1)).toBe('[1, 2]');
  });

  it('reads lines of JSON as values one after another', () => {
    const { model } = read('{"a":1}\n[2]\n\n"three"\n', true);
    expect(model.problem).toBeNull();
    expect([...model.parent].filter((parent) => parent < 0)).toHaveLength(3);
    expect(model.index[4]).toBe(2);
    expect(read('', true).model.problem).toBeNull();
  });

  it('stops at a limit of values instead of filling memory', () => {
    const model = parseJson('[1,2,3,4,5]', { maxNodes: 3 });
    expect(model.count).toBe(3);
    expect(model.problem?.message).toBe('there are too many values to show');
  });

  it('shortens a long string for its row without tearing its text apart', () => {
    const doc = read(JSON.stringify(['x'.repeat(1000), 'short\n']));
    expect(previewOf(doc, 1)).toEqual({ text: 'x'.repeat(299), cut: true });
    expect(previewOf(doc, 2)).toEqual({ text: 'short\n', cut: false });
  });

  it('reads the same from parts, wherever the text is cut, right or wrong', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 6 });
    fc.assert(
      fc.property(fc.oneof(fc.json(), DAMAGED, ...ACCEPTED.map(fc.constant)), cuts, (text, at) => {
        const scanner = new JsonScanner(text.length);
        const places = at.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b);
        for (const place of places) scanner.readSome(text.slice(0, place));
        const { count, ...parts } = scanner.finish(text);
        const { count: wholeCount, ...whole } = parseJson(text);
        expect(count).toBe(wholeCount);
        expect(parts).toEqual(whole);
      }),
      { numRuns: runs(500) },
    );
  });

  it('reads ahead what arrives in pieces, and knows when it took it for something else', () => {
    const text = JSON.stringify(
      Array.from({ length: 60_000 }, (_, n) => ({ n, name: `Zoë ${n} 🪡`, 'ä\n': [null, -1.5e3] })),
    );
    const bytes = new TextEncoder().encode(text);
    const ahead = () => {
      const one = new JsonAhead(bytes.length);
      const filled = new Uint8Array(bytes.length);
      for (let at = 0; at < bytes.length; at += 65_521) {
        const piece = bytes.subarray(at, at + 65_521);
        filled.set(piece, at);
        one.take(filled, at + piece.length);
      }
      return one;
    };
    expect(bytes.length).toBeGreaterThan(3_000_000);
    const model = ahead().modelOf(text);
    expect(model?.problem).toBeNull();
    expect(model?.start).toEqual(parseJson(text).start);
    expect(model?.skip).toEqual(parseJson(text).skip);
    expect(ahead().modelOf(new TextDecoder('latin1').decode(bytes))).toBeNull();
  });
});
