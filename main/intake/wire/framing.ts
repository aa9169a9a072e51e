const LINE_END = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');
const CR = 13;
const LF = 10;

/** Where a request begins: blank lines before it are nobody's (RFC 9112 §2.2). */
function startOf(raw: Buffer): number {
  let at = 0;
  while (raw[at] === CR || raw[at] === LF) at += 1;
  return at;
}

/**
 * Where the head ends of a request that the parser has read.
 *
 * @param raw bytes from the end of the request before it.
 */
export function endOfHead(raw: Buffer): number {
  const at = raw.indexOf(BLANK_LINE, startOf(raw));
  return at < 0 ? raw.length : at + BLANK_LINE.length;
}

/** What the parser has handed out of a chunked body, as far as it lies in the bytes at hand. */
export interface Chunks {
  raw: Buffer;
  /** The data that was handed out last; null where there is none in `raw`. */
  last: Buffer | null;
  /** `last` does not begin before this. */
  floor: number;
}

/**
 * Where a chunked body ends that the parser has read whole: behind the last chunk, its trailers and
 * a blank line.
 */
export function endOfChunks(chunks: Chunks): number {
  const { raw } = chunks;
  const from = endOfData(chunks, raw.length, CLOSED);
  const at = raw.indexOf(BLANK_LINE, from + (chunks.last === null ? 0 : LINE_END.length));
  return at < 0 ? raw.length : at + BLANK_LINE.length;
}

/**
 * Where the part of a chunked body begins that the parser could not read.
 *
 * @param brokeAt where it gave up.
 */
export function endOfGoodChunks(chunks: Chunks, brokeAt: number): number {
  const { raw } = chunks;
  const from = endOfData(chunks, brokeAt, UNREAD);
  // The line end of a good chunk is kept as little as its size is.
  const isLineEnd = raw.subarray(from, from + 2).equals(LINE_END) && brokeAt >= from + 2;
  return isLineEnd ? from + 2 : from;
}

/** Behind the data: its line end, the last chunk, trailers. */
const CLOSED = /\r\n0+(?:[;\t ][^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n/y;
/** Behind the data: part of its line end, of the next size, or of the trailers. */
const UNREAD = /(?:\r?\n?|\r\n[^\r\n]*\r?\n?|\r\n0+(?:[;\t ][^\r\n]*)?\r\n[^]*)$/y;

/**
 * The parser says what the data of a chunk was, not where. It is the first place behind which the
 * framing goes on as it must.
 */
function endOfData({ raw, last, floor }: Chunks, limit: number, framing: RegExp): number {
  if (last === null) return 0;
  const text = raw.toString('latin1', 0, limit);
  for (let at = raw.indexOf(last, floor); at >= 0; at = raw.indexOf(last, at + 1)) {
    const end = at + last.length;
    if (end > limit) break;
    framing.lastIndex = end;
    if (framing.test(text)) return end;
  }
  return Math.min(floor + last.length, limit);
}

/** Whether bytes look like the beginning of a request, not like the rest of the one before. */
export function looksLikeRequest(raw: Buffer): boolean {
  const text = raw.toString('latin1', startOf(raw), startOf(raw) + 200);
  return /^[A-Z][A-Z-]{1,40} (?:\/|\*|[a-z][a-z0-9+.-]*:\/\/|[\w.-]+:\d)/.test(text);
}
