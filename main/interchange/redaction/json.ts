import { Scanner } from '../../lib/json/scan.ts';

/** A value of a JSON text, or a key of one of its objects, with where it stands. */
export interface JsonPlace {
  path: readonly (string | number)[];
  /** Decoded key of the member it is, undefined for an item of a list and the whole. */
  key: string | undefined;
  kind: 'string' | 'number' | 'word' | 'container' | 'key';
  /** As it is written. */
  token: string;
}

/** What to write instead of a value, as JSON; undefined leaves it, and a container is gone into. */
export type Replace = (place: JsonPlace) => string | undefined;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * Replaces values of a JSON text in place: order, spacing, and how the other numbers are written stay.
 * Without recursion, so that depth costs memory and never the stack.
 *
 * @throws JsonMistake where the text is not JSON.
 */
export function replaceInJson(text: string, replace: Replace): string {
  const scanner = new Scanner(text);
  const out: string[] = [];
  let kept = 0;
  const path: (string | number)[] = [];
  const put = (from: number, written: string | undefined): void => {
    if (written === undefined) return;
    out.push(text.slice(kept, from), written);
    kept = scanner.at;
  };
  const keyHere = (): void => {
    scanner.next();
    const from = scanner.at;
    scanner.string();
    const token = text.slice(from, scanner.at);
    const key = decoded(token);
    path[path.length - 1] = key;
    put(from, replace({ path, key, kind: 'key', token }));
    scanner.take(COLON);
  };
  /** Steps over a value; true where it is a container that was opened. */
  const valueHere = (): boolean => {
    const code = scanner.next();
    const from = scanner.at;
    const last = path.at(-1);
    const key = typeof last === 'string' ? last : undefined;
    if (code !== OPEN_OBJECT && code !== OPEN_ARRAY) {
      scanner.value();
      const kind = code === QUOTE ? 'string' : code === 0x2d || isDigit(code) ? 'number' : 'word';
      put(from, replace({ path, key, kind, token: text.slice(from, scanner.at) }));
      return false;
    }
    const written = replace({ path, key, kind: 'container', token: '' });
    if (written !== undefined) {
      scanner.value();
      put(from, written);
      return false;
    }
    scanner.at += 1;
    const isObject = code === OPEN_OBJECT;
    if (scanner.next() === (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
      scanner.at += 1;
      return false;
    }
    path.push(isObject ? '' : 0);
    if (isObject) keyHere();
    return true;
  };
  /** Goes to the next value, closing what ends; false at the end of the whole. */
  const nextHere = (): boolean => {
    while (path.length > 0) {
      const last = path.at(-1);
      const code = scanner.next();
      if (code === COMMA) {
        scanner.at += 1;
        if (typeof last === 'number') path[path.length - 1] = last + 1;
        else keyHere();
        return true;
      }
      if (code !== (typeof last === 'number' ? CLOSE_ARRAY : CLOSE_OBJECT)) scanner.unexpected();
      scanner.at += 1;
      path.pop();
    }
    return false;
  };
  while (valueHere() || nextHere());
  scanner.end();
  return out.length === 0 ? text : out.join('') + text.slice(kept);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** A string of JSON without its quotes and escapes. Half a surrogate pair stays one. */
export function decoded(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
}
