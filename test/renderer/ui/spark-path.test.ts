import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sparkPath } from '../../../renderer/ui/signs/spark-path.ts';

const points = (line: string): number[][] =>
  line
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number));

it('lies along the bottom while nothing comes', () => {
  const ys = points(sparkPath([0, 0, 0], 90, 16).line).map(([, y]) => y);
  expect(new Set(ys)).toEqual(new Set([15]));
});

it('does not draw a single request as a full load', () => {
  const [, [, y = 0] = []] = points(sparkPath([0, 1], 90, 16).line);
  expect(y).toBeGreaterThan(8);
});

it('stays within its box for every rate', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 2, maxLength: 60 }), (rates) => {
      for (const [x = -1, y = -1] of points(sparkPath(rates, 90, 16).line)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(90);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(16);
      }
    }),
  );
});
