import type { Cell } from '../../preload/contract/integrations.ts';

/** More would not be told apart on a screen. */
const MAX_POINTS = 400;

/** Rows as points; rows whose number is none are left out, and a long result is thinned evenly. */
export function chartPoints(
  rows: readonly (readonly Cell[])[],
  x: number,
  y: number,
): { label: string; value: number }[] {
  const points = rows.flatMap((row) => {
    const value = row[y];
    return typeof value === 'number' ? [{ label: String(row[x] ?? 'NULL'), value }] : [];
  });
  if (points.length <= MAX_POINTS) return points;
  const every = points.length / MAX_POINTS;
  return Array.from({ length: MAX_POINTS }, (_, i) => points[Math.floor(i * every)]).filter(
    (point) => point !== undefined,
  );
}

/** A scale with round steps that holds all values, and zero. */
export function ticksOf(values: readonly number[]): { low: number; high: number; ticks: number[] } {
  const min = Math.min(0, ...values);
  const max = Math.max(0, ...values);
  const span = max - min || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? power * 10;
  const low = Math.floor(min / step) * step;
  const high = Math.ceil(max / step) * step || step;
  const count = Math.round((high - low) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) =>
    Number((low + i * step).toPrecision(12)),
  );
  return { low, high, ticks };
}
