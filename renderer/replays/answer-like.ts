import { headerValue } from '../wire/headers/header-values.ts';
import type { CannedReply } from '../../preload/contract/endpoints.ts';
import type { SentReply } from '../../preload/contract/captures.ts';
import { checkHeaderName, checkHeaderValue } from '../../preload/rules/endpoint-rules.ts';

/** The most characters of a body that an endpoint keeps to answer with. */
const LONGEST_BODY = 1_000_000;

export type LikeReply = { ok: true; reply: CannedReply } | { ok: false; why: string };

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: an endpoint keeps text, which would change these bytes.
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * What an endpoint answers with, made the same as a reply that was sent: status, headers and body.
 * `Date` and what belongs to the connection are set for each reply; the delay stays as it was.
 *
 * @param bytes the body as it was sent.
 */
export function replyLike(
  sent: Pick<SentReply, 'status' | 'headers'>,
  bytes: Uint8Array,
  before: CannedReply,
): LikeReply {
  if (sent.status < 200 || sent.status > 599) {
    return { ok: false, why: `An endpoint cannot answer ${sent.status}.` };
  }
  const body = textOf(bytes);
  const isText =
    body !== null && sent.headers.every(([n]) => n.toLowerCase() !== 'content-encoding');
  if (!isText) return { ok: false, why: 'The body is not text. An endpoint answers with text.' };
  if (body.length > LONGEST_BODY) {
    return { ok: false, why: 'The body is too long. An endpoint keeps at most 1 MB.' };
  }
  const headers = sent.headers.filter(
    ([name, value]) =>
      name.toLowerCase() !== 'date' &&
      checkHeaderName(name) === null &&
      checkHeaderValue(value) === null,
  );
  const type = headerValue(headers, 'content-type') ?? '';
  return {
    ok: true,
    reply: {
      status: sent.status,
      headers,
      body,
      bodyKind: /^application\/(?:[\w.-]+\+)?json\b/i.test(type) && isJson(body) ? 'json' : 'text',
      delayMs: before.delayMs,
      failFirst: { ...before.failFirst, count: 0 },
    },
  };
}
