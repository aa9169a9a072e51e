import type { HeaderPair } from '../../preload/contract/shapes.ts';

/** One request as a snippet sends it. */
export interface SnippetRequest {
  method: string;
  /** Where the intake listens, without a trailing slash. */
  baseUrl: string;
  /** Raw request target, one character per byte (latin1). */
  target: string;
  /** As captured; each snippet leaves out what its client writes itself. */
  headers: readonly HeaderPair[];
  /** As sent, content codings included. */
  body: Uint8Array;
  /** What a downloaded body is called, for bodies too large to paste. */
  bodyFile: string;
  /** Where they are not given, HTTP/1.1 and none. Only the raw message has them. */
  httpVersion?: string;
  trailers?: readonly HeaderPair[];
}

// Host, lengths and framing are the client's to write: copied, they would name another server or
// contradict the body. The others speak of one connection (RFC 9110 §7.6.1), and Expect asks for
// an interim answer that has nothing to do with the message.
const CLIENT_WRITES = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
  'http2-settings',
  'expect',
]);

/** Whether a client writes this header by itself: for one connection, or for the body it sends. */
export const isWrittenByClient = (name: string): boolean => CLIENT_WRITES.has(name.toLowerCase());

/** The headers a copied request carries, in their order and case, repeated ones included. */
export function sendableHeaders(headers: readonly HeaderPair[]): HeaderPair[] {
  return headers.filter(([name]) => !isWrittenByClient(name));
}

/** Targets every client sends on unchanged when they are part of a URL. */
const PLAIN_TARGET = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*$/;

export function isPlainTarget(target: string): boolean {
  return PLAIN_TARGET.test(target) && !/\/\.{1,2}(\/|\?|$)/.test(target);
}

/** Beyond this a body is no longer pasted but read from a file the user saved. */
export const PASTE_LIMIT = 1_000_000;

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 6000) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 6000)));
  }
  return text;
}

export function isPrintableAscii(text: string): boolean {
  return /^[\x20-\x7E]*$/.test(text);
}

export function hasHeader(headers: readonly HeaderPair[], name: string): boolean {
  return headers.some(([own]) => own.toLowerCase() === name);
}

/** Each name once, as it came first, with all its values: for clients that know no repeats. */
export function joinedHeaders(headers: readonly HeaderPair[]): HeaderPair[] {
  const joined = new Map<string, HeaderPair>();
  for (const [name, value] of headers) {
    const known = joined.get(name.toLowerCase());
    joined.set(name.toLowerCase(), known ? [known[0], `${known[1]}, ${value}`] : [name, value]);
  }
  return [...joined.values()];
}
