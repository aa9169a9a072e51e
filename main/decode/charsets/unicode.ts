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

/** The charset that a byte order mark names, and how long the mark is. */
export function byteOrderMark(bytes: Uint8Array): { charset: string; length: number } | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { charset: 'utf-8', length: 3 };
  // The mark of UTF-32 begins like that of UTF-16, whose texts do not begin with U+0000.
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { charset: 'utf-32le', length: 4 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { charset: 'utf-32be', length: 4 };
  if (a === 0xfe && b === 0xff) return { charset: 'utf-16be', length: 2 };
  if (a === 0xff && b === 0xfe) return { charset: 'utf-16le', length: 2 };
  return null;
}

/** Characters looked at: a text of JSON or XML begins with at least two that are ASCII. */
const LOOKED_AT = 4;
const isTextual = (code: number): boolean =>
  (code >= 0x20 && code < 0x7f) || code === 9 || code === 10 || code === 13;

/**
 * Tells UTF-16 and UTF-32 without a mark by where the zeros stand. Texts that begin with two ASCII
 * characters, as JSON and XML do; null for all others.
 *
 * @see RFC 4627 §3
 */
export function wideByZeros(bytes: Uint8Array): string | null {
  if (bytes.length < 4 || (bytes[0] !== 0 && bytes[1] !== 0)) return null;
  for (const [charset, width, low] of WIDE) {
    const units = Math.min(LOOKED_AT, Math.floor(bytes.length / width));
    let fitting = 0;
    for (let at = 0; at < units; at += 1) {
      const unit = bytes.subarray(at * width, (at + 1) * width);
      if (!unit.every((byte, i) => i === low || byte === 0)) break;
      if (!isTextual(unit[low] ?? 0)) break;
      fitting += 1;
    }
    if (fitting >= 2) return charset;
  }
  return null;
}

const WIDE: readonly [charset: string, width: number, low: number][] = [
  ['utf-32be', 4, 3],
  ['utf-32le', 4, 0],
  ['utf-16be', 2, 1],
  ['utf-16le', 2, 0],
];

const SLICE = 4096;

/** UTF-32, which TextDecoder does not know. What is no character becomes U+FFFD; `valid` says so. */
export function decodeUtf32(
  bytes: Uint8Array,
  littleEndian: boolean,
): { text: string; valid: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let valid = bytes.length % 4 === 0;
  let text = '';
  let codes: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, littleEndian);
    const isScalar = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    valid &&= isScalar;
    codes.push(isScalar ? code : 0xfffd);
    if (codes.length < SLICE) continue;
    text += String.fromCodePoint(...codes);
    codes = [];
  }
  text += String.fromCodePoint(...codes);
  return { text: bytes.length % 4 === 0 ? text : `${text}\uFFFD`, valid };
}
