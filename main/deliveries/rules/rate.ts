/** A token bucket of one destination. It starts full. */
export interface Bucket {
  tokens: number;
  at: number;
}

type Rate = { count: number; per: 'second' | 'minute' };

const MS = { second: 1000, minute: 60_000 };
/** A bucket holds what flows in within this time, so that a rate holds over short times too. */
const DEPTH_MS = 100;

const perMs = (rate: Rate): number => rate.count / MS[rate.per];
const depth = (rate: Rate): number => Math.max(1, perMs(rate) * DEPTH_MS);

/** The bucket as it stands now. */
export function refill(bucket: Bucket | null, rate: Rate, now: number): Bucket {
  if (bucket === null) return { tokens: depth(rate), at: now };
  // A clock set back fills nothing, and empties nothing.
  const elapsed = Math.max(0, now - bucket.at);
  const tokens = Math.min(depth(rate), bucket.tokens + elapsed * perMs(rate));
  // Sums of small parts stay a hair below a whole token otherwise.
  return { tokens: Math.round(tokens * 1e6) / 1e6, at: now };
}

/** Ms until the bucket holds one token. */
export function untilNext(bucket: Bucket, rate: Rate): number {
  return bucket.tokens >= 1 ? 0 : Math.ceil((1 - bucket.tokens) / perMs(rate) - 1e-6);
}
