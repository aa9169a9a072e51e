import type { NumberRange, Test } from '../terms.ts';
import { openBlock, type OpenBlock } from './block.ts';

/** What is looked for in the blocks of a field: any of the tests, and where in arrays. */
export interface Wanted {
  tests: readonly Test[];
  /** A pattern of `positional`: digits, dots and slashes, and `%` for anything between slashes. */
  at?: string;
}

/** Calls `hit` with the captures of a block, by their place in the segment, that have what is wanted. */
export type Finder = (data: Buffer, hit: (nth: number) => void) => void;

/** As bytes, each a character, with A to Z in lower case: so that texts of a block need not be decoded. */
type Bytes = string;

/** Whether a text of an open block passes; `texts` are all of the block, folded, and begin at `base`. */
type Check = (block: OpenBlock, i: number, texts: Bytes, base: number) => boolean;

interface Prepared {
  check: Check;
  /** What the texts of a block must contain for any to pass; '' where nothing can be said. */
  needs: Bytes;
}

/** Makes ready to look for values; letters compare without regard to ASCII case, as SQLite does. */
export function finderOf({ tests, at }: Wanted): Finder {
  const prepared = tests.map(prepare);
  const isIn = at === undefined ? undefined : placeTest(at);
  return (data, hit) => {
    const block = openBlock(data);
    const hits = textsThat(block, prepared);
    if (hits === undefined) return;
    const inPlace = isIn && block.places().map((place) => isIn.test(place));
    block.eachEntry(({ nth, text, place }) => {
      if (hits[text] === 1 && (inPlace === undefined || inPlace[place - 1] === true)) hit(nth);
    });
  };
}

/** Of each text whether it passes; undefined where none does. */
function textsThat(block: OpenBlock, prepared: readonly Prepared[]): Uint8Array | undefined {
  const { data, starts, isAscii, isNumber } = block;
  const [base = 0] = starts;
  const raw = data.toString('latin1', base, starts.at(-1));
  const texts = isAscii ? raw.toLowerCase() : fold(raw);
  const possible = prepared.filter(({ needs }) => needs === '' || texts.includes(needs));
  if (possible.length === 0) return undefined;
  const hits = new Uint8Array(isNumber.length);
  let any = false;
  for (let i = 0; i < hits.length; i += 1) {
    if (!possible.some(({ check }) => check(block, i, texts, base))) continue;
    hits[i] = 1;
    any = true;
  }
  return any ? hits : undefined;
}

const fold = (bytes: Bytes): Bytes => bytes.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase());
const bytesOf = (text: string): Bytes => fold(Buffer.from(text, 'utf8').toString('latin1'));

function prepare(test: Test): Prepared {
  switch (test.kind) {
    case 'any':
      return { needs: '', check: () => true };
    case 'equals': {
      const wanted = bytesOf(test.text);
      const { number } = test;
      const isSame: Check = ({ starts }, i, texts, base) => {
        const from = starts[i] ?? 0;
        return (
          (starts[i + 1] ?? 0) - from === wanted.length && texts.startsWith(wanted, from - base)
        );
      };
      if (number === null) return { needs: wanted, check: isSame };
      return {
        needs: '',
        check: (block, i, texts, base) =>
          isSame(block, i, texts, base) ||
          (block.isNumber[i] === 1 && numberAt(block, i) === number),
      };
    }
    case 'contains':
      return globOf(['', test.text, '']);
    case 'pattern':
      return test.pattern.includes('*')
        ? globOf(test.pattern.split('*'))
        : prepare({ kind: 'equals', text: test.pattern, number: null });
    case 'range':
      return {
        needs: '',
        check: (block, i) => block.isNumber[i] === 1 && isWithin(numberAt(block, i), test.range),
      };
    default:
      return test satisfies never;
  }
}

/** @param texts what a value begins with, has in it in this order, and ends with; two or more */
function globOf(texts: readonly string[]): Prepared {
  const parts = texts.map(bytesOf);
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  const needs = parts.reduce((most, part) => (part.length > most.length ? part : most), '');
  const check: Check = ({ starts }, i, all, base) => {
    const from = (starts[i] ?? 0) - base;
    const to = (starts[i + 1] ?? 0) - base;
    if (to - from < first.length + last.length) return false;
    if (!all.startsWith(first, from) || !all.startsWith(last, to - last.length)) return false;
    let at = from + first.length;
    for (const part of middle) {
      const found = all.indexOf(part, at);
      if (found < 0 || found + part.length > to - last.length) return false;
      at = found + part.length;
    }
    return true;
  };
  return { needs, check };
}

const isWithin = (n: number, { min, max, minOpen, maxOpen }: NumberRange): boolean =>
  (minOpen ? n > min : n >= min) && (maxOpen ? n < max : n <= max);

/** Reads a number out of the bytes: plain integers without making a string of them. */
function numberAt({ data, starts }: OpenBlock, i: number): number {
  const from = starts[i] ?? 0;
  const to = starts[i + 1] ?? 0;
  let value = 0;
  let at = data[from] === MINUS ? from + 1 : from;
  // Up to 15 digits a double holds every integer.
  if (to - at > 15) return Number(data.toString('latin1', from, to));
  for (; at < to; at += 1) {
    const digit = (data[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number(data.toString('latin1', from, to));
    value = value * 10 + digit;
  }
  return data[from] === MINUS ? -value : value;
}

const MINUS = 45;
const ZERO = 48;

const placeTest = (like: string): RegExp =>
  new RegExp(`^${like.replaceAll('.', String.raw`\.`).replaceAll('%', '[^/]*')}$`);
