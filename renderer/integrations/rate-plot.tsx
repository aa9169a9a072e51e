import { sparkPath } from '../ui/signs/spark-path.ts';

const WIDTH = 120;
const HEIGHT = 18;

/** Rows loaded in each of the last hours, oldest first. */
export function Sparkline({ perHour }: { perHour: readonly number[] }) {
  const total = perHour.reduce((sum, rows) => sum + rows, 0);
  const label = `${total} rows in the last ${perHour.length} hours`;
  const { line, area } = sparkPath(perHour, WIDTH, HEIGHT);
  return (
    <svg role="img" aria-label={label} width={WIDTH} height={HEIGHT} className="text-accent-ink">
      <title>{label}</title>
      <path d={area} fill="currentColor" opacity="0.16" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  );
}
