import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** A request that was pasted as text. Header values and target are bytes, one character each. */
export interface PastedRequest {
  method: string;
  /** Absolute http(s) URL; null where the text names only a path. */
  url: string | null;
  /** Path and query, as in the text. */
  target: string;
  headers: HeaderPair[];
  body: Uint8Array<ArrayBuffer>;
}

export type ReadPasted = { request: PastedRequest } | { problem: string };

/** Bytes of a text that has one character for each. */
export function bytesOf(latin1: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(latin1, (char) => char.charCodeAt(0) & 0xff);
}

/** The part of an absolute URL that goes on the request line; no fragment. */
export function targetOf(url: string): string {
  const path = /^https?:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? '';
  return path.startsWith('/') ? path : `/${path}`;
}
