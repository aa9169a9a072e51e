import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1Of } from '../../../../main/decode/latin1.ts';
import { findNodes, type FoundNodes } from '../../../../renderer/captures/body/find/find-nodes.ts';
import {
  bytePattern,
  type FindQuery,
  NO_QUERY,
  textPattern,
} from '../../../../renderer/captures/body/find/find-query.ts';
import { findSpans } from '../../../../renderer/captures/body/find/find-spans.ts';
import { parseJson } from '../../../../renderer/captures/body/json/parse-json.ts';
import { keyOf, valueOf } from '../../../../renderer/captures/body/json/read-node.ts';

const asked = (text: string, how: Partial<FindQuery> = {}): FindQuery => ({
  ...NO_QUERY,
  text,
  ...how,
});

function patternOf(made: ReturnType<typeof textPattern>): RegExp {
  if (!made.ok) throw new Error(made.message);
  return made.pattern;
}

function inText(text: string, query: FindQuery): string[] {
  const { from, to } = findSpans(text, patternOf(textPattern(query)));
  return Array.from(from, (at, hit) => text.slice(at, to[hit]));
}

function inBytes(bytes: Uint8Array, query: FindQuery): [number, number][] {
  const { from, to } = findSpans(latin1Of(bytes), patternOf(bytePattern(query)));
  return Array.from(from, (at, hit) => [at, to[hit] ?? 0]);
}

const read = (text: string, many = false) => ({ text, model: parseJson(text, { many }) });
type Doc = ReturnType<typeof read>;

function inNodes(doc: Doc, query: FindQuery): FoundNodes {
  return findNodes(doc, patternOf(textPattern(query)), !query.regex);
}

/** Hits as `key name: am` and `value 3: or`. */
function shown(doc: Doc, { node, inKey, from, to }: FoundNodes): string[] {
  return Array.from(node, (at, hit) => {
    const word = inKey[hit] === 1 ? (keyOf(doc, at) ?? '') : valueOf(doc, at);
    return `${inKey[hit] === 1 ? 'key' : 'value'} ${at}: ${word.slice(from[hit], to[hit])}`;
  });
}

describe('finding in text', () => {
  it('finds a text whatever its case, or in its case only', () => {
    expect(inText('Paid paid PAID', asked('paid'))).toEqual(['Paid', 'paid', 'PAID']);
    expect(inText('Paid paid PAID', asked('paid', { matchCase: true }))).toEqual(['paid']);
    expect(inText('ÄRGER ärger', asked('ä'))).toEqual(['Ä', 'ä']);
  });

  it('takes a text as it stands, and an expression as one', () => {
    expect(inText('a.c abc (x', asked('a.c'))).toEqual(['a.c']);
    expect(inText('a.c abc (x', asked('('))).toEqual(['(']);
    expect(inText('a.c abc', asked('a.c', { regex: true }))).toEqual(['a.c', 'abc']);
    expect(inText('id: 1\nid: 22', asked('^id: \\d+$', { regex: true }))).toEqual([
      'id: 1',
      'id: 22',
    ]);
    expect(inText('a-b', asked('a\\-b', { regex: true }))).toEqual(['a-b']);
  });

  it('never cuts a character in half, and passes over hits of no length', () => {
    expect(inText('😀x', asked('.', { regex: true }))).toEqual(['😀', 'x']);
    expect(inText('😀aa', asked('a*', { regex: true }))).toEqual(['aa']);
  });

  it('says what is wrong with an expression', () => {
    expect(textPattern(asked('(', { regex: true }))).toEqual({
      ok: false,
      message: 'Not a regular expression: Unterminated group.',
    });
  });

  it('stops at the most hits and says that there are more', () => {
    const pattern = patternOf(textPattern(asked('a')));
    expect(findSpans('aaaa', pattern, 3)).toMatchObject({ more: true });
    expect(findSpans('aaaa', pattern, 3).from).toHaveLength(3);
    expect(findSpans('aaa', pattern, 3)).toMatchObject({ more: false });
  });
});

