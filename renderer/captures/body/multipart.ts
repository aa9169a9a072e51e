import { findBytes, shiftTable } from './find-bytes.ts';
import { bytesOfLatin1, latin1Of } from './latin1.ts';
import { parseMediaType, readParameters } from './media-type.ts';

export interface Part {
  /** Name and value as sent, latin1. */
  headers: [string, string][];
  name: string | null;
  filename: string | null;
  contentType: string | null;
  /** Offsets of the content in the whole body, `end` exclusive. */
  start: number;
  end: number;
}

export interface Multipart {
  parts: Part[];
  /** What is wrong with the whole; the parts read until then are kept. */
  problem: string | null;
}

const MAX_PARTS = 10_000;
const CR = 13;
const LF = 10;
const DASH = 45;

/** Header text is latin1 on the wire, but form-data names are UTF-8 by its own standard. */
function utf8Of(text: string): string {
  return new TextDecoder().decode(bytesOfLatin1(text));
}

/** Browsers escape exactly these three in names; anything else with % is meant as written. */
function undoFormEscapes(text: string): string {
  return text.replace(/%(22|0D|0A)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function readHeaders(text: string): [string, string][] {
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  return unfolded
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}

function headerOf(headers: [string, string][], name: string): string | null {
  return headers.find(([own]) => own.toLowerCase() === name)?.[1] ?? null;
}

/** Where the blank line after the headers ends; -1 when there is none before `limit`. */
function headersEnd(bytes: Uint8Array, from: number, limit: number): number {
  let lineStart = from;
  for (let at = from; at < limit; at++) {
    if (bytes[at] !== LF) continue;
    const length = at - lineStart - (at > lineStart && bytes[at - 1] === CR ? 1 : 0);
    if (length === 0) return at + 1;
    lineStart = at + 1;
  }
  return -1;
}

function readPart(bytes: Uint8Array, from: number, next: Delimiter | null): Part | null {
  const start = headersEnd(bytes, from, next?.dashes ?? bytes.length);
  if (start < 0) return null;
  const end = Math.max(start, next?.at ?? bytes.length);
  const headers = readHeaders(latin1Of(bytes, from, start));
  const disposition = headerOf(headers, 'content-disposition') ?? '';
  const parameters = readParameters(disposition, 0);
  const text = (key: string): string | null => {
    const value = parameters.get(key);
    return value === undefined ? null : undoFormEscapes(utf8Of(value));
  };
  const contentType = headerOf(headers, 'content-type');
  return { headers, name: text('name'), filename: text('filename'), contentType, start, end };
}

interface Delimiter {
  /** Where the line break before the dashes begins: the end of the part above. */
  at: number;
  /** Where the dashes begin; a part without content ends its headers right here. */
  dashes: number;
  /** The first byte after the delimiter line. */
  next: number;
  last: boolean;
}

/** The next whole delimiter line: `--boundary` at the start of a line, then `--` or its end. */
function nextDelimiter(
  bytes: Uint8Array,
  mark: Uint8Array,
  shift: Uint32Array,
  from: number,
): Delimiter | null {
  for (let at = findBytes(bytes, mark, from, shift); at >= 0;) {
    const atLineStart = at === 0 || bytes[at - 1] === LF;
    let next = at + mark.length;
    const last = bytes[next] === DASH && bytes[next + 1] === DASH;
    if (last) next += 2;
    while (bytes[next] === 32 || bytes[next] === 9) next += 1;
    if (bytes[next] === CR && bytes[next + 1] === LF) next += 1;
    const lineEnds = bytes[next] === LF || (last && next >= bytes.length);
    if (atLineStart && (lineEnds || last)) {
      const breakLength = at === 0 ? 0 : at > 1 && bytes[at - 2] === CR ? 2 : 1;
      return { at: at - breakLength, dashes: at, next: Math.min(next + 1, bytes.length), last };
    }
    at = findBytes(bytes, mark, at + 1, shift);
  }
  return null;
}

/**
 * Cuts a multipart body into its parts without copying a byte. Never throws; a missing end or a
 * part without headers is a problem in words.
 *
 * @see RFC 2046 §5.1.1, RFC 7578
 */
export function parseMultipart(bytes: Uint8Array, contentType: string | null): Multipart {
  const boundary = parseMediaType(contentType).parameters.get('boundary') ?? '';
  if (boundary === '') return { parts: [], problem: 'Content-Type names no boundary.' };
  const mark = bytesOfLatin1(`--${boundary}`);
  const shift = shiftTable(mark);
  let delimiter = nextDelimiter(bytes, mark, shift, 0);
  if (!delimiter) return { parts: [], problem: `The boundary “${boundary}” is not in the body.` };
  const parts: Part[] = [];
  while (!delimiter.last) {
    if (parts.length === MAX_PARTS) {
      return { parts, problem: `Only the first ${MAX_PARTS} parts are shown.` };
    }
    const from: number = delimiter.next;
    const following: Delimiter | null = nextDelimiter(bytes, mark, shift, from);
    const part = readPart(bytes, from, following);
    if (!part)
      return { parts, problem: `Part ${parts.length + 1} has no blank line after its headers.` };
    parts.push(part);
    if (!following)
      return { parts, problem: 'The closing boundary is missing: the body may be cut.' };
    delimiter = following;
  }
  return { parts, problem: null };
}
