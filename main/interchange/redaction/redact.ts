import { isUtf8 } from 'node:buffer';
import { bytesOfLatin1, latin1Of } from '../../decode/latin1.ts';
import { codings, unpackBody } from '../../lib/content-codings.ts';
import { headerValue } from '../../lib/headers.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Portable } from '../portable.ts';
import { cutBody } from './body.ts';
import type { Redaction } from './compile.ts';
import { cutTarget } from './fields.ts';
import { cutJson } from './json-body.ts';
import { cutHeaderLines, cutLoosely } from './loose.ts';
import { type Marks, openMarks } from './marks.ts';
import { cutText } from './text.ts';

/** A packed body that would be larger unpacked is dropped: nobody knows what is in it. */
const UNPACKED_BYTES = 128 * 1024 * 1024;
const DROPPED = new TextEncoder().encode('[redacted]');

/**
 * A capture as it may leave. What is cut is listed in `redacted`; a capture in which nothing had to
 * be cut is the same object. Never throws, whatever the capture holds.
 */
export async function redact(capture: Portable, redaction: Redaction): Promise<Portable> {
  const marks = openMarks(redaction);
  const words = (text: string, place: string): string =>
    cutText(text, redaction.patterns, marks, place);
  const json = (text: string, place: string): string | undefined =>
    cutJson(text, redaction, marks, place);
  const query = { rule: redaction.query, patterns: redaction.patterns, json };
  const target = cutTarget(capture.target, query, marks);
  const message = { redaction, marks };
  const request = await cutMessage(capture.headers, capture.body, '', message);
  const { reply } = capture;
  const answered =
    reply === null
      ? null
      : await cutMessage(reply.headers, capture.replyBody ?? new Uint8Array(), 'reply ', message);
  const addresses = redaction.addresses;
  const client = capture.reportedClient;
  const cut: Portable = {
    ...capture,
    target,
    headers: request.headers,
    trailers: cutHeaders(capture.trailers, 'trailer', message),
    body: request.body,
    reply: reply && answered && { ...reply, headers: answered.headers },
    replyBody: capture.replyBody && answered && answered.body,
    surplusBytes: capture.surplusBytes && cutSurplus(capture.surplusBytes, message),
    note: words(capture.note, 'note'),
    reason: capture.reason === null ? null : words(capture.reason, 'reason'),
    stages: capture.stages.map((stage) => ({ ...stage, note: words(stage.note, 'stages') })),
    remoteAddress: addresses
      ? marks.cut('address', 'client address', capture.remoteAddress)
      : capture.remoteAddress,
    reportedClient:
      client &&
      (addresses
        ? { ...client, address: marks.cut('address', `header ${client.header}`, client.address) }
        : client),
  };
  const cuts = marks.cuts();
  return cuts.length === 0 ? capture : { ...cut, redacted: [...capture.redacted, ...cuts] };
}

export interface How {
  redaction: Redaction;
  marks: Marks;
}

/** @param prefix `reply ` for what was answered. */
async function cutMessage(
  headers: readonly HeaderPair[],
  body: Uint8Array,
  prefix: string,
  how: How,
): Promise<{ headers: HeaderPair[]; body: Uint8Array }> {
  const { redaction, marks } = how;
  const cut = cutHeaders(headers, `${prefix}header`, how);
  const told = { contentType: headerValue(headers, 'content-type') };
  const coding = headerValue(headers, 'content-encoding');
  const place = `${prefix}body`;
  const packed = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const unpacked = await unpackBody(packed, coding, UNPACKED_BYTES);
  // Bytes that are text are not packed, whatever their header says.
  const unread = unpacked.problem !== null && !isUtf8(packed);
  if (unpacked.cut || unread) {
    const why = unpacked.cut ? 'too large to look into' : 'packed, and cannot be unpacked';
    marks.cut(why, place, '');
    return { headers: withoutCoding(cut), body: DROPPED };
  }
  const plain = cutBody(unpacked.bytes, told, redaction, marks, place);
  if (plain === unpacked.bytes) return { headers: cut, body };
  const unwrapped = unpacked.encodings.length > 0 || codings(coding).length > 0;
  return { headers: unwrapped ? withoutCoding(cut) : cut, body: plain };
}

/** What was cut is kept unpacked, so its coding no longer holds. */
const withoutCoding = (headers: readonly HeaderPair[]): HeaderPair[] =>
  headers.filter(([name]) => name.toLowerCase() !== 'content-encoding');

/** Cuts headers by their names, and by what their values look like. */
export function cutHeaders(headers: readonly HeaderPair[], place: string, how: How): HeaderPair[] {
  const { redaction, marks } = how;
  return headers.map(([name, value]): HeaderPair => {
    const at = `${place} ${name}`;
    const rule = redaction.header(name);
    const left = rule === undefined ? value : cutValue(rule, at, value, marks);
    return [name, left === value ? cutText(value, redaction.patterns, marks, at) : left];
  });
}

/** The word before the credentials of Authorization stays: it says what they were. */
function cutValue(rule: string, place: string, value: string, marks: Marks): string {
  if (value.trim() === '') return value;
  const scheme =
    /^(Basic|Bearer|Digest|Token|ApiKey|Negotiate|AWS4-HMAC-SHA256|Signature)( +)/i.exec(value);
  const [word = ''] = scheme ?? [];
  return word + marks.cut(rule, place, value.slice(word.length));
}

/** What came behind a request is often the head of another, or the rest of a body. */
function cutSurplus(bytes: Uint8Array, { redaction, marks }: How): Uint8Array {
  const text = latin1Of(bytes);
  const lines = cutHeaderLines(text, redaction, (rule, name, value) =>
    cutValue(rule, `bytes behind the request, ${name}`, value, marks),
  );
  const cut = cutLoosely(lines, redaction, marks, 'bytes behind the request');
  return cut === text ? bytes : bytesOfLatin1(cut);
}
