import { createScanner } from 'jsonc-parser';

/** A key of a JSON text. `line` is 1-based. */
export interface JsonKey {
  name: string;
  line: number;
}

const MAX_KEYS = 500;

// Of the library's SyntaxKind, a const enum, which code with erasable types cannot read.
const COLON: number = 6;
const STRING: number = 10;
const END: number = 17;

/**
 * Keys that begin with `$`, wherever they stand, at most 500. By tokens, not by structure: a text that
 * is broken, or nested too deeply to be parsed, is read as well as it can be.
 */
export function operatorKeys(text: string): JsonKey[] {
  const scanner = createScanner(text, true);
  const keys: JsonKey[] = [];
  let before: JsonKey | undefined;
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token === COLON && before?.name.startsWith('$') === true) keys.push(before);
    if (keys.length >= MAX_KEYS) break;
    before =
      token === STRING
        ? { name: scanner.getTokenValue().slice(0, 200), line: scanner.getTokenStartLine() + 1 }
        : undefined;
  }
  return keys;
}
