/** The circuit breaker of one destination, as it is kept. */
export interface Breaker {
  state: 'closed' | 'open' | 'half-open';
  /** When an open one lets one delivery through; null while it is not open. */
  until: number | null;
  /** Failed attempts in a row that count. */
  failures: number;
  /** Refused connections in a row. */
  refused: number;
  /** How often it opened in a row. */
  step: number;
  /** Opened because nothing listens: then the port is looked at, rather than the clock. */
  nothingListens: boolean;
}

/** What an attempt says of the health of its destination. */
export type Sign =
  | { kind: 'good' }
  /** `counts` is false for 4xx other than 429: the server is there, it dislikes the message. */
  | { kind: 'bad'; counts: boolean; refused: boolean; retryAfterMs: number | null };

export const CLOSED: Breaker = {
  state: 'closed',
  until: null,
  failures: 0,
  refused: 0,
  step: 0,
  nothingListens: false,
};

const FAILURES_TO_OPEN = 5;
const REFUSED_TO_OPEN = 3;
const OPEN_MS = [30_000, 60_000, 120_000, 240_000, 480_000, 600_000];
const LONGEST_MS = 600_000;
const JITTER = 0.1;

/** The breaker after an attempt ended. */
export function afterAttempt(
  breaker: Breaker,
  sign: Sign,
  { now, loopback, random }: { now: number; loopback: boolean; random: number },
): Breaker {
  if (sign.kind === 'good') return CLOSED;
  if (breaker.state === 'half-open') {
    const again = { ...breaker, nothingListens: loopback && sign.refused };
    return opened(again, breaker.step + 1, sign, now, random);
  }
  // Attempts that were under way when it opened tell nothing new.
  if (breaker.state === 'open' || !sign.counts) return breaker;
  const failures = breaker.failures + 1;
  const refused = sign.refused ? breaker.refused + 1 : 0;
  const counted = { ...breaker, failures, refused };
  const nothingListens = loopback && refused >= REFUSED_TO_OPEN;
  if (!nothingListens && failures < FAILURES_TO_OPEN) return counted;
  return opened({ ...counted, nothingListens }, 0, sign, now, random);
}

function opened(
  breaker: Breaker,
  step: number,
  sign: Extract<Sign, { kind: 'bad' }>,
  now: number,
  random: number,
): Breaker {
  const ms = (OPEN_MS[step] ?? LONGEST_MS) * (1 + (random * 2 - 1) * JITTER);
  const until = now + Math.max(ms, sign.retryAfterMs ?? 0);
  return { ...breaker, state: 'open', step, until: Math.round(until) };
}

/** The breaker as a look at the clock finds it: an open one whose time is over lets one through. */
export function atTime(breaker: Breaker, now: number): Breaker {
  if (breaker.state !== 'open' || breaker.nothingListens || (breaker.until ?? 0) > now) {
    return breaker;
  }
  return halfOpen(breaker);
}

/** One delivery may go out and find out. */
export function halfOpen(breaker: Breaker): Breaker {
  return { ...breaker, state: 'half-open', until: null, nothingListens: false };
}
