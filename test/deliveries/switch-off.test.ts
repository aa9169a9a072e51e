import { describe, expect, it } from 'vitest';
import {
  FRESH,
  type KeptDestination,
  type Standing,
} from '../../main/deliveries/store/destination-store.ts';
import { type Ended, standingAfter } from '../../main/deliveries/rules/next-state.ts';
import type { Change } from '../../main/deliveries/store/delivery-store.ts';
import type { Verdict } from '../../main/deliveries/rules/outcome.ts';
import { HOUR, START } from './delivery-room.ts';

const failedWith = (status: number): Verdict => ({
  kind: 'failed',
  failure: `http_${status}`,
  status,
  needsAir: false,
  retryAfterMs: null,
  nothingListens: false,
  headers: [],
});
const DELIVERED: Verdict = { kind: 'delivered', status: 200 };

/** What remains of a destination after attempts that ended so, one an hour. */
function after(
  attempts: readonly { verdict: Verdict; state?: Change['state'] }[],
  { loopback = false, everyMs = HOUR } = {},
): Standing {
  const destination = { loopback, settings: { statusRules: [] } } as unknown as KeptDestination;
  return attempts.reduce<Standing>((standing, { verdict, state = 'scheduled' }, i) => {
    const ended = {
      begun: { row: { prior_state: null } },
      destination,
      verdict,
      words: '',
      endedAt: START + i * everyMs,
      cancelAsked: false,
    } as unknown as Ended;
    return standingAfter(standing, ended, { state } as Change, 0.5);
  }, FRESH);
}

const failures = (count: number, state: Change['state'] = 'scheduled') =>
  Array.from({ length: count }, () => ({ verdict: failedWith(500), state }));

describe('a destination on the internet is switched off', () => {
  it('after 120 hours of nothing but failures, and not before', () => {
    expect(after(failures(120)).state).toBe('live');
    expect(after(failures(121))).toMatchObject({ state: 'off' });
    expect(after(failures(121)).offReason).toContain('120 hours');
  });

  it('not for few failures, however long ago the first was', () => {
    expect(after(failures(9), { everyMs: 100 * HOUR }).state).toBe('live');
  });

  it('not where a success came between', () => {
    const mixed = [...failures(100), { verdict: DELIVERED }, ...failures(100)];
    expect(after(mixed)).toMatchObject({ state: 'live', failures: 100 });
  });

  it('after 20 deliveries in a row were discarded', () => {
    expect(after(failures(19, 'discarded')).state).toBe('live');
    expect(after(failures(20, 'discarded'))).toMatchObject({ state: 'off' });
  });

  it('at once by 410', () => {
    expect(after([{ verdict: failedWith(410) }])).toMatchObject({ offReason: '410 Gone' });
  });

  it('never by a refusal of our own', () => {
    const blocked = Array.from({ length: 300 }, () => ({ verdict: { kind: 'refused' } as const }));
    expect(after(blocked)).toEqual(FRESH);
  });
});

it('a destination on this machine is switched off by 410 only', () => {
  const loopback = { loopback: true };
  expect(after(failures(500, 'discarded'), loopback).state).toBe('live');
  expect(after([{ verdict: failedWith(410) }], loopback).state).toBe('off');
});
