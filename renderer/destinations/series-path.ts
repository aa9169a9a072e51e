/** A slice of time of a destination. */
export interface Slice {
  at: number;
  delivered: number;
  failed: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

/** A line over the slices that have a figure. Where some have none it is broken, not drawn through. */
export function linePath(
  slices: readonly Slice[],
  key: 'p50Ms' | 'p95Ms',
  { width, height, top }: { width: number; height: number; top: number },
): string {
  const step = width / Math.max(1, slices.length);
  let pen = 'M';
  return slices
    .map((slice, i) => {
      const value = slice[key];
      if (value === null) {
        pen = 'M';
        return '';
      }
      const x = round((i + 0.5) * step);
      const y = round(height - 4 - (value / top) * (height - 8));
      const next = slices[i + 1]?.[key] ?? null;
      // Alone between gaps it would be nothing: a line of no length has round ends.
      const dot = pen === 'M' && next === null ? 'h0.01' : '';
      const part = `${pen}${x} ${y}${dot}`;
      pen = 'L';
      return part;
    })
    .join('');
}

const round = (n: number): number => Math.round(n * 100) / 100;
