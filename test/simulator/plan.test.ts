import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PER_SECOND, planProblem, planSends, previewOf } from '../../main/simulator/plan.ts';
import { createSendQueue } from '../../main/simulator/send-queue.ts';
import { SimulationPlan } from '../../preload/contract/simulator.ts';

const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const span = fc.integer({ min: 0, max: 20_000 });
const plans = fc.record({
  seed: fc.integer({ min: 0, max: 4_294_967_295 }),
  events: fc.integer({ min: 1, max: 600 }),
  duplicates: fc.record({ share, copies: fc.integer({ min: 1, max: 5 }), withinMs: span }),
  disorder: fc.record({ share, withinMs: span }),
  burst: fc.record({ size: fc.integer({ min: 1, max: 1000 }), spreadMs: span, gapMs: span }),
});
const plan = (some: Parameters<typeof SimulationPlan.parse>[0]): SimulationPlan =>
  SimulationPlan.parse(some);

describe('a plan', () => {
  it('sends each event once, and the wanted share of them more than once', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const sends = planSends(input);
        const firsts = sends.filter(({ copy }) => copy === 0);
        expect(firsts.map(({ event }) => event).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: input.events }, (_, i) => i + 1),
        );
        const doubled = new Set(sends.filter(({ copy }) => copy > 0).map(({ event }) => event));
        expect(doubled.size).toBe(Math.round(input.events * input.duplicates.share));
        for (const { copy } of sends) expect(copy).toBeLessThanOrEqual(input.duplicates.copies);
        const late = input.disorder.withinMs === 0 ? 0 : input.disorder.share;
        expect(previewOf(sends).late).toBe(Math.round(input.events * late));
        expect(previewOf(sends).requests).toBe(sends.length);
      }),
    );
  });

  it('stands in the order of time, a duplicate behind its first, at most 200 in any second', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const sends = planSends(input);
        const seen = new Map<number, number>();
        for (const [i, { event, copy, atMs }] of sends.entries()) {
          expect(atMs).toBeGreaterThanOrEqual(sends[i - 1]?.atMs ?? 0);
          expect(copy === 0 || seen.has(event)).toBe(true);
          seen.set(event, copy);
          const before = sends[i - MOST_PER_SECOND]?.atMs ?? Number.NEGATIVE_INFINITY;
          expect(atMs - before).toBeGreaterThanOrEqual(1000);
        }
      }),
    );
  });

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(plans, (input) => {
        expect(planSends(structuredClone(input))).toEqual(planSends(input));
      }),
    );
  });

  it('is another one for another seed', () => {
    const of = (seed: number) => JSON.stringify(planSends(plan({ seed, events: 50 })));
    expect(new Set([1, 2, 3, 4].map(of)).size).toBe(4);
  });

  it('keeps the order of the events where nothing is late', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const sends = planSends({ ...input, disorder: { share: 0, withinMs: 0 } });
        const events = sends.filter(({ copy }) => copy === 0).map(({ event }) => event);
        expect(events).toEqual(events.toSorted((a, b) => a - b));
      }),
    );
  });

  it('comes in bursts with pauses between them', () => {
    const sends = planSends(
      plan({
        events: 6,
        duplicates: { share: 0 },
        disorder: { share: 0 },
        burst: { size: 3, spreadMs: 0, gapMs: 5000 },
      }),
    );
    expect(sends.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 5000, 5000, 5000]);
  });

  it('says when it is too much: more than 20,000 requests, longer than an hour', () => {
    const many = planSends(plan({ events: 10_000, duplicates: { share: 1, copies: 5 } }));
    expect(planProblem(many)).toMatchObject({ field: 'duplicates.share' });
    const long = planSends(plan({ events: 10_000, burst: { size: 1, gapMs: 1000 } }));
    expect(planProblem(long)).toMatchObject({ field: 'burst.gapMs' });
    expect(planProblem(planSends(plan({})))).toBeUndefined();
  });
});

describe('the queue', () => {
  it('hands out the plan and its retries in the order of time, none twice, none lost', () => {
    fc.assert(
      fc.property(plans, fc.array(span, { maxLength: 30 }), (input, gaps) => {
        const sends = planSends({ ...input, events: Math.min(input.events, 60) });
        const queue = createSendQueue(sends);
        const waiting = [...gaps];
        let last = 0;
        let taken = 0;
        for (let send = queue.head(); send !== undefined; send = queue.head()) {
          expect(send.atMs).toBeGreaterThanOrEqual(last);
          last = send.atMs;
          queue.take(send);
          taken += 1;
          const gap = waiting.pop();
          if (gap !== undefined) queue.again({ ...send, retry: send.retry + 1, atMs: last + gap });
        }
        expect(queue.waiting()).toBe(0);
        expect(taken).toBe(sends.length + gaps.length - waiting.length);
      }),
    );
  });
});
