import { createHash } from 'node:crypto';
import { readQuery, queryOf } from '../../decode/form-fields.ts';
import { headerValue } from '../../lib/headers.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Portable } from '../portable.ts';
import { detailsOf } from './details.ts';
import { base64Of, isExactText, type KeptBytes, keptBytes, utf8Text } from './kept-bytes.ts';

/** What stands in our own field of an entry: whatever plain HAR cannot say. */
export interface OwnEntry extends Record<string, unknown> {
  requestBody?: KeptBytes;
  replyBody?: KeptBytes;
  surplusBytes?: KeptBytes;
  sha256: string;
}

export interface HarMeta {
  version: string;
  /** Name of the profile by which it was cut. */
  redaction: string;
}

/** What stands before the first entry; entries are joined by `,` and end with `HAR_END`. */
export function harStart({ version, redaction }: HarMeta): string {
  const creator = JSON.stringify({ name: 'Backstitch', version });
  const own = JSON.stringify({ format: 1, redaction });
  return `{"log":{"version":"1.2","creator":${creator},"_backstitch":${own},"entries":[\n`;
}
export const HAR_END = '\n]}}\n';

const BINARY = 'binary, see _backstitch';

/** One capture as one entry of HAR 1.2, in which it is whole: both bodies, headers as on the wire. */
export function harEntry(capture: Portable): string {
  const { headers: _headers, reply, ...details } = detailsOf(capture);
  const { headers: replyHeaders = [], ...replyRest } = reply ?? {};
  const own: OwnEntry = {
    ...details,
    reply: reply && replyRest,
    sha256: createHash('sha256').update(capture.body).digest('hex'),
    ...(!isExactText(capture.body) && { requestBody: keptBytes(capture.body) }),
    ...(capture.replyBody &&
      !isExactText(capture.replyBody) && { replyBody: keptBytes(capture.replyBody) }),
    ...(capture.surplusBytes && { surplusBytes: keptBytes(capture.surplusBytes) }),
  };
  const ms = capture.durationMs ?? 0;
  return JSON.stringify({
    startedDateTime: new Date(capture.receivedAt).toISOString(),
    time: ms,
    request: requestOf(capture),
    response: responseOf(capture, replyHeaders),
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    _backstitch: own,
  });
}

function requestOf(capture: Portable) {
  const { headers, target, body } = capture;
  const mimeType = headerValue(headers, 'content-type') ?? '';
  return {
    method: capture.method,
    url: urlOf(capture),
    httpVersion: `HTTP/${capture.httpVersion}`,
    cookies: cookiesOf(headerValue(headers, 'cookie')),
    headers: named(headers),
    queryString: readQuery(queryOf(target) ?? '').fields.map(({ name, value }) => ({
      name,
      value,
    })),
    headersSize: -1,
    bodySize: body.length,
    ...(body.length > 0 && {
      postData: isExactText(body)
        ? { mimeType, text: utf8Text(body) }
        : { mimeType, text: '', comment: BINARY },
    }),
  };
}

function responseOf({ reply, replyBody }: Portable, headers: readonly HeaderPair[]) {
  const bytes = replyBody ?? new Uint8Array();
  const mimeType = headerValue(headers, 'content-type') ?? '';
  const text = isExactText(bytes)
    ? { text: utf8Text(bytes) }
    : { text: base64Of(bytes), encoding: 'base64' };
  return {
    // HAR knows no request without an answer; 0 is what browsers write.
    status: reply?.status ?? 0,
    statusText: reply?.reason ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: named(headers),
    content: { size: bytes.length, mimeType, ...text },
    redirectURL: headerValue(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: bytes.length,
  };
}

const named = (headers: readonly HeaderPair[]): { name: string; value: string }[] =>
  headers.map(([name, value]) => ({ name, value }));

function urlOf({ headers, target, viaTunnel }: Portable): string {
  if (/^https?:\/\//i.test(target)) return target;
  const host = headerValue(headers, 'host') ?? 'localhost';
  const path = target.startsWith('/') ? target : `/${target}`;
  return `${viaTunnel ? 'https' : 'http'}://${host}${path}`;
}

function cookiesOf(header: string | undefined): { name: string; value: string }[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? { name: pair, value: '' }
        : { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
    });
}
