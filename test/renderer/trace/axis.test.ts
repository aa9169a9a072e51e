import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../../preload/contract/captures/trace.ts';
import { axisOf, panned, scaled, WHOLE, zoomTo } from '../../../renderer/trace/axis.ts';

export const span = (id: string, startMs: number, durationMs: number | null, more = {}): Span => ({
  id,
  parent: null,
  name: id,
  kind: 'attempt',
  startMs,
  durationMs,
  state: 'ok',
  note: '',
  attributes: {},
  link: null,
  ...more,
});

describe('the axis of a trace', () => {
  it('folds waits that are ten times as long as all work, and no others', () => {
    const axis = axisOf([span('a', 0, 1000), span('b', 9000, 10), span('c', 3_600_000, 30)]);
    expect(axis.segments.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs])).toEqual([
      ['time', 0, 9010],
      ['gap', 9010, 3_600_000],
      ['time', 3_600_000, 3_600_030],
    ]);
  });

  it('takes the waiting of a delivery for a gap, and its attempts for what happens', () => {
    const delivery = span('d', 10, 120_000, { kind: 'delivery' });
    const axis = axisOf([span('a', 0, 20), delivery, span('b', 120_000, 10, { parent: 'd' })]);
    expect(axis.segments.map(({ kind }) => kind)).toEqual(['time', 'gap', 'time']);
  });

  it('tells the moment at each place, and none inside a folded gap', () => {
    const axis = axisOf([span('a', 0, 20), span('c', 3_600_000, 30)]);
    expect(axis.momentAt(0)).toBe(0);
    expect(axis.momentAt(axis.at(3_600_015))).toBeCloseTo(3_600_015);
    const gap = axis.segments.find(({ kind }) => kind === 'gap');
    expect(axis.momentAt(((gap?.from ?? 0) + (gap?.to ?? 0)) / 2)).toBeNull();
  });

  it('gives what takes no time a place of its own', () => {
    const { segments, at } = axisOf([span('a', 0, 0)]);
    expect(segments).toHaveLength(1);
    expect(segments[0]?.to).toBeCloseTo(1);
    expect(at(0)).toBe(0);
  });

  it('keeps the order of time and stays within itself, whatever the spans', () => {
    const one = fc.tuple(
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.integer({ min: 0, max: 50_000 }),
    );
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 40 }), (given) => {
        const axis = axisOf(given.map(([start, took], i) => span(String(i), start, took)));
        const moments = given
          .flatMap(([start, took]) => [start, start + took])
          .toSorted((a, b) => a - b);
        const places = moments.map(axis.at);
        for (const place of places) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(1 + 1e-9);
        }
        for (const [i, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual((places[i - 1] ?? 0) - 1e-9);
        }
        expect(axis.segments.at(-1)?.to).toBeCloseTo(1);
      }),
    );
  });
});

describe('the zoom of a trace', () => {
  it('is as wide as can be told apart, and never leaves the axis', () => {
    expect(zoomTo(0.6, 0.2)).toEqual({ from: 0.2, to: 0.6 });
    const close = zoomTo(0.9999, 1);
    expect(close.to - close.from).toBeCloseTo(0.002);
    expect(close.to).toBeCloseTo(1);
    expect(panned({ from: 0.5, to: 0.9 }, 0.4)).toEqual({ from: 0.6, to: 1 });
    expect(panned(WHOLE, -1)).toEqual(WHOLE);
    const nearer = scaled(WHOLE, 0.5);
    expect([nearer.from, nearer.to]).toEqual([0.25, 0.75]);
    expect(scaled(nearer, 4)).toEqual(WHOLE);
  });
});
