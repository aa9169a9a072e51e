import { describe, expect, it } from 'vitest';
import { compareJson } from '../../main/compare/json/compare-json.ts';
import { readJsonText } from '../../main/compare/json/read-json.ts';
import { compared, told } from './side.ts';

const json = (left: string, right: string): string[] => told({ body: left }, { body: right });

describe('JSON compared by path', () => {
  it.each([
    [
      '{"n":9007199254740993}',
      '{"n":9007199254740992}',
      'changed n: 9007199254740993 → 9007199254740992',
    ],
    ['{"n":1.0}', '{"n":1}', 'spelling n: 1.0 → 1'],
    ['{"n":100}', '{"n":1e2}', 'spelling n: 100 → 1e2'],
    ['{"n":0.10}', '{"n":1E-1}', 'spelling n: 0.10 → 1E-1'],
    ['{"n":-0}', '{"n":0}', 'spelling n: -0 → 0'],
    ['{"n":1e400}', '{"n":1e401}', 'changed n: 1e400 → 1e401'],
    [String.raw`{"t":"\u00e9"}`, '{"t":"é"}', String.raw`spelling t: "\u00e9" → "é"`],
    [String.raw`{"t":"a\/b"}`, '{"t":"a/b"}', String.raw`spelling t: "a\/b" → "a/b"`],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', 'order the whole: a, b → b, a'],
    ['{"a":1}', '{"a":"1"}', 'type a: 1 → "1"'],
    ['{"a":null}', '{"a":0}', 'type a: null → 0'],
    ['{"a":null}', '{}', 'removed a: null → nothing'],
    ['{"a":1,"a":2}', '{"a":1,"a":3}', 'changed a(2): 2 → 3'],
    ['{"a":1}', '{"a":1,"a":1}', 'added a(2): nothing → 1'],
    ['{"a b":1}', '{"a b":2}', 'changed "a b": 1 → 2'],
    ['[1,2]', '[1,3]', 'changed [1]: 2 → 3'],
    ['[1,2,3]', '[1,3]', 'removed [1]: 2 → nothing'],
    [
      '{"x":[{"n":1,"q":2},{"n":5,"q":6}]}',
      '{"x":[{"n":1,"q":3},{"n":5,"q":6}]}',
      'changed x[0].q: 2 → 3',
    ],
  ])('tells %s from %s', (left, right, line) => {
    expect(json(left, right)).toEqual([line]);
  });

  it('pairs elements of an array by their id, wherever they stand', () => {
    const left = '{"items":[{"id":1,"p":10},{"id":42,"p":5},{"id":7,"p":1}]}';
    const right = '{"items":[{"id":42,"p":6},{"id":7,"p":1},{"id":9,"p":0}]}';
    expect(json(left, right)).toEqual([
      'removed items[id=1]: {"id":1,"p":10} → nothing',
      'changed items[id=42].p: 5 → 6',
      'added items[id=9]: nothing → {"id":9,"p":0}',
    ]);
  });

  it('calls an element moved where it left the common order', () => {
    expect(json('[{"id":1},{"id":2},{"id":3}]', '[{"id":3},{"id":1},{"id":2}]')).toEqual([
      'moved [id=3]: at 2 → at 0',
    ]);
  });

  it('pairs elements without an id by how alike they are', () => {
    const left = '[{"a":1,"b":2,"c":3},{"x":1,"y":2,"z":3}]';
    const right = '[{"new":true},{"a":1,"b":2,"c":4},{"x":1,"y":2,"z":3}]';
    expect(json(left, right)).toEqual([
      'changed [0].c: 3 → 4',
      'added [0]: nothing → {"new":true}',
    ]);
  });

  it('does not take white space for a difference, and says that there is some', () => {
    expect(json('{"a": 1}', '{"a":1}')).toEqual([]);
  });

  it('points into both sides by JSON Pointer', () => {
    const left = readJsonText('{"a/b":[0,{"id":1,"~":1}]}');
    const right = readJsonText('{"a/b":[{"id":1,"~":2}]}');
    const places: unknown[] = [];
    if (left && right) compareJson(left, right, ({ place }) => places.push(place));
    expect(places).toEqual([
      { left: '/a~1b/0', right: null, shown: '"a/b"[0]', names: ['a/b', '*'] },
      { left: '/a~1b/1/~0', right: '/a~1b/0/~0', shown: '"a/b"[1]."~"', names: ['a/b', '*', '~'] },
    ]);
  });

  it('reads only the upper levels of what is too long, and says so', () => {
    const rows = Array.from({ length: 70_000 }, (_, i) => `[${i},${i}]`);
    const left = `{"rows":[${rows.join(',')}],"n":1}`;
    const { differences, notes } = compared(
      { body: left },
      { body: left.replace('[7,7]', '[7,8]') },
    );
    expect(differences).toMatchObject([{ path: 'rows[7]', left: '[7,7]', right: '[7,8]' }]);
    expect(notes).toEqual([
      'The bodies are large: below the second level, values are compared as written.',
    ]);
  });

  it('compares depths that no stack holds', () => {
    const deep = (inner: string): string => '['.repeat(50_000) + inner + ']'.repeat(50_000);
    expect(json(deep('1'), deep('1'))).toEqual([]);
    expect(json(deep('1'), deep('2'))).toHaveLength(1);
  });

  it('compares what is no JSON after all as text', () => {
    expect(json('{"a":1,\n"b":}', '{"a":2,\n"b":}')).toEqual(['changed line 1: {"a":1, → {"a":2,']);
  });
});
