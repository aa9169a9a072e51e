/** Why a text is not JSON. `at` counts characters from 0. */
export class JsonMistake extends Error {
  readonly at: number;
  constructor(what: string, text: string, at: number) {
    const before = text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    super(`${what} at line ${line}, column ${column}`);
    this.at = at;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const HEX = /[0-9a-fA-F]{4}/y;
/** Characters that may follow a backslash, `u` apart. */
const ESCAPES = '"\\/bfnrt';

/**
 * Walks over JSON as RFC 8259 has it, no more and no less, and keeps nothing: callers cut what they
 * need out of the text. Without recursion, so that depth costs memory and never the stack.
 */
export class Scanner {
  readonly text: string;
  at = 0;
  constructor(text: string) {
    this.text = text;
  }

  fail(what: string): never {
    throw new JsonMistake(what, this.text, this.at);
  }
  unexpected(): never {
    if (this.at >= this.text.length) this.fail('The text ends too early');
    const found = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    return this.fail(`Unexpected ${JSON.stringify(found)}`);
  }
  /** Steps over white space and gives the code of what follows; NaN at the end. */
  next(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
      this.at += 1;
    }
  }
  take(code: number): void {
    if (this.next() !== code) this.unexpected();
    this.at += 1;
  }
  /** A string with its quotes; gives whether it holds escapes. */
  string(): boolean {
    if (this.next() !== QUOTE) this.unexpected();
    this.at += 1;
    let escaped = false;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        this.escape();
      } else if (code < 0x20) this.fail('A string has a control character that is not escaped');
      else if (code >= 0x20) this.at += 1;
      else this.unexpected();
    }
    this.at += 1;
    return escaped;
  }
  private escape(): void {
    this.at += 1;
    const letter = this.text[this.at];
    if (letter === 'u') {
      HEX.lastIndex = this.at + 1;
      if (!HEX.test(this.text)) this.fail('A \\u escape without four hex digits');
      this.at += 5;
    } else if (letter !== undefined && ESCAPES.includes(letter)) this.at += 1;
    else this.fail('An escape that JSON does not have');
  }
  /** A number; gives whether it is spelled as an integer. */
  number(): boolean {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (found === null) this.unexpected();
    this.at += found[0].length;
    return found[1] === undefined && found[2] === undefined;
  }
  word(word: 'true' | 'false' | 'null'): void {
    if (!this.text.startsWith(word, this.at)) this.unexpected();
    this.at += word.length;
  }
  private scalar(code: number): void {
    if (code === QUOTE) this.string();
    else if (code === 0x74) this.word('true');
    else if (code === 0x66) this.word('false');
    else if (code === 0x6e) this.word('null');
    else this.number();
  }
  private key(): void {
    this.string();
    this.take(COLON);
  }
  /** Any value; gives how many levels of objects and arrays it has. */
  value(): number {
    const open: boolean[] = [];
    let deepest = 0;
    for (;;) {
      const code = this.next();
      if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        const isObject = code === OPEN_OBJECT;
        open.push(isObject);
        deepest = Math.max(deepest, open.length);
        this.at += 1;
        if (this.next() !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          if (isObject) this.key();
          continue;
        }
      } else this.scalar(code);
      if (!this.afterValue(open)) return deepest;
    }
  }
  /** Closes what ends here; true where another value must follow. */
  private afterValue(open: boolean[]): boolean {
    for (;;) {
      const top = open.at(-1);
      if (top === undefined) return false;
      const code = this.next();
      if (code === COMMA) {
        this.at += 1;
        if (top) this.key();
        return true;
      }
      if (code !== (top ? CLOSE_OBJECT : CLOSE_ARRAY)) this.unexpected();
      this.at += 1;
      open.pop();
    }
  }
  end(): void {
    if (!Number.isNaN(this.next())) this.unexpected();
  }
}
