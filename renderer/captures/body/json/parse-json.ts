import { JSON_KIND, type JsonModel, type JsonProblem, NodeTable } from './node-table.ts';

export interface ParseOptions {
  /** Take several values one after another, as in NDJSON and JSON text sequences. */
  many?: boolean;
  /** Stop with a problem beyond this many nodes; the default holds the table under 250 MB. */
  maxNodes?: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const ESCAPABLE = new Set(Array.from('"\\/bfnrt', (c) => c.charCodeAt(0)));

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** Line and column, both from 1; the column counts UTF-16 units. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const newline = text.indexOf('\n', lineStart);
    if (newline < 0 || newline >= offset) break;
    line += 1;
    lineStart = newline + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** What may come next. Numbers, for it is asked at every token of ten megabytes. */
const EXPECT = { value: 0, valueOrEnd: 1, key: 2, keyOrEnd: 3, commaOrEnd: 4, nothing: 5 } as const;
type Expecting = (typeof EXPECT)[keyof typeof EXPECT];

/**
 * Reads strictly what RFC 8259 allows, without recursion: depth is bounded by memory only. The text may
 * come in parts, each with what came before it.
 */
export class JsonScanner {
  at = 0;
  problem: JsonProblem | null = null;
  readonly nodes: NodeTable;
  #expecting: Expecting = EXPECT.value;
  #key = 0;
  #text = '';
  /** Nothing comes after the text there is. */
  #whole = false;
  readonly #many: boolean;
  readonly #maxNodes: number;

  /** @param length about how long the whole text will be. */
  constructor(length: number, options: ParseOptions = {}) {
    this.#many = options.many ?? false;
    this.#maxNodes = options.maxNodes ?? 6_000_000;
    this.nodes = new NodeTable(length);
  }

  /**
   * Reads what is there of a text that goes on. What its end may have cut, and what looks wrong, is
   * left for the next time.
   */
  readSome(text: string): void {
    this.#text = text;
    this.#run();
  }

  /** Reads the rest of the whole text. */
  finish(text: string): JsonModel {
    this.#text = text;
    this.#whole = true;
    this.#run();
    return this.nodes.finish(this.problem?.offset ?? text.length, this.problem);
  }

  #run(): void {
    let from: number;
    let key: number;
    do {
      this.#skipSpace();
      from = this.at;
      key = this.#key;
    } while (this.#step());
    if (this.#whole) return;
    this.at = from;
    this.#key = key;
  }

  #step(): boolean {
    const code = this.#text.charCodeAt(this.at);
    if (Number.isNaN(code)) return this.#endOfText();
    switch (this.#expecting) {
      case EXPECT.valueOrEnd:
        return code === CLOSE_BRACKET ? this.#closeContainer() : this.#value(code);
      case EXPECT.value:
        return this.#value(code);
      case EXPECT.keyOrEnd:
        return code === CLOSE_BRACE ? this.#closeContainer() : this.#readKey(code);
      case EXPECT.key:
        return this.#readKey(code);
      case EXPECT.commaOrEnd:
        return this.#commaOrEnd(code);
      case EXPECT.nothing:
        return this.#many ? this.#value(code) : this.#fail('there is more text after the value');
    }
  }

  #endOfText(): boolean {
    if (this.#expecting === EXPECT.nothing) return false;
    if (this.nodes.count === 0 && this.#many) return false;
    return this.#fail(
      this.nodes.count === 0 ? 'there is no value' : 'the text ends before the value does',
    );
  }

