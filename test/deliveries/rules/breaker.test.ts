import { describe, expect, it } from 'vitest';
import {
  afterAttempt,
  atTime,
  type Breaker,
  CLOSED,
  type Sign,
} from '../../../main/deliveries/rules/breaker.ts';

const BAD: Extract<Sign, { kind: 'bad' }> = {
  kind: 'bad',
  counts: true,
  refused: false,
  retryAfterMs: null,
};
const REFUSED: Sign = { ...BAD, refused: true };
const DISLIKED: Sign = { ...BAD, counts: false };
const GOOD: Sign = { kind: 'good' };

function after(signs: readonly Sign[], { loopback = false, from = CLOSED } = {}): Breaker {
  return signs.reduce(
    (breaker, sign) => afterAttempt(breaker, sign, { now: 0, loopback, random: 0.5 }),
    from,
  );
}
const times = (sign: Sign, n: number): Sign[] => Array.from({ length: n }, () => sign);

describe('a breaker', () => {
  it('opens after five failures in a row, for half a minute', () => {
    expect(after(times(BAD, 4)).state).toBe('closed');
    expect(after(times(BAD, 5))).toMatchObject({ state: 'open', until: 30_000 });
    expect(after([...times(BAD, 4), GOOD, ...times(BAD, 4)]).state).toBe('closed');
  });

  it('does not count answers that only dislike the message', () => {
    expect(after(times(DISLIKED, 50)).state).toBe('closed');
  });

  it('opens after three refused connections on this machine, until somebody listens', () => {
    const open = after(times(REFUSED, 3), { loopback: true });
    expect(open).toMatchObject({ state: 'open', nothingListens: true });
    expect(atTime(open, 10 ** 12).state).toBe('open');
    expect(after(times(REFUSED, 3)).state).toBe('closed');
  });

  it('on this machine waits for somebody to listen, also where the one let through is refused', () => {
    const half = atTime(after(times(BAD, 5), { loopback: true }), 30_000);
    expect(half.state).toBe('half-open');
    expect(after([REFUSED], { from: half, loopback: true })).toMatchObject({
      state: 'open',
      nothingListens: true,
    });
    expect(after([BAD], { from: half, loopback: true }).nothingListens).toBe(false);
  });

  it('lets one through when its time is over; a failure opens it for longer each time', () => {
    let breaker = after(times(BAD, 5));
    const waits: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      waits.push(breaker.until ?? 0);
      expect(atTime(breaker, (breaker.until ?? 0) - 1).state).toBe('open');
      const half = atTime(breaker, breaker.until ?? 0);
      expect(half.state).toBe('half-open');
      breaker = after([BAD], { from: half });
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 600].map((s) => s * 1000));
    expect(breaker.until).toBe(600_000);
    expect(after([GOOD], { from: atTime(breaker, 600_000) })).toEqual(CLOSED);
  });

  it('stays open as long as Retry-After asks', () => {
    const asked = after([...times(BAD, 4), { ...BAD, retryAfterMs: 3_600_000 }]);
    expect(asked.until).toBe(3_600_000);
  });
});
