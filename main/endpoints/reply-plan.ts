import { STATUS_CODES } from 'node:http';
import type { CannedReply } from '../../preload/contract/endpoints.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

/** A reply ready to be sent: what goes on the wire apart from connection handling. */
export interface ReplyPlan {
  status: number;
  reason: string;
  headers: HeaderPair[];
  body: Buffer;
  /** The body as a string where it is plain ASCII: then head and body leave in one write. */
  ascii: string | null;
  delayMs: number;
  /** Why it is not the plain canned reply; null if it is. */
  note: string | null;
}

const has = (headers: readonly HeaderPair[], name: string): boolean =>
  headers.some(([key]) => key.toLowerCase() === name);

/** HEAD and these statuses carry no body (RFC 9110 §6.4.1, §9.3.2, §15.3.5, §15.4.5). */
export function carriesBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

interface Encoded {
  bytes: Buffer;
  ascii: string | null;
}

const NO_BODY: Encoded = { bytes: Buffer.alloc(0), ascii: '' };
const encoded = new WeakMap<CannedReply, Encoded>();

/** The body in bytes, encoded once for each version of a reply. */
function bodyOf(reply: CannedReply): Encoded {
  const known = encoded.get(reply);
  if (known) return known;
  const bytes = Buffer.from(reply.body, 'utf8');
  const fresh = { bytes, ascii: bytes.length === reply.body.length ? reply.body : null };
  encoded.set(reply, fresh);
  return fresh;
}

/**
 * The reply an endpoint gives to one request.
 *
 * @param failuresDone how many requests it has failed on purpose so far.
 */
export function planReply(reply: CannedReply, method: string, failuresDone: number): ReplyPlan {
  const failing = failuresDone < reply.failFirst.count;
  const status = failing ? reply.failFirst.status : reply.status;
  const full = failing ? NO_BODY : bodyOf(reply);
  const headers = failing ? [] : reply.headers.map(([name, value]): HeaderPair => [name, value]);
  if (full.bytes.length > 0 && !has(headers, 'content-type')) {
    const type = reply.bodyKind === 'json' ? 'application/json' : 'text/plain; charset=utf-8';
    headers.push(['Content-Type', type]);
  }
  // 204 must not announce a length; HEAD and 304 announce what the full reply would have had.
  if (status !== 204) headers.push(['Content-Length', String(full.bytes.length)]);
  const body = carriesBody(method, status) ? full : NO_BODY;
  return {
    status,
    reason: STATUS_CODES[status] ?? '',
    headers,
    body: body.bytes,
    ascii: body.ascii,
    delayMs: reply.delayMs,
    note: failing ? `failed on purpose: ${failuresDone + 1} of ${reply.failFirst.count}` : null,
  };
}