  #value(code: number): boolean {
    if (this.nodes.count >= this.#maxNodes) return this.#fail('there are too many values to show');
    if (code === OPEN_BRACE) return this.#openContainer(JSON_KIND.object, EXPECT.keyOrEnd);
    if (code === OPEN_BRACKET) return this.#openContainer(JSON_KIND.array, EXPECT.valueOrEnd);
    const start = this.at;
    if (code === QUOTE) return this.#string() && this.#scalar(JSON_KIND.string, start);
    if (code === 45 || isDigit(code)) {
      if (!this.#number()) return false;
      // Its next digit may be on its way.
      if (!this.#whole && this.at === this.#text.length) return false;
      return this.#scalar(JSON_KIND.number, start);
    }
    if (this.#word('true')) return this.#scalar(JSON_KIND.true, start);
    if (this.#word('false')) return this.#scalar(JSON_KIND.false, start);
    if (this.#word('null')) return this.#scalar(JSON_KIND.null, start);
    return this.#fail('a value is missing here');
  }

  #scalar(kind: 2 | 3 | 4 | 5 | 6, start: number): boolean {
    this.nodes.add(kind, start, this.at, this.#key);
    this.#afterValue();
    return true;
  }

  #openContainer(kind: 0 | 1, expecting: Expecting): boolean {
    this.nodes.add(kind, this.at, this.at, this.#key);
    this.#key = 0;
    this.at += 1;
    this.#expecting = expecting;
    return true;
  }

  #closeContainer(): boolean {
    this.at += 1;
    this.nodes.close(this.at);
    this.#afterValue();
    return true;
  }

  #afterValue(): void {
    this.#key = 0;
    this.#expecting = this.nodes.open < 0 ? EXPECT.nothing : EXPECT.commaOrEnd;
  }

  #commaOrEnd(code: number): boolean {
    const inObject = this.nodes.openIsObject();
    if (code === (inObject ? CLOSE_BRACE : CLOSE_BRACKET)) return this.#closeContainer();
    if (code !== COMMA) return this.#fail(`a comma or ${inObject ? '}' : ']'} is missing here`);
    this.at += 1;
    this.#expecting = inObject ? EXPECT.key : EXPECT.value;
    return true;
  }

  #readKey(code: number): boolean {
    if (code !== QUOTE) return this.#fail('a name in double quotes is missing here');
    this.#key = this.at;
    if (!this.#string()) return false;
    this.#skipSpace();
    if (this.#text.charCodeAt(this.at) !== COLON) return this.#fail('a colon is missing here');
    this.at += 1;
    this.#expecting = EXPECT.value;
    return true;
  }

  #skipSpace(): void {
    const text = this.#text;
    let { at } = this;
    for (let code = text.charCodeAt(at); ; code = text.charCodeAt(++at)) {
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
    }
    this.at = at;
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  #string(): boolean {
    const text = this.#text;
    let at = this.at + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== QUOTE && code !== BACKSLASH && code >= 32) {
        at += 1;
        continue;
      }
      this.at = at;
      if (code === QUOTE) {
        this.at += 1;
        return true;
      }
      if (code !== BACKSLASH) {
        return this.#fail(
          Number.isNaN(code)
            ? 'the text ends inside a string'
            : 'a control character inside a string must be escaped',
        );
      }
      if (!this.#escape()) return false;
      at = this.at;
    }
  }

  #escape(): boolean {
    const code = this.#text.charCodeAt(this.at + 1);
    if (ESCAPABLE.has(code)) {
      this.at += 2;
      return true;
    }
    if (code !== 117) return this.#fail('this escape does not exist in JSON');
    for (let i = 2; i < 6; i++) {
      if (!isHex(this.#text.charCodeAt(this.at + i))) {
        return this.#fail('\\u must be followed by four hex digits');
      }
    }
    this.at += 6;
    return true;
  }

  #number(): boolean {
    if (this.#text.charCodeAt(this.at) === 45) this.at += 1;
    if (this.#text.charCodeAt(this.at) === 48) {
      this.at += 1;
      if (isDigit(this.#text.charCodeAt(this.at))) {
        return this.#fail('a number must not begin with 0');
      }
    } else if (!this.#digits()) return false;
    if (this.#text.charCodeAt(this.at) === 46) {
      this.at += 1;
      if (!this.#digits()) return false;
    }
    if ((this.#text.charCodeAt(this.at) | 32) !== 101) return true;
    this.at += 1;
    const sign = this.#text.charCodeAt(this.at);
    if (sign === 43 || sign === 45) this.at += 1;
    return this.#digits();
  }

  #digits(): boolean {
    const text = this.#text;
    let { at } = this;
    while (isDigit(text.charCodeAt(at))) at += 1;
    const some = at > this.at;
    this.at = at;
    return some || this.#fail('a digit is missing here');
  }

  #fail(message: string): boolean {
    if (!this.#whole) return false;
    const offset = Math.min(this.at, this.#text.length);
    this.problem = { offset, ...placeAt(this.#text, offset), message };
    return false;
  }
}

/**
 * Reads JSON into offsets. Never throws: what is wrong is in `problem`, and the nodes before it
 * stay readable (containers that were open end there).
 */
export function parseJson(text: string, options: ParseOptions = {}): JsonModel {
  return new JsonScanner(text.length, options).finish(text);
}
