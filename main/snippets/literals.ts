import { latin1Of } from '../decode/latin1.ts';
import { base64Of, isPrintableAscii } from './snippet-request.ts';

/** A JavaScript string literal in ASCII: no character can hide or reorder the others. */
export function jsLiteral(text: string): string {
  const body = text.replace(/[^\x20-\x26\x28-\x5B\x5D-\x7E]/g, (char) => {
    const code = char.charCodeAt(0);
    const named = NAMED[char];
    if (named !== undefined) return named;
    if (char === "'" || char === '\\') return `\\${char}`;
    return code < 0x100 ? hex(code) : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `'${body}'`;
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const hex = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`;

/**
 * Bytes (one character each) as a literal of a language that knows `\xNN`, in ASCII on one line.
 *
 * @param special what else the language reads inside of quotes: `$` in PHP, `#` in Ruby
 */
export function bytesLiteral(bytes: string, quote: '"' | "'", special = ''): string {
  const body = bytes.replace(/[^]/g, (char) => {
    const named = NAMED[char];
    if (named !== undefined) return named;
    if (char === quote || char === '\\' || special.includes(char)) return `\\${char}`;
    return isPrintableAscii(char) ? char : hex(char.charCodeAt(0) & 0xff);
  });
  return quote + body + quote;
}

/** In '…' PowerShell knows one escape, the doubled quote. Only for printable ASCII: it takes ’ for a quote, too. */
export const powerShellLiteral = (ascii: string): string => `'${ascii.replaceAll("'", "''")}'`;

/** The text of bytes that are worth reading: UTF-8 without control characters; else null. */
export function readableText(bytes: Uint8Array): string | null {
  const text = utf8OrNull(bytes);
  // oxlint-disable-next-line no-control-regex
  return text === null || /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]/.test(text) ? null : text;
}

export function utf8OrNull(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: the caller writes base64.
    return null;
  }
}

/** How a language writes bytes: as they read, in base64, or from a file. */
export interface BytesWriter {
  literal: (latin1: string) => string;
  base64: (text: string) => string;
  file: (name: string) => string;
}

/** Above this, bytes are no longer written in place but read from a file beside the program. */
export const IN_PLACE_BYTES = 64 * 1024;

/** The body as an expression: literal where it can be read, else base64, and a file where it is long. */
export function bodyExpression(body: Uint8Array, name: string, write: BytesWriter): string {
  if (body.length > IN_PLACE_BYTES) return write.file(name);
  return readableText(body) === null ? write.base64(base64Of(body)) : write.literal(latin1Of(body));
}
