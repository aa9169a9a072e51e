import { utf8Bytes } from '../../../main/curl/bytes.ts';
import { headerValue } from '../headers/header-values.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { bytesOf, type ReadPasted, targetOf } from './pasted-request.ts';

const REQUEST_LINE =
  /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|QUERY) (\/\S*|https?:\/\/\S+)(?: HTTP\/\d(?:\.\d)?)?$/;

/** Set when a request is sent: a copied one would contradict the body, or speak of another connection. */
const SET_WHEN_SENT = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
]);

/** Whether a text begins with the request line of an HTTP message. */
export function looksLikeHttp(text: string): boolean {
  return REQUEST_LINE.test(firstLine(text));
}

const firstLine = (text: string): string => (text.trimStart().split(/\r?\n/, 1)[0] ?? '').trimEnd();

/** Reads an HTTP message as text: its start line, its headers, and behind a blank line its body. */
export function readHttp(text: string): ReadPasted {
  const source = text.trimStart();
  const [, method = '', at = ''] = REQUEST_LINE.exec(firstLine(source)) ?? [];
  if (method === '') return { problem: 'This does not begin with a request line.' };
  const gap = /\r?\n[ \t]*\r?\n/.exec(source);
  const head = gap === null ? source : source.slice(0, gap.index);
  const body = gap === null ? '' : source.slice(gap.index + gap[0].length);
  const headers: HeaderPair[] = [];
  for (const line of head.split(/\r?\n/).slice(1)) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    if (colon <= 0) return { problem: `The header line “${line.slice(0, 60)}” has no colon.` };
    headers.push([line.slice(0, colon).trim(), utf8Bytes(line.slice(colon + 1).trim())]);
  }
  const host = headerValue(headers, 'host');
  const url = at.startsWith('/')
    ? host === undefined
      ? null
      : `${schemeOf(host)}${host}${at}`
    : at;
  return {
    request: {
      method,
      url,
      target: utf8Bytes(at.startsWith('/') ? at : targetOf(at)),
      headers: headers.filter(([name]) => !SET_WHEN_SENT.has(name.toLowerCase())),
      body: bytesOf(utf8Bytes(body)),
    },
  };
}

/** A message does not say how it travelled; this computer is rarely asked over TLS. */
const schemeOf = (host: string): string =>
  /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i.test(host) ? 'http://' : 'https://';
