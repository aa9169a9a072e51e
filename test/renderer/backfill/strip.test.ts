import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  around,
  awayIn,
  heldIn,
  missingIn,
  stripWords,
} from '../../../renderer/backfill/strip/places.ts';

const SPAN = { from: 1000, to: 2000 };
const none = { ok: 0, refused: 0, failed: 0, replays: 0 };
const histogram = (from: number, bucketMs: number, sums: number[]) => ({
  from,
  bucketMs,
  counts: sums.map((ok) => ({ ...none, ok })),
  outages: [],
});
const gap = (from: number, to: number | null) => ({ from, to, reason: '' });

it('places what lies in the span, cut at its ends, and leaves out the rest', () => {
  const away = [gap(0, 999), gap(500, 1250), gap(1500, null), gap(2000, 2100)];
  expect(awayIn(SPAN, away, 1750)).toEqual([
    { from: 0, width: 0.25 },
    { from: 0.5, width: 0.25 },
  ]);
  expect(heldIn(SPAN, histogram(750, 250, [9, 4, 0, 1, 2]))).toEqual([
    { from: 0, width: 0.25, height: 4 / 9 },
    { from: 0.5, width: 0.25, height: 0.15 },
    { from: 0.75, width: 0.25, height: 2 / 9 },
  ]);
  expect(missingIn(SPAN, [999, 1500, 2000]).map(({ from }) => from)).toEqual([0.5]);
});

it('is told in words: what is here, what is missing, how long one was away', () => {
  const minute = 60_000;
  const span = { from: 0, to: 30 * minute };
  const held = { ...histogram(0, minute, [1]), counts: [{ ...none, ok: 1, replays: 7 }] };
  const away = [gap(-minute, 2 * minute), gap(10 * minute, null)];
  expect(stripWords(span, { away, held, missing: [5, minute, -5] }, 15 * minute)).toBe(
    '1 capture, 2 missing, away for 7 min',
  );
  expect(stripWords(span, { away: [], held: undefined, missing: null }, 0)).toBe(
    '0 captures, never away',
  );
});

it('nothing that is drawn leaves the strip, or is too narrow to be seen', () => {
  const time = fc.integer({ min: -5000, max: 5000 });
  fc.assert(
    fc.property(time, fc.nat(4000), fc.array(fc.tuple(time, fc.nat(3000))), (from, ms, times) => {
      const span = { from, to: from + ms + 1 };
      const places = [
        ...awayIn(
          span,
          times.map(([at, long]) => gap(at, at + long)),
          5000,
        ),
        ...missingIn(
          span,
          times.map(([at]) => at),
        ),
        ...heldIn(span, histogram(from - 7, 10, times.map(([, n]) => n).slice(0, 240))),
      ];
      for (const place of places) {
        expect(place.from).toBeGreaterThanOrEqual(0);
        expect(place.width).toBeGreaterThanOrEqual(0.004);
        expect(place.from + place.width).toBeLessThanOrEqual(1.0041);
      }
      const wide = around(span, span.to);
      expect([wide.from <= span.from, wide.to]).toEqual([true, span.to]);
      // Where the engine is asked with it, it takes whole milliseconds only.
      expect(Object.values(around(span, Infinity)).every(Number.isInteger)).toBe(true);
    }),
  );
});
