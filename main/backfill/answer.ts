import { JsonMistake, Scanner } from '../lib/json/scan.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * A value inside of the JSON that a provider answered, with its text as it was written: numbers, escapes and the order
 * of members stay, so that a body can be found in it again. Reads no further than it is asked.
 */
export class Answer {
  readonly #text: string;
  readonly #from: number;
  readonly #to: number;
  #members: Map<string, Answer> | undefined;

  constructor(text: string, from = 0, to = text.length) {
    this.#text = text;
    this.#from = from;
    this.#to = to;
  }

  /** @throws JsonMistake where the text is no JSON */
  static read(text: string): Answer {
    const scanner = new Scanner(text);
    scanner.next();
    const from = scanner.at;
    scanner.value();
    const to = scanner.at;
    scanner.end();
    return new Answer(text, from, to);
  }

  /** As it was written. */
  get source(): string {
    return this.#text.slice(this.#from, this.#to);
  }

  /** The value at a path; undefined where there is none. Of equal names the last counts. */
  at(...path: readonly string[]): Answer | undefined {
    const [name, ...rest] = path;
    return name === undefined
      ? this
      : this.all()
          .get(name)
          ?.at(...rest);
  }

  /** Items of a list; none where it is no list. */
  items(): Answer[] {
    if (this.#text.charCodeAt(this.#from) !== OPEN_ARRAY) return [];
    const scanner = this.#inside();
    const items: Answer[] = [];
    while (scanner.at < this.#to - 1) {
      const item = this.#value(scanner);
      if (item === undefined) break;
      items.push(item);
      if (scanner.next() === COMMA) scanner.at += 1;
    }
    return items;
  }

  /** Members of an object in their order; none where it is none. */
  members(): [string, Answer][] {
    return [...this.all()];
  }

  /** A text, or a number or boolean as it was written; undefined for null, lists, objects and nothing. */
  text(): string | undefined {
    const { source } = this;
    if (source.startsWith('"')) return JSON.parse(source) as string;
    return source === 'null' || source.startsWith('{') || source.startsWith('[')
      ? undefined
      : source;
  }

  #inside(): Scanner {
    const scanner = new Scanner(this.#text);
    scanner.at = this.#from + 1;
    return scanner;
  }

  #value(scanner: Scanner): Answer | undefined {
    scanner.next();
    const from = scanner.at;
    if (from >= this.#to - 1) return undefined;
    scanner.value();
    return new Answer(this.#text, from, scanner.at);
  }

  private all(): Map<string, Answer> {
    if (this.#members !== undefined) return this.#members;
    const found = new Map<string, Answer>();
    this.#members = found;
    if (this.#text.charCodeAt(this.#from) !== OPEN_OBJECT) return found;
    const scanner = this.#inside();
    while (scanner.at < this.#to - 1) {
      scanner.next();
      const from = scanner.at;
      if (from >= this.#to - 1) break;
      scanner.string();
      const name = JSON.parse(this.#text.slice(from, scanner.at)) as string;
      scanner.take(COLON);
      const value = this.#value(scanner);
      if (value === undefined) throw new JsonMistake('A value is missing', this.#text, scanner.at);
      found.set(name, value);
      if (scanner.next() === COMMA) scanner.at += 1;
    }
    return found;
  }
}

/** The text of a value on a path; undefined where there is none. */
export const textAt = (answer: Answer, ...path: readonly string[]): string | undefined =>
  answer.at(...path)?.text();

/** A time written as RFC 3339 or as seconds since 1970, as epoch ms; null for anything else. */
export function timeAt(answer: Answer, ...path: readonly string[]): number | null {
  const text = textAt(answer, ...path);
  if (text === undefined || text === '') return null;
  const at = /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isFinite(at) ? Math.round(at) : null;
}
