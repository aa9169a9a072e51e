import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { findProvider } from '../providers/providers.ts';
import { type RequestView, scalar, walk } from '../request-view.ts';
import type { Secret } from '../scheme.ts';
import { verify } from '../verify.ts';

export interface HandshakeInput {
  view: RequestView;
  /** Of the endpoint, newest first. */
  secrets: readonly Secret[];
  /** What the user typed as verify token (Meta, eBay); null without one. */
  verifyToken: string | null;
  now: number;
}

export interface HandshakeReply {
  /** Which handshake it was, in words. */
  name: string;
  status: number;
  headers: HeaderPair[];
  body: string;
  /** A secret the provider handed over, to be offered to the user. */
  offered: string | null;
}

export type Responder = (input: HandshakeInput) => HandshakeReply | null;

/** Whatever a stranger chose is echoed as plain text only, and kept by nobody. */
const ALWAYS: HeaderPair[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Cache-Control', 'no-store'],
];

export function reply(
  name: string,
  status: number,
  body: string,
  more: Partial<HandshakeReply> = {},
): HandshakeReply {
  const type = body === '' ? [] : [['Content-Type', 'text/plain; charset=utf-8'] as HeaderPair];
  return {
    name,
    status,
    body,
    offered: null,
    ...more,
    headers: [...type, ...(more.headers ?? []), ...ALWAYS],
  };
}

export function replyJson(name: string, value: unknown, status = 200): HandshakeReply {
  const headers: HeaderPair[] = [['Content-Type', 'application/json'], ...ALWAYS];
  return { name, status, body: JSON.stringify(value), offered: null, headers };
}

export const textAt = (view: RequestView, path: string): string | undefined =>
  scalar(walk(view.json(), path));

/** Why the endpoint's secrets do not vouch for a request; null where they do, or where none is set. */
export function distrust(provider: string, { view, secrets, now }: HandshakeInput): string | null {
  const found = findProvider(provider);
  if (found === undefined || secrets.length === 0) return null;
  const verdict = verify({ provider: found, request: view, secrets, now });
  return verdict.state === 'verified' ? null : verdict.text;
}
