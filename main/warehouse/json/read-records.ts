import { Scanner } from '../../lib/json/scan.ts';

export type TokenKind = 'integer' | 'float' | 'string' | 'boolean' | 'json' | 'null';

/** A key at the top of a record, with its value as it stands in the source. */
export interface Field {
  key: string;
  kind: TokenKind;
  source: string;
}

/** One element of what was sent. `depth` counts levels, the record itself being the first. */
export type SourceRecord =
  | { kind: 'object'; fields: Field[]; depth: number; source: string }
  | { kind: 'other'; source: string };

export interface Shape {
  root: 'object' | 'array' | 'scalar';
  /** Records it holds: elements of an array, else 1. */
  records: number;
}

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const COMMA = 0x2c;

/**
 * Checks a whole text and says what it holds.
 *
 * @throws JsonMistake
 */
export function readShape(text: string): Shape {
  const scan = new Scanner(text);
  const code = scan.next();
  if (code !== OPEN_ARRAY) {
    scan.value();
    scan.end();
    return { root: code === OPEN_OBJECT ? 'object' : 'scalar', records: 1 };
  }
  const walk = elements(scan);
  let records = 0;
  while (walk.next().done !== true) records += 1;
  scan.end();
  return { root: 'array', records };
}

/**
 * The records of a text, one after the other, so that a large array is never held as a whole.
 * Keys keep their order; of keys spelled alike the last one counts, where the first one stood.
 *
 * @throws JsonMistake
 */
export function* readRecords(text: string): Generator<SourceRecord> {
  const scan = new Scanner(text);
  if (scan.next() !== OPEN_ARRAY) {
    yield readRecord(scan);
    scan.end();
    return;
  }
  yield* elements(scan, readRecord);
  scan.end();
}

function elements(scan: Scanner): Generator<void>;
function elements<T>(scan: Scanner, read: (scan: Scanner) => T): Generator<T>;
function* elements(scan: Scanner, read: (scan: Scanner) => unknown = (s) => s.value()) {
  scan.at += 1;
  if (scan.next() === 0x5d) {
    scan.at += 1;
    return;
  }
  for (;;) {
    yield read(scan);
    if (scan.next() !== COMMA) break;
    scan.at += 1;
  }
  scan.take(0x5d);
}

function readRecord(scan: Scanner): SourceRecord {
  const isObject = scan.next() === OPEN_OBJECT;
  const start = scan.at;
  if (!isObject) {
    scan.value();
    return { kind: 'other', source: scan.text.slice(start, scan.at) };
  }
  const fields = openFields();
  let deepest = 0;
  scan.at += 1;
  if (scan.next() === 0x7d) scan.at += 1;
  else {
    for (;;) {
      const key = readString(scan);
      scan.take(0x3a);
      const from = (scan.next(), scan.at);
      const { kind, depth } = readValue(scan);
      fields.add({ key, kind, source: scan.text.slice(from, scan.at) });
      deepest = Math.max(deepest, depth);
      if (scan.next() !== COMMA) break;
      scan.at += 1;
    }
    scan.take(0x7d);
  }
  const source = scan.text.slice(start, scan.at);
  return { kind: 'object', fields: fields.list, depth: deepest + 1, source };
}

/** Up to so many fields are looked through one by one, which is faster than a table of them. */
const FEW = 16;

/** Fields of a record as they come; of those spelled alike the last one counts. */
function openFields() {
  const list: Field[] = [];
  let places: Map<string, number> | undefined;
  const placeOf = (key: string): number => {
    if (places !== undefined) return places.get(key) ?? -1;
    for (let at = 0; at < list.length; at += 1) if (list[at]?.key === key) return at;
    return -1;
  };
  return {
    list,
    add(field: Field): void {
      const at = placeOf(field.key);
      if (at >= 0) {
        list[at] = field;
        return;
      }
      places?.set(field.key, list.length);
      list.push(field);
      if (list.length === FEW) places = new Map(list.map(({ key }, place) => [key, place]));
    },
  };
}

function readString(scan: Scanner): string {
  scan.next();
  const from = scan.at;
  const escaped = scan.string();
  return decode(scan.text.slice(from, scan.at), escaped);
}

function readValue(scan: Scanner): { kind: TokenKind; depth: number } {
  const code = scan.next();
  switch (code) {
    case OPEN_OBJECT:
    case OPEN_ARRAY:
      return { kind: 'json', depth: scan.value() };
    case 0x22:
      scan.string();
      return { kind: 'string', depth: 0 };
    case 0x74:
      scan.word('true');
      return { kind: 'boolean', depth: 0 };
    case 0x66:
      scan.word('false');
      return { kind: 'boolean', depth: 0 };
    case 0x6e:
      scan.word('null');
      return { kind: 'null', depth: 0 };
    default:
      return { kind: scan.number() ? 'integer' : 'float', depth: 0 };
  }
}

/** The text of a string token. A surrogate without its half becomes U+FFFD: SQLite holds UTF-8. */
export function textOf(source: string): string {
  return decode(source, source.includes('\\'));
}

function decode(source: string, escaped: boolean): string {
  const text = escaped ? (JSON.parse(source) as string) : source.slice(1, -1);
  return escaped ? text.toWellFormed() : text;
}
