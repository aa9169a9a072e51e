import { fieldValue } from './field-value.ts';
import { boundaryOf, LONGEST_BOUNDARY } from './boundary.ts';
import { bytesOfLatin1, latin1Of } from './latin1.ts';
import { parseMediaType, readParameters } from './media-type.ts';
import { partCharsets } from './part-charsets.ts';
import { nameOf } from './part-names.ts';
import type { Told } from './told.ts';
import { decodeBase64, decodeQuoted } from './transfer-codings.ts';

export interface Part {
  /** Name and value as sent, latin1. */
  headers: [string, string][];
  name: string | null;
  filename: string | null;
  contentType: string | null;
  /** Content-Transfer-Encoding that has to be undone; null where there is nothing to undo. */
  coding: 'base64' | 'quoted-printable' | null;
  /** The charset that other parts say this one has. */
  charset: string | null;
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
/** Headers of a part above this are not read as such: a body of one line is no header. */
const MAX_HEADERS = 64 * 1024;
const CR = 13;
const LF = 10;
const DASH = 45;

function readHeaders(text: string): [string, string][] {
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  return unfolded
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [line, ''] : [line.slice(0, colon), fieldValue(line.slice(colon + 1))];
    });
}

function headerOf(headers: [string, string][], name: string): string | null {
  return headers.find(([own]) => own.trim().toLowerCase() === name)?.[1] ?? null;
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

function codingOf(headers: [string, string][]): Part['coding'] {
  const coding = headerOf(headers, 'content-transfer-encoding')?.trim().toLowerCase();
  return coding === 'base64' || coding === 'quoted-printable' ? coding : null;
}

function readPart(
  bytes: Uint8Array,
  from: number,
  next: Delimiter | null,
  chosen: string | null,
): Part | null {
  const limit = next?.dashes ?? bytes.length;
  const start = headersEnd(bytes, from, Math.min(limit, from + MAX_HEADERS));
  if (start < 0) return null;
  const end = Math.max(start, next?.at ?? bytes.length);
  const headers = readHeaders(latin1Of(bytes, from, start));
  const parameters = readParameters(headerOf(headers, 'content-disposition') ?? '', 0);
  const contentType = headerOf(headers, 'content-type');
  // Mail names its files in Content-Type, too.
  const filename =
    nameOf(parameters, 'filename', chosen) ??
    (contentType === null ? null : nameOf(parseMediaType(contentType).parameters, 'name', chosen));
  return {
    headers,
    name: nameOf(parameters, 'name', chosen),
    filename,
    contentType,
    coding: codingOf(headers),
    charset: null,
    start,
    end,
  };
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

function startsWith(bytes: Uint8Array, mark: Uint8Array, at: number): boolean {
  // A mark holds no line feed, so what is compared here is not compared again for the next line.
  for (let i = 0; i < mark.length; i += 1) if (bytes[at + i] !== mark[i]) return false;
  return true;
}

/** The next whole delimiter line: `--boundary` at the start of a line, then `--` or its end. */
function nextDelimiter(bytes: Uint8Array, mark: Uint8Array, from: number): Delimiter | null {
  for (let at = from; ;) {
    if (startsWith(bytes, mark, at)) {
      let next = at + mark.length;
      const last = bytes[next] === DASH && bytes[next + 1] === DASH;
      if (last) next += 2;
      while (bytes[next] === 32 || bytes[next] === 9) next += 1;
      if (bytes[next] === CR && bytes[next + 1] === LF) next += 1;
      if (bytes[next] === LF || last) {
        const breakLength = at === 0 ? 0 : at > 1 && bytes[at - 2] === CR ? 2 : 1;
        return { at: at - breakLength, dashes: at, next: Math.min(next + 1, bytes.length), last };
      }
    }
    const lineFeed = bytes.indexOf(LF, at);
    if (lineFeed < 0) return null;
    at = lineFeed + 1;
  }
}

/**
 * Cuts a multipart body into its parts without copying a byte. Never throws; a missing end or a
 * part without headers is a problem in words. Names are read in all the ways `nameOf` knows.
 *
 * @see RFC 2046 §5.1.1, RFC 7578
 */
export function parseMultipart(bytes: Uint8Array, told: Told): Multipart {
  const boundary = boundaryOf(bytes, told);
  if (boundary === null) return { parts: [], problem: 'Content-Type names no boundary.' };
  if (boundary.length > LONGEST_BOUNDARY) {
    return { parts: [], problem: `The boundary is longer than ${LONGEST_BOUNDARY} characters.` };
  }
  const { parts, problem } = cut(bytes, bytesOfLatin1(`--${boundary}`), told.chosen ?? null);
  const missing = `The boundary “${boundary}” is not in the body.`;
  const named = partCharsets(parts, (part) => bytes.subarray(part.start, part.end));
  const withCharsets = parts.map((part) => ({ ...part, charset: named(part) }));
  return { parts: withCharsets, problem: problem === 'no boundary' ? missing : problem };
}

function cut(bytes: Uint8Array, mark: Uint8Array, chosen: string | null): Multipart {
  let delimiter = nextDelimiter(bytes, mark, 0);
  if (!delimiter) return { parts: [], problem: 'no boundary' };
  const parts: Part[] = [];
  while (!delimiter.last) {
    if (parts.length === MAX_PARTS) {
      return { parts, problem: `Only the first ${MAX_PARTS} parts are shown.` };
    }
    const from: number = delimiter.next;
    const following: Delimiter | null = nextDelimiter(bytes, mark, from);
    const part = readPart(bytes, from, following, chosen);
    if (!part)
      return { parts, problem: `Part ${parts.length + 1} has no blank line after its headers.` };
    parts.push(part);
    if (!following)
      return { parts, problem: 'The closing boundary is missing: the body may be cut.' };
    delimiter = following;
  }
  return { parts, problem: null };
}

/** What a part holds, its transfer encoding undone; a view on the body where there is none. */
export function partContent<B extends ArrayBufferLike>(
  bytes: Uint8Array<B>,
  part: Part,
): Uint8Array<B | ArrayBuffer> {
  const content = bytes.subarray(part.start, part.end);
  switch (part.coding) {
    case 'base64':
      return decodeBase64(content);
    case 'quoted-printable':
      return decodeQuoted(content);
    case null:
      return content;
  }
}

/** What is said about a part, by itself and by the message it is in. */
export function toldOfPart(part: Part, told: Told): Told {
  // A field without a type is text; of a file without one nothing is said.
  const contentType = part.contentType ?? (part.filename === null ? 'text/plain' : null);
  return { contentType, chosen: told.chosen, beside: part.charset };
}