describe('finding among bytes', () => {
  const bytes = new TextEncoder().encode('Zoë zoë');

  it('finds text as UTF-8, ASCII letters in either case', () => {
    expect(inBytes(bytes, asked('zoë'))).toEqual([
      [0, 4],
      [5, 9],
    ]);
    expect(inBytes(bytes, asked('zoë', { matchCase: true }))).toEqual([[5, 9]]);
  });

  it('does not take another byte for the other case of a letter', () => {
    // In Latin-1 these are é and É.
    expect(inBytes(Uint8Array.of(0xe9, 0xc9), asked('e9', { hex: true }))).toEqual([[0, 1]]);
  });

  it.each(['c3 ab', 'C3AB', 'c3:ab', '0xc3 0xab', '\\xc3\\xab'])(
    'reads %s as two bytes',
    (text) => {
      expect(inBytes(bytes, asked(text, { hex: true }))).toEqual([
        [2, 4],
        [7, 9],
      ]);
    },
  );

  it('says how bytes are written where it cannot read them', () => {
    for (const text of ['abc', 'xy', '0x']) {
      expect(bytePattern(asked(text, { hex: true }))).toEqual({
        ok: false,
        message: 'Write bytes as pairs of hex digits, such as de ad 0f.',
      });
    }
  });

  it('takes an expression over bytes', () => {
    const mixed = Uint8Array.of(0, 255, 10, 0, 65);
    expect(inBytes(mixed, asked('\\x00.', { regex: true }))).toEqual([
      [0, 2],
      [3, 5],
    ]);
  });
});

describe('finding in a tree', () => {
  const order = read('{"id":7,"buyer":{"name":"Zoë","tags":["a","b"]},"total":17.5,"paid":true}');

  it('finds keys and values whatever their case, in order', () => {
    expect(shown(order, inNodes(order, asked('A')))).toEqual([
      'key 3: a',
      'key 4: a',
      'value 5: a',
      'key 7: a',
      'key 8: a',
    ]);
    expect(shown(order, inNodes(order, asked('zoË')))).toEqual(['value 3: Zoë']);
    expect(shown(order, inNodes(order, asked('7')))).toEqual(['value 1: 7', 'value 7: 7']);
    expect(shown(order, inNodes(order, asked('RU')))).toEqual(['value 8: ru']);
  });

  it('finds each place in a word, also beside one with escapes', () => {
    const doc = read('{"k\\u00e9y":"line\\nline","u":"http:\\/\\/x","line":"line"}');
    expect(shown(doc, inNodes(doc, asked('kéy')))).toEqual(['key 1: kéy']);
    expect(shown(doc, inNodes(doc, asked('line')))).toEqual([
      'value 1: line',
      'value 1: line',
      'key 3: line',
      'value 3: line',
    ]);
    expect(shown(doc, inNodes(doc, asked('e\nl')))).toEqual(['value 1: e\nl']);
    expect(shown(doc, inNodes(doc, asked('http://')))).toEqual(['value 2: http://']);
  });

  it('does not take the punctuation between values for a hit', () => {
    for (const text of ['","', '{', '":', '"']) {
      expect(inNodes(order, asked(text)).node).toHaveLength(0);
    }
  });

  it('lets an expression speak of the ends of a key or a value', () => {
    const ends = asked('^(paid|7)$', { regex: true });
    expect(shown(order, inNodes(order, ends))).toEqual(['value 1: 7', 'key 8: paid']);
  });

  it('finds in several values one after another', () => {
    const lines = read('{"n":"a"}\n"ab"', true);
    expect(shown(lines, inNodes(lines, asked('a')))).toEqual(['value 1: a', 'value 2: a']);
  });

  it('stops at the most hits and says that there are more', () => {
    const many = read('["aa","a\\u0061"]');
    const pattern = patternOf(textPattern(asked('a')));
    expect(findNodes(many, pattern, true, 3)).toMatchObject({ more: true });
    expect([...findNodes(many, pattern, true, 3).node]).toEqual([1, 1, 2]);
    expect(findNodes(many, pattern, true, 4)).toMatchObject({ more: false });
  });

  it('finds for any text what it finds word for word', () => {
    const needle = fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(fc.json(), needle, fc.boolean(), (text, word, matchCase) => {
        const doc = read(text);
        const pattern = patternOf(textPattern(asked(word, { matchCase })));
        expect(findNodes(doc, pattern, true)).toEqual(findNodes(doc, pattern, false));
      }),
    );
  });
});
