import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { bytesOfLatin1 } from '../decode/latin1.ts';

export interface RawMessage extends Pick<CaptureDetail, 'method' | 'target' | 'httpVersion'> {
  headers: readonly HeaderPair[];
  trailers: readonly HeaderPair[];
}

function block(headers: readonly HeaderPair[]): string {
  return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

function isChunked(headers: readonly HeaderPair[]): boolean {
  return headers.some(
    ([name, value]) => name.toLowerCase() === 'transfer-encoding' && /chunked\s*$/i.test(value),
  );
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The request as a message of HTTP/1, ready to be written to a socket. A chunked body goes out as
 * one chunk: the sender's chunk borders are framing and were not kept.
 */
export function rawHttp(message: RawMessage, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { method, target, httpVersion, headers, trailers } = message;
  const version = httpVersion.startsWith('HTTP/') ? httpVersion : `HTTP/${httpVersion}`;
  const head = bytesOfLatin1(`${method} ${target} ${version}\r\n${block(headers)}\r\n`);
  if (!isChunked(headers)) return join([head, body]);
  const size =
    body.length > 0 ? bytesOfLatin1(`${body.length.toString(16)}\r\n`) : new Uint8Array();
  const end = bytesOfLatin1(`${body.length > 0 ? '\r\n' : ''}0\r\n${block(trailers)}\r\n`);
  return join([head, size, body, end]);
}
