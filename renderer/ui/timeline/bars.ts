/** How many of each series one bar holds. */
export type BarCounts<S extends string> = Readonly<Record<S, number>>;

export type Bars<S extends string> = {
  /** One SVG path for each series, whatever the number of bars. */
  paths: Record<S, string>;
  /** Heights grow by the logarithm, for else one bar would press all others flat. */
  log: boolean;
};

/** What is there at all must be seen. */
const LEAST_PX = 1.5;
/** So much higher than the middle one, the highest bar makes the scale logarithmic. */
const SKEWED = 20;

/** All that one bar holds. */
export const barTotal = <S extends string>(series: readonly S[], counts: BarCounts<S>): number =>
  series.reduce((sum, name) => sum + counts[name], 0);

/**
 * Stacked bars, oldest at the left, in a box of `width` and `height` pixels.
 *
 * @param series from the bottom of a bar to its top.
 */
export function stackBars<S extends string>(
  series: readonly S[],
  counts: readonly BarCounts<S>[],
  width: number,
  height: number,
): Bars<S> {
  const totals = counts.map((one) => barTotal(series, one));
  const max = Math.max(0, ...totals);
  const log = isSkewed(totals, max);
  const paths = Object.fromEntries(series.map((name) => [name, ''])) as Record<S, string>;
  if (max === 0 || width <= 0) return { paths, log };
  const step = width / counts.length;
  const barWidth = Math.max(1, step - (step > 4 ? 1 : 0));
  for (const [index, one] of counts.entries()) {
    const total = totals[index] ?? 0;
    if (total === 0) continue;
    const share = log ? Math.log1p(total) / Math.log1p(max) : total / max;
    const full = Math.max(LEAST_PX, share * height);
    let bottom = height;
    for (const [name, part] of partsOf(series, one, { total, full, most: height })) {
      const x = round(index * step);
      bottom -= part;
      paths[name] +=
        `M${x} ${round(bottom)}h${round(barWidth)}v${round(part)}h${-round(barWidth)}z`;
    }
  }
  return { paths, log };
}

/** How high each series of a bar is: by its share, but never too low to be seen. */
function partsOf<S extends string>(
  series: readonly S[],
  counts: BarCounts<S>,
  { total, full, most }: { total: number; full: number; most: number },
): [S, number][] {
  const parts = series
    .filter((name) => counts[name] > 0)
    .map((name): [S, number] => [name, Math.max(LEAST_PX, (counts[name] / total) * full)]);
  const sum = parts.reduce((height, [, part]) => height + part, 0);
  const fit = Math.min(1, most / sum);
  return parts.map(([name, part]) => [name, part * fit]);
}

function isSkewed(totals: readonly number[], max: number): boolean {
  const some = totals.filter((total) => total > 0).toSorted((a, b) => a - b);
  const median = some[Math.floor((some.length - 1) / 2)] ?? 0;
  return max > SKEWED * median;
}

const round = (value: number): number => Math.round(value * 10) / 10;
