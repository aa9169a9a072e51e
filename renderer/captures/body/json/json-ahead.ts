import type { JsonModel } from './node-table.ts';
import { JsonScanner } from './parse-json.ts';

/** Each part is joined to all before it: many small ones would copy ten megabytes over and over. */
const STEP_BYTES = 1_000_000;

const OPENS = new Set(Array.from('{[ \t\r\n', (sign) => sign.charCodeAt(0)));

/**
 * Reads JSON while its bytes still arrive. It takes them for UTF-8, as nearly all is: whether that
 * was right is known at the end, by comparing texts.
 */
export class JsonAhead {
  #text = '';
  #read = 0;
  readonly #scanner: JsonScanner;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** @param sizeBytes of the whole body. */
  constructor(sizeBytes: number) {
    this.#scanner = new JsonScanner(sizeBytes);
  }

  /**
   * @param bytes the whole body, of which only a part is filled.
   * @param filled so many bytes of it, from its begin.
   */
  take(bytes: Uint8Array, filled: number): void {
    const first = bytes[0];
    // What cannot be JSON is only gathered.
    if (first === undefined || !OPENS.has(first)) return;
    if (filled < bytes.length && filled - this.#read < STEP_BYTES) return;
    const part = bytes.subarray(this.#read, filled);
    this.#text += this.#decoder.decode(part, { stream: filled < bytes.length });
    this.#read = filled;
    this.#scanner.readSome(this.#text);
  }

  /**
   * @param text what the body says, by all that is known of its charset. Call once.
   * @returns null where something else was read ahead.
   */
  modelOf(text: string): JsonModel | null {
    return text === this.#text ? this.#scanner.finish(text) : null;
  }
}
