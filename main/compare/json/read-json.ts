import { Scanner } from '../../lib/json/scan.ts';

/** A value of JSON with its place in the source: numbers and escapes stay as they were written. */
export type JsonNode =
  | { kind: 'object'; start: number; end: number; keys: string[]; values: JsonNode[] }
  | { kind: 'array'; start: number; end: number; values: JsonNode[] }
  | { kind: 'string' | 'number' | 'boolean' | 'null' | 'folded'; start: number; end: number };

export interface JsonText {
  text: string;
  root: JsonNode;
  /** Below the second level, values are compared as they are written, not by what is in them. */
  isFolded: boolean;
}

/** Above this, or with more leaves, only the two upper levels are read. */
const LONGEST = 10_000_000;
const MAX_NODES = 200_000;
/** Deeper values are compared as they are written: no recursion follows a sender that far. */
const MAX_DEPTH = 200;
const FOLDED_DEPTH = 2;

class TooMany extends Error {}

/**
 * Reads a JSON text for a comparison.
 *
 * @param fold reads the two upper levels only, as is done of what is too long: both sides alike.
 * @returns undefined where it is no JSON, or holds too much to be compared by path.
 */
export function readJsonText(text: string, fold = false): JsonText | undefined {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  try {
    if (fold || text.length > LONGEST) throw new TooMany();
    return { text, root: readWhole(text, from, MAX_DEPTH), isFolded: false };
  } catch (error) {
    if (!(error instanceof TooMany)) return undefined;
  }
  try {
    return { text, root: readWhole(text, from, FOLDED_DEPTH), isFolded: true };
  } catch {
    // No JSON, or too many values even at the top.
    return undefined;
  }
}

function readWhole(text: string, from: number, depth: number): JsonNode {
  const scan = new Scanner(text);
  scan.at = from;
  const root = readValue({ scan, left: MAX_NODES }, depth);
  scan.end();
  return root;
}

interface Reading {
  scan: Scanner;
  /** How many values may still come. */
  left: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

function readValue(reading: Reading, depth: number): JsonNode {
  const { scan } = reading;
  reading.left -= 1;
  if (reading.left < 0) throw new TooMany();
  const code = scan.next();
  const start = scan.at;
  if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
    if (depth > 0) {
      return code === OPEN_OBJECT
        ? readObject(reading, start, depth - 1)
        : readArray(reading, start, depth - 1);
    }
    scan.value();
    return { kind: 'folded', start, end: scan.at };
  }
  return { kind: readScalar(scan, code), start, end: scan.at };
}

function readScalar(scan: Scanner, code: number): 'string' | 'number' | 'boolean' | 'null' {
  switch (code) {
    case QUOTE:
      scan.string();
      return 'string';
    case 0x74:
      scan.word('true');
      return 'boolean';
    case 0x66:
      scan.word('false');
      return 'boolean';
    case 0x6e:
      scan.word('null');
      return 'null';
    default:
      scan.number();
      return 'number';
  }
}

function readObject(reading: Reading, start: number, depth: number): JsonNode {
  const { scan } = reading;
  const keys: string[] = [];
  const values: JsonNode[] = [];
  scan.take(OPEN_OBJECT);
  if (scan.next() !== CLOSE_OBJECT) {
    for (;;) {
      scan.next();
      const from = scan.at;
      const escaped = scan.string();
      keys.push(stringIn(scan.text, from, scan.at, escaped));
      scan.take(COLON);
      values.push(readValue(reading, depth));
      if (scan.next() !== COMMA) break;
      scan.at += 1;
    }
  }
  scan.take(CLOSE_OBJECT);
  return { kind: 'object', start, end: scan.at, keys, values };
}

function readArray(reading: Reading, start: number, depth: number): JsonNode {
  const { scan } = reading;
  const values: JsonNode[] = [];
  scan.take(OPEN_ARRAY);
  if (scan.next() !== CLOSE_ARRAY) {
    for (;;) {
      values.push(readValue(reading, depth));
      if (scan.next() !== COMMA) break;
      scan.at += 1;
    }
  }
  scan.take(CLOSE_ARRAY);
  return { kind: 'array', start, end: scan.at, values };
}

function stringIn(text: string, start: number, end: number, escaped: boolean): string {
  if (!escaped) return text.slice(start + 1, end - 1);
  return JSON.parse(text.slice(start, end)) as string;
}

/** What a string node holds, its escapes undone. */
export function stringOf(text: string, { start, end }: JsonNode): string {
  const raw = text.slice(start, end);
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

/** A value as it stands in the source. */
export const sourceOf = (text: string, { start, end }: JsonNode): string => text.slice(start, end);
