import type { Cell } from '../../../preload/contract/integrations/rows.ts';

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

/** How a result is drawn; columns by their names, null where nobody chose. */
export interface ChartLook {
  kind: 'bar' | 'line';
  x: string | null;
  y: string | null;
}

export const FIRST_LOOK: ChartLook = { kind: 'bar', x: null, y: null };

/** The columns that are drawn: those chosen, where the result has them; null without a column of numbers. */
export function chartColumns(
  { columns, rows }: { columns: readonly string[]; rows: readonly (readonly Cell[])[] },
  look: ChartLook,
): { x: number; y: number } | null {
  const isNumeric = (name: string, i: number): boolean =>
    !name.startsWith('_') && rows.some((row) => typeof row[i] === 'number');
  // Counts and sums usually stand last.
  const numeric = columns.findLastIndex(isNumeric);
  if (rows.length === 0 || numeric < 0) return null;
  const named = (name: string | null, other: number): number => {
    const at = name === null ? -1 : columns.indexOf(name);
    return at < 0 ? other : at;
  };
  const first = numeric === 0 && columns.length > 1 ? 1 : 0;
  return { x: named(look.x, first), y: named(look.y, numeric) };
}

/** Reads how a chart was kept; another version may have written it. */
export function readLook(kept: unknown): ChartLook | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { kind, x, y } = kept as Partial<Record<keyof ChartLook, unknown>>;
  if (kind !== 'bar' && kind !== 'line') return null;
  return { kind, x: typeof x === 'string' ? x : null, y: typeof y === 'string' ? y : null };
}
