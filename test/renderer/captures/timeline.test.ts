import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBars, SERIES } from '../../../renderer/captures/timeline/bars.ts';
import {
  axisFor,
  firstBrush,
  moved,
  snapped,
  withEnd,
  zoomed,
} from '../../../renderer/ui/timeline/brush.ts';
import { momentWords } from '../../../renderer/ui/timeline/axis-words.ts';
import { barWords, outageWords } from '../../../renderer/captures/timeline/timeline-words.ts';
import { isRecent } from '../../../renderer/captures/timeline/recent.ts';

const none = { ok: 0, refused: 0, failed: 0, replays: 0 };
const SCALE = { from: 1000, to: 2200, bucketMs: 10 };

/** Bars of a path: where each begins and how high it is. */
const barsOf = (path: string): { x: number; top: number; height: number }[] =>
  [...path.matchAll(/M([\d.]+) (-?[\d.]+)h[\d.]+v([\d.]+)/g)].map(([, x, top, height]) => ({
    x: Number(x),
    top: Number(top),
    height: Number(height),
  }));

describe('the bars of the timeline', () => {
  it('are one path for each series, stacked with failures on top', () => {
    const { paths, log } = drawBars([none, { ok: 2, refused: 1, failed: 1, replays: 0 }], 20, 40);
    expect(log).toBe(false);
    expect(barsOf(paths.ok)).toEqual([{ x: 10, top: 20, height: 20 }]);
    expect(barsOf(paths.refused)).toEqual([{ x: 10, top: 10, height: 10 }]);
    expect(barsOf(paths.failed)).toEqual([{ x: 10, top: 0, height: 10 }]);
    expect(paths.replays).toBe('');
  });

  it('grow by the logarithm where one of them would press the others flat', () => {
    const few = { ...none, ok: 1 };
    const { paths, log } = drawBars([few, few, { ...none, ok: 1000 }], 30, 40);
    expect(log).toBe(true);
    expect(barsOf(paths.ok)[0]?.height).toBeGreaterThan(3);
    expect(drawBars([few, { ...none, ok: 20 }], 30, 40).log).toBe(false);
  });

  it('show one failure among thousands, and never leave their box', () => {
    const count = fc.nat({ max: 100_000 });
    const bucket = fc.record({ ok: count, refused: count, failed: count, replays: count });
    fc.assert(
      fc.property(fc.array(bucket, { minLength: 1, maxLength: 120 }), (counts) => {
        const { paths } = drawBars(counts, 600, 34);
        for (const name of SERIES) {
          const bars = barsOf(paths[name]);
          expect(bars).toHaveLength(counts.filter((one) => one[name] > 0).length);
          for (const { top, height } of bars) {
            expect(height).toBeGreaterThan(1);
            expect(top).toBeGreaterThanOrEqual(-0.11);
            expect(top + height).toBeLessThanOrEqual(34.2);
          }
        }
      }),
    );
  });
});

describe('a stretch of the timeline', () => {
  it('ends at bars, whichever way it was drawn', () => {
    expect(snapped({ from: 1234, to: 1251 }, SCALE)).toEqual({ from: 1230, to: 1260 });
    expect(snapped({ from: 1251, to: 1234 }, SCALE)).toEqual({ from: 1230, to: 1260 });
    expect(snapped({ from: 1240, to: 1240 }, SCALE)).toEqual({ from: 1240, to: 1250 });
    expect(snapped({ from: 0, to: 9999 }, SCALE)).toEqual({ from: 1000, to: 2200 });
  });

  it('moves as a whole, or at one end, and stays on the axis', () => {
    const span = { from: 1100, to: 1200 };
    expect(moved(span, 3, SCALE)).toEqual({ from: 1130, to: 1230 });
    expect(moved(span, Number.NEGATIVE_INFINITY, SCALE)).toEqual({ from: 1000, to: 1100 });
    expect(moved(span, Number.POSITIVE_INFINITY, SCALE)).toEqual({ from: 2100, to: 2200 });
    expect(withEnd(span, 'from', 1094, SCALE)).toEqual({ from: 1090, to: 1200 });
    expect(withEnd(span, 'from', 5000, SCALE)).toEqual({ from: 1190, to: 1200 });
    expect(withEnd(span, 'to', 0, SCALE)).toEqual({ from: 1100, to: 1110 });
    expect(withEnd(span, 'to', 1e9, SCALE)).toEqual({ from: 1100, to: 2200 });
  });

  it('begins at the end of the axis that the key was pressed at', () => {
    expect(firstBrush('from', SCALE)).toEqual({ from: 1000, to: 1120 });
    expect(firstBrush('to', SCALE)).toEqual({ from: 2080, to: 2200 });
  });
});

describe('the axis of the timeline', () => {
  const all = { from: 0, to: 100_000 };

  it('comes twice as near around the pointer, and goes back to all there is', () => {
    const near = zoomed(all, 25_000, 0.5, all);
    expect(near).toEqual({ from: 12_500, to: 62_500 });
    expect(near && zoomed(near, 25_000, 2, all)).toBeNull();
    expect(zoomed({ from: 0, to: 50_000 }, 0, 0.5, all)).toEqual({ from: 0, to: 25_000 });
    expect(zoomed({ from: 500, to: 1500 }, 1000, 0.5, all)).toEqual({ from: 500, to: 1500 });
  });

  it('comes to a stretch that is too narrow to be taken hold of, or out of sight', () => {
    expect(axisFor({ from: 10_000, to: 20_000 }, all)).toBeUndefined();
    expect(axisFor({ from: 10_000, to: 10_100 }, all)).toEqual({ from: 9900, to: 10_200 });
    expect(axisFor({ from: -50, to: 50_000 }, all)).toEqual({ from: -50_100, to: 100_050 });
  });
});

describe('the words of the timeline', () => {
  const at = (hour: number, minute: number, second = 0): number =>
    new Date(2026, 10, 26, hour, minute, second).getTime();
  const now = at(15, 0);

  it('say when, and how many of what', () => {
    const span = { from: at(13, 40), to: at(13, 41) };
    const counts = [
      { ok: 30, refused: 1, failed: 0, replays: 0 },
      { ok: 1, refused: 1, failed: 0, replays: 1 },
    ];
    expect(barWords(span, counts, now)).toBe('13:40–13:41 · 31 answered · 2 refused · 1 replay');
    expect(barWords(span, [none], now)).toBe('13:40–13:41 · nothing');
  });

  it('say when the tunnel was down', () => {
    const outage = { id: 1, reason: '', from: at(13, 40, 3), to: at(13, 43, 9) };
    expect(outageWords(outage, now)).toBe('Tunnel down 13:40–13:44');
    expect(outageWords({ ...outage, to: null }, now)).toBe('Tunnel down since 13:40');
  });

  it('say a moment as one would', () => {
    expect(momentWords(at(13, 40), now)).toBe('Today, 13:40');
    expect(momentWords(at(13, 40, 5) - 86_400_000, now)).toBe('Yesterday, 13:40:05');
  });

  it('know the last hour in a search', () => {
    expect(isRecent('provider:stripe after:1h', '1h')).toBe(true);
    expect(isRecent('after:1h30', '1h')).toBe(false);
  });
});
