import { hasHeader } from '../lib/headers.ts';
import type { CannedReply } from '../../preload/contract/endpoints.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { planOf, type ReplyPlan } from '../intake/taker.ts';

/** The reply of an endpoint. */
export interface CannedPlan extends ReplyPlan {
  /** Why it is not the plain canned reply; null if it is. */
  note: string | null;
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
export function planReply(reply: CannedReply, failuresDone: number): CannedPlan {
  const failing = failuresDone < reply.failFirst.count;
  const status = failing ? reply.failFirst.status : reply.status;
  const full = failing ? NO_BODY : bodyOf(reply);
  const headers = failing ? [] : reply.headers.map(([name, value]): HeaderPair => [name, value]);
  if (full.bytes.length > 0 && !hasHeader(headers, 'content-type')) {
    const type = reply.bodyKind === 'json' ? 'application/json' : 'text/plain; charset=utf-8';
    headers.push(['Content-Type', type]);
  }
  const plan = planOf({ status, headers, body: full.bytes });
  return {
    ...plan,
    ascii: plan.body === full.bytes ? full.ascii : '',
    delayMs: reply.delayMs,
    note: failing ? `failed on purpose: ${failuresDone + 1} of ${reply.failFirst.count}` : null,
  };
}
