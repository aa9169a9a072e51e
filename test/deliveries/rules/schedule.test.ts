import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextDue,
  offsetsOf,
  planOf,
  slotAtStart,
  WINDOW_MS,
} from '../../../main/deliveries/rules/schedule.ts';
import type { RetrySchedule } from '../../../preload/contract/deliveries/rules.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const STITCHEX = offsetsOf({ kind: 'stitchex' });

const quick = { needsAir: false, retryAfterMs: null };

describe('the ladder', () => {
  it('of Stitchex ends 47:35:05 after the first attempt', () => {
    expect(STITCHEX).toHaveLength(10);
    expect(STITCHEX.at(-1)).toBe(47 * H + 35 * M + 5 * S);
  });

  it.each<[RetrySchedule, number, number]>([
    [{ kind: 'none' }, 1, 0],
    [{ kind: 'slack' }, 4, 6 * M],
    [{ kind: 'svix' }, 8, 27 * H + 35 * M + 5 * S],
    [{ kind: 'standard' }, 8, 31 * H + 35 * M + 5 * S],
    [{ kind: 'square' }, 12, 24 * H + 3 * M],
    [{ kind: 'shopify-like' }, 9, 14_380 * S],
    [{ kind: 'quick-dev' }, 17, 47 * H + 35 * M + 5 * S],
    [{ kind: 'custom', gaps: [1, 172_798, 5] }, 3, 172_799 * S],
  ])('%j has its attempts, cut at 48 hours', (schedule, attempts, last) => {
    const offsets = offsetsOf(schedule);
    expect([offsets.length, offsets.at(-1)]).toEqual([attempts, last]);
    expect(offsets.every((offset, i) => i === 0 || offset >= (offsets[i - 1] ?? 0))).toBe(true);
  });
});

describe('the next attempt', () => {
  const at = (slot: number) => ({
    offsets: STITCHEX,
    baseAt: 0,
    slot,
    deadlineAt: WINDOW_MS,
  });

  it('stands on the ladder, give or take a tenth of its own gap', () => {
    const due = (random: number) => nextDue(at(2), { endedAt: 306 * S, ...quick }, random);
    expect(due(0.5)).toEqual({ kind: 'due', at: 2105 * S, slot: 3, why: 'retry' });
    expect(due(0)).toMatchObject({ at: (2105 - 180) * S });
    expect(due(1)).toMatchObject({ at: (2105 + 180) * S });
  });

  it('waits a second, or a minute where the receiver needs air', () => {
    expect(nextDue(at(0), { endedAt: 30 * S, ...quick }, 0.5)).toMatchObject({ at: 31 * S });
    const air = { endedAt: 30 * S, needsAir: true, retryAfterMs: null };
    expect(nextDue(at(0), air, 0.5)).toMatchObject({ at: 90 * S, slot: 1 });
  });

  it('is never earlier than Retry-After says, and passes over the slots in between', () => {
    const asked = (ms: number) =>
      nextDue(at(1), { endedAt: 6 * S, needsAir: false, retryAfterMs: ms }, 0.5);
    expect(asked(10 * S)).toEqual({ kind: 'due', at: 305 * S, slot: 2, why: 'retry' });
    expect(asked(2 * H)).toEqual({
      kind: 'due',
      at: 2 * H + 6 * S,
      slot: 3,
      why: 'retry-after',
    });
    expect(asked(10 * 24 * H)).toMatchObject({ at: WINDOW_MS - S, why: 'final' });
  });

  it('is there no more after the last slot, nor right before the deadline', () => {
    expect(nextDue(at(9), { endedAt: STITCHEX[9] ?? 0, ...quick }, 0.5)).toEqual({
      kind: 'over',
      why: 'no-slot',
    });
    const late = { endedAt: WINDOW_MS - 30 * S, needsAir: true, retryAfterMs: null };
    expect(nextDue(at(5), late, 0.5)).toEqual({ kind: 'over', why: 'deadline' });
  });

  it('after a sleep over several slots is one now, and then one in the future', () => {
    const woken = 9 * H;
    const slot = slotAtStart({ offsets: STITCHEX, baseAt: 0, slot: 2 }, 305 * S, woken);
    expect(slot).toBe(5);
    const next = nextDue(at(slot), { endedAt: woken + S, ...quick }, 0.5);
    expect(next).toMatchObject({ at: STITCHEX[6], slot: 6 });
  });
});

/** Plays a delivery that always fails. */
function play(seed: number, schedule: RetrySchedule, retryAfter: boolean): number[] {
  const offsets = offsetsOf(schedule);
  let state = seed;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const starts: number[] = [];
  let due = { at: 0, slot: 0 };
  for (;;) {
    const late = random() < 0.2 ? random() * 5 * H : 0;
    const start = Math.round(due.at + late);
    // The queue discards what it finds after the deadline.
    if (start > WINDOW_MS) return starts;
    const slot = slotAtStart(
      { offsets, baseAt: starts[0] ?? start, slot: due.slot },
      due.at,
      start,
    );
    starts.push(start);
    const endedAt = start + random() * 30 * S;
    const next = nextDue(
      { offsets, baseAt: starts[0] ?? 0, slot, deadlineAt: WINDOW_MS },
      {
        endedAt,
        needsAir: random() < 0.5,
        retryAfterMs: retryAfter && random() < 0.3 ? random() * 20 * H : null,
      },
      random(),
    );
    if (next.kind === 'over') return starts;
    expect(next.at).toBeGreaterThanOrEqual(endedAt);
    expect(next.slot).toBeGreaterThan(slot);
    due = next;
  }
}

describe('a delivery that always fails, for 1,000 seeds', () => {
  it.each([false, true])('ends within 48 hours, Retry-After %s', (retryAfter) => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom<RetrySchedule>(
          { kind: 'stitchex' },
          { kind: 'standard' },
          { kind: 'quick-dev' },
          { kind: 'custom', gaps: Array.from({ length: 99 }, () => 3600) },
        ),
        (seed, schedule) => {
          const starts = play(seed, schedule, retryAfter);
          expect(starts.at(-1)).toBeLessThanOrEqual(WINDOW_MS);
          expect(starts.length).toBeLessThanOrEqual(offsetsOf(schedule).length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

it('a plan holds every attempt still to come, in order and before the deadline', () => {
  const plan = planOf(
    { offsets: STITCHEX, baseAt: 0, deadlineAt: WINDOW_MS },
    { at: 290 * S, slot: 2 },
  );
  expect(plan.map(({ slot }) => slot)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  expect(plan[0]).toEqual({ slot: 2, at: 290 * S, earliest: 290 * S, latest: 290 * S });
  expect(plan[1]).toEqual({ slot: 3, at: 2105 * S, earliest: 1925 * S, latest: 2285 * S });
  expect(plan.every(({ latest }) => latest < WINDOW_MS)).toBe(true);
});
