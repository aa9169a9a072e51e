import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPELLINGS, usualSpelling } from '../../main/backfill/restoring/candidates.ts';
import { runs } from '../helpers/runs.ts';

/** How programs write JSON. Texts and numbers are printed by them, so that no spelling of ours is judged by itself. */
interface Writer {
  name: string;
  text: (value: string) => string;
  comma: string;
  colon: string;
}

const unit = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
const quoted = (value: string): string => JSON.stringify(value);
const tight = { comma: ',', colon: ':' };
const WRITERS: readonly Writer[] = [
  { name: 'JavaScript', text: quoted, ...tight },
  {
    name: 'Python',
    // json.dumps: spaces, and ASCII only.
    text: (value) => quoted(value).replaceAll(/[^\0-\x7f]/g, unit),
    comma: ', ',
    colon: ': ',
  },
  { name: 'Python, UTF-8', text: quoted, comma: ', ', colon: ': ' },
  {
    name: 'escaped slashes',
    text: (value) => quoted(value).replaceAll('/', String.raw`\/`),
    ...tight,
  },
  { name: 'ASCII only', text: (value) => quoted(value).replaceAll(/[^\0-\x7f]/g, unit), ...tight },
  // encoding/json of Go.
  {
    name: 'HTML-safe',
    text: (value) => quoted(value).replaceAll(/[<>&\u2028\u2029]/g, unit),
    ...tight,
  },
];

type Node =
  | { kind: 'text' | 'number' | 'word'; value: string }
  | { kind: 'list'; items: readonly Node[] }
  | { kind: 'object'; members: readonly (readonly [string, Node])[] };

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      ...Array.from('/\\"<>&: ,{}[]\n\u0000\u007f\u0080é€\u2028\u2029\ud83d\ude00'),
    ),
    maxLength: 12,
  }),
);
const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1.0',
    '9007199254740993',
    '1e5',
    '1E+400',
    '-0.10',
    '12345678901234567890.5',
  ),
  fc.bigInt().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);
const { node } = fc.letrec<{ node: Node; leaf: Node }>((tie) => ({
  leaf: fc.oneof(
    text.map((value) => ({ kind: 'text' as const, value })),
    number.map((value) => ({ kind: 'number' as const, value })),
    fc.constantFrom('true', 'false', 'null').map((value) => ({ kind: 'word' as const, value })),
  ),
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 4 }).map((items) => ({ kind: 'list' as const, items })),
    fc
      .array(fc.tuple(text, tie('node')), { maxLength: 4 })
      .map((members) => ({ kind: 'object' as const, members })),
  ),
}));

/** @param indent of a level; null for one line */
function written(of: Node, writer: Writer, indent: string | null, depth = 0): string {
  if ('value' in of) return of.kind === 'text' ? writer.text(of.value) : of.value;
  const colon = indent === null ? writer.colon : ': ';
  const inside = (one: Node): string => written(one, writer, indent, depth + 1);
  const [open, close, parts] =
    'items' in of
      ? ['[', ']', of.items.map(inside)]
      : ['{', '}', of.members.map(([key, one]) => writer.text(key) + colon + inside(one))];
  if (parts.length === 0) return `${open}${close}`;
  if (indent === null) return open + parts.join(writer.comma) + close;
  const line = (level: number): string => `\n${indent.repeat(level)}`;
  return open + line(depth + 1) + parts.join(`,${line(depth + 1)}`) + line(depth) + close;
}

const writer = fc.constantFrom(...WRITERS);
const indent = fc.constantFrom(null, '', ' ', '  ', '\t');
const valuesOf = (source: string): string => JSON.stringify(JSON.parse(source));
const numbersOf = (source: string): string[] =>
  source.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];

describe('every spelling of a JSON text', () => {
  it('has its values, with each number as it was written', () => {
    fc.assert(
      fc.property(node, writer, indent, (value, by, wide) => {
        const source = written(value, by, wide);
        for (const spelling of SPELLINGS) {
          const spelled = spelling(source);
          expect(valuesOf(spelled)).toBe(valuesOf(source));
          expect(numbersOf(spelled)).toEqual(numbersOf(source));
        }
      }),
      { numRuns: runs(600) },
    );
  });

  it('of one that is laid out in another way has the one that was sent among them', () => {
    fc.assert(
      fc.property(node, writer, indent, fc.boolean(), (value, by, wide, isTwoSpaced) => {
        const [usual = by] = WRITERS;
        const sent = isTwoSpaced ? written(value, usual, '  ') : written(value, by, null);
        // The provider lays out the text that it kept, or what it read of it.
        for (const keeper of isTwoSpaced ? [usual] : [by, usual]) {
          const logged = written(value, keeper, wide);
          expect(SPELLINGS.map((spelling) => spelling(logged))).toContain(sent);
        }
      }),
      { numRuns: runs(600) },
    );
  });

  it('tells a slash that is escaped from a backslash before one', () => {
    const source = String.raw`{"a": "x\\/y", "b": "\/", "c": "//"}`;
    const spelled = SPELLINGS.map((spelling) => spelling(source));
    expect(spelled).toContain(String.raw`{"a":"x\\\/y","b":"\/","c":"\/\/"}`);
    expect(usualSpelling(source)).toBe(String.raw`{"a":"x\\/y","b":"\/","c":"//"}`);
  });
});
