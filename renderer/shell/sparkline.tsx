import { sparkPath } from '../ui/signs/spark-path.ts';

const WIDTH = 90;
const HEIGHT = 16;

/** Requests in each of the last seconds, oldest first. */
export function Sparkline({ perSecond }: { perSecond: readonly number[] }) {
  const now = perSecond.at(-1) ?? 0;
  const peak = Math.max(0, ...perSecond);
  const label = `${now} requests in the last second, at most ${peak} in a second of the last minute`;
  const { line, area } = sparkPath(perSecond, WIDTH, HEIGHT);
  return (
    <span className="flex items-center gap-2" title={label}>
      <svg role="img" aria-label={label} width={WIDTH} height={HEIGHT} className="text-accent-ink">
        <path d={area} fill="currentColor" opacity="0.16" />
        <path
          d={line}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.25"
          strokeLinejoin="round"
        />
      </svg>
      <span aria-hidden className="w-12 text-right tabular-nums">
        {now}/s
      </span>
    </span>
  );
}
