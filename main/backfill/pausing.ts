import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValue } from '../lib/headers.ts';
import type { ExchangeResult } from '../outbound/exchange.ts';

const LONGEST_PAUSE_MS = 15 * 60_000;

/** ms to wait, where a limit was met; null where none was. What the answer says counts, and only that. */
export function pauseOf(
  { status, headers, outcome }: ExchangeResult,
  now: number,
  before: number,
): number | null {
  const isSpent = headerValue(headers, 'x-ratelimit-remaining') === '0';
  const isLimit = status === 429 || status === 503 || (status === 403 && isSpent);
  const after = headerValue(headers, 'retry-after');
  if (outcome !== 'answered' || !(isLimit || (status === 403 && after !== undefined))) return null;
  const asked = after === undefined ? undefined : spanIn(after, now);
  const untilReset = resetIn(headers, now, isSpent);
  const own = Math.min(60_000, 1000 * 2 ** before);
  return Math.min(LONGEST_PAUSE_MS, Math.max(0, asked ?? untilReset ?? own));
}

/** What is less is a span, what is more a time since 1970; both in seconds. */
const LONGEST_SPAN_S = 100_000_000;

/** ms until a limit is over. The usual header stands on any answer, and counts where the limit is used up. */
function resetIn(
  headers: readonly HeaderPair[],
  now: number,
  isSpent: boolean,
): number | undefined {
  const text =
    headerValue(headers, 'x-contentful-ratelimit-reset') ??
    (isSpent ? headerValue(headers, 'x-ratelimit-reset') : undefined);
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text.trim())) return undefined;
  const reset = Number(text);
  return reset < LONGEST_SPAN_S ? reset * 1000 : reset * 1000 - now;
}

/** `Retry-After` as seconds or as a date. */
function spanIn(text: string, now: number): number | undefined {
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isFinite(at) ? at - now : undefined;
}
