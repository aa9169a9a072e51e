import { rawHttp } from '../../snippets/raw-http.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';
import type { Portable } from '../portable.ts';
import type { ReadEntry } from './entry.ts';
import { foreignCapture } from '../foreign.ts';
import { nameOf } from './parts/text-with-files.ts';
import { openZip } from './parts/zip.ts';

/** The message of one capture; of several, a zip with a file for each. */
export async function* writeRaw(captures: AsyncIterable<Portable>, isZip: () => void) {
  let first: Portable | undefined;
  let zip: ReturnType<typeof openZip> | undefined;
  let count = 0;
  for await (const capture of captures) {
    count += 1;
    if (count === 1) {
      first = capture;
      continue;
    }
    if (zip === undefined && first !== undefined) {
      isZip();
      zip = openZip();
      zip.add(`${nameOf(first.id)}.txt`, messageOf(first));
    }
    zip?.add(`${nameOf(capture.id)}.txt`, messageOf(capture));
    if (zip) yield* zip.written();
  }
  if (zip !== undefined) yield* zip.end();
  else if (first !== undefined) yield messageOf(first);
}

const messageOf = (capture: Portable): Uint8Array => rawHttp(capture, capture.body);

const LF = 10;

/** Reads one message of HTTP/1 (RFC 9112) as it is on the wire; lines may end with LF alone. */
export function* readRaw(bytes: Uint8Array): Generator<ReadEntry> {
  yield readMessage(bytes);
}

function readMessage(bytes: Uint8Array): ReadEntry {
  const index = 0;
  const head = linesFrom(bytes, 0);
  if (head === null) return { index, problem: 'The head of this message has no end.' };
  const [line = '', ...rest] = head.lines;
  const [, method, target, version] = /^(\S+) (.*) HTTP\/(\d(?:\.\d)?)$/s.exec(line) ?? [];
  if (method === undefined || target === undefined || version === undefined) {
    return { index, problem: 'This does not begin with a request line, such as POST / HTTP/1.1.' };
  }
  const headers = pairsOf(rest);
  if (headers === null) return { index, problem: 'A header line of this message has no colon.' };
  const isChunked = /chunked\s*$/i.test(headerValue(headers, 'transfer-encoding') ?? '');
  const framed = isChunked
    ? readChunks(bytes, head.end)
    : { body: bytes.subarray(head.end), trailers: [] };
  if (framed === null) return { index, problem: 'The chunks of this message do not fit.' };
  const capture = foreignCapture({
    receivedAt: null,
    durationMs: null,
    method,
    target,
    httpVersion: version,
    headers,
    body: Uint8Array.from(framed.body),
    reply: null,
  });
  return { index, rebuilt: false, ours: false, capture: { ...capture, trailers: framed.trailers } };
}

/** Lines up to an empty one, as Latin-1. */
function linesFrom(bytes: Uint8Array, from: number): { lines: string[]; end: number } | null {
  const lines: string[] = [];
  for (let at = from; ;) {
    const end = bytes.indexOf(LF, at);
    if (end < 0) return null;
    const line = Buffer.from(bytes.subarray(at, end)).toString('latin1').replace(/\r$/, '');
    at = end + 1;
    if (line === '') return { lines, end: at };
    lines.push(line);
  }
}

function pairsOf(lines: readonly string[]): HeaderPair[] | null {
  const pairs: HeaderPair[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) return null;
    pairs.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]);
  }
  return pairs;
}

function readChunks(bytes: Uint8Array, from: number) {
  const parts: Uint8Array[] = [];
  for (let at = from; ;) {
    const end = bytes.indexOf(LF, at);
    if (end < 0) return null;
    const text = Buffer.from(bytes.subarray(at, end)).toString('latin1');
    const [, hex] = /^([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(text.trim()) ?? [];
    if (hex === undefined) return null;
    const size = Number.parseInt(hex, 16);
    at = end + 1;
    if (size === 0) {
      const tail = linesFrom(bytes, at);
      const trailers = tail === null ? null : pairsOf(tail.lines);
      return trailers === null ? null : { body: Buffer.concat(parts), trailers };
    }
    if (at + size > bytes.length) return null;
    parts.push(bytes.subarray(at, at + size));
    const next = bytes.indexOf(LF, at + size);
    if (next < 0 || next > at + size + 1) return null;
    at = next + 1;
  }
}
