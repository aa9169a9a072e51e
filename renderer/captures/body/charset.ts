import { parseMediaType } from './media-type.ts';

export interface DecodedText {
  text: string;
  /** The encoding used, in the WHATWG spelling. */
  charset: string;
  /** Where the choice comes from. */
  from: 'byte order mark' | 'Content-Type' | 'default';
  /** What a reader must know: an unknown charset, bytes that do not fit. Null when all is well. */
  warning: string | null;
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return null;
}

function isKnown(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    // TextDecoder says "unknown label" by throwing; there is no other way to ask.
    return false;
  }
}

function fits(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    // A fatal decoder throws at the first byte that does not fit: the caller decodes leniently.
    return null;
  }
}

const TAIL_LENGTHS: readonly [from: number, to: number, tail: number][] = [
  [0x00, 0x7f, 0],
  [0xc2, 0xdf, 1],
  [0xe0, 0xef, 2],
  [0xf0, 0xf4, 3],
];

function isTail(bytes: Uint8Array, at: number, lead: number, position: number): boolean {
  const byte = bytes[at] ?? 0;
  if (position > 1) return byte >= 0x80 && byte <= 0xbf;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return byte >= low && byte <= high;
}

/** Offset of the first byte that is not UTF-8; -1 when all is. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const row = TAIL_LENGTHS.find(([from, to]) => lead >= from && lead <= to);
    if (!row) return at;
    for (let position = 1; position <= row[2]; position++) {
      if (at + position >= bytes.length || !isTail(bytes, at + position, lead, position)) return at;
    }
    at += row[2] + 1;
  }
  return -1;
}

function misfit(bytes: Uint8Array, charset: string): string {
  if (charset !== 'utf-8') return `Some bytes do not fit ${charset}; they show as \uFFFD.`;
  const offset = firstInvalidUtf8(bytes);
  return `Not valid UTF-8 from byte ${offset} (0x${offset.toString(16)}) on; such bytes show as \uFFFD.`;
}

/**
 * Reads bytes as text: a byte order mark decides, then the charset of Content-Type, else UTF-8.
 * Never throws. A byte order mark is not part of the text.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): DecodedText {
  const declared = parseMediaType(contentType).parameters.get('charset') ?? '';
  const known = declared !== '' && isKnown(declared);
  const mark = byteOrderMark(bytes);
  const label = mark ?? (known ? declared : 'utf-8');
  const from = mark ? 'byte order mark' : known ? 'Content-Type' : 'default';
  const charset = new TextDecoder(label).encoding;
  const unknown =
    declared !== '' && !known && !mark
      ? `The charset “${declared}” is not known here; read as UTF-8.`
      : null;
  const text = fits(bytes, label);
  if (text !== null) return { text, charset, from, warning: unknown };
  const warning = [unknown, misfit(bytes, charset)].filter((part) => part !== null).join(' ');
  return { text: new TextDecoder(label).decode(bytes), charset, from, warning };
}
