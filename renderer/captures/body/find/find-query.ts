/** What somebody looks for in a body. */
export interface FindQuery {
  text: string;
  matchCase: boolean;
  /** The text is a regular expression. */
  regex: boolean;
  /** The text is hex digits; only among bytes. */
  hex: boolean;
}

export const NO_QUERY: FindQuery = { text: '', matchCase: false, regex: false, hex: false };

export type PatternOf = { ok: true; pattern: RegExp } | { ok: false; message: string };

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** The reason at the end of what the browser says: `… /(/gm: Unterminated group`. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(message.lastIndexOf(': ') + 2);
}

/**
 * An expression as people write it. By code points where it can be read so; else as older ones are
 * read, in which `\-` and `\_` are no mistakes.
 */
function readExpression(source: string, flags: string): PatternOf {
  try {
    return { ok: true, pattern: new RegExp(source, `${flags}u`) };
  } catch {
    try {
      return { ok: true, pattern: new RegExp(source, flags) };
    } catch (error) {
      return { ok: false, message: `Not a regular expression: ${reasonOf(error)}.` };
    }
  }
}

/** The pattern that finds a query in text. `^` and `$` stand for the ends of lines. */
export function textPattern({ text, matchCase, regex }: FindQuery): PatternOf {
  const flags = matchCase ? 'gm' : 'gim';
  if (regex) return readExpression(text, flags);
  // By code points only where that matters: it takes twice as long.
  return { ok: true, pattern: new RegExp(escape(text), isAscii(text) ? flags : `${flags}u`) };
}

function bytePiece(byte: number, matchCase: boolean): string {
  const char = String.fromCharCode(byte);
  if (!matchCase && /[a-z]/i.test(char)) return `[${char.toLowerCase()}${char.toUpperCase()}]`;
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

const literal = (bytes: Uint8Array, matchCase: boolean): PatternOf => ({
  ok: true,
  pattern: new RegExp(Array.from(bytes, (byte) => bytePiece(byte, matchCase)).join(''), 'g'),
});

/** `de ad`, `de:ad`, `0xdead` and `\xde\xad` as bytes; null where that is something else. */
function readHex(text: string): Uint8Array | null {
  const digits = text.replace(/0x|\\x|[\s:,_-]/gi, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/**
 * The pattern that finds a query in bytes read as Latin-1, one character each. Text is looked for as
 * UTF-8; only ASCII letters have another case there.
 */
export function bytePattern({ text, matchCase, regex, hex }: FindQuery): PatternOf {
  if (hex) {
    const bytes = readHex(text);
    if (bytes !== null) return literal(bytes, true);
    return { ok: false, message: 'Write bytes as pairs of hex digits, such as de ad 0f.' };
  }
  if (!regex) return literal(new TextEncoder().encode(text), matchCase);
  try {
    return { ok: true, pattern: new RegExp(text, matchCase ? 'gs' : 'gis') };
  } catch (error) {
    return { ok: false, message: `Not a regular expression: ${reasonOf(error)}.` };
  }
}
