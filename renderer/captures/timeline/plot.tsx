import type { Histogram } from '../../../preload/contract/captures/overview.ts';
import { useId, useMemo } from 'react';
import { shareOf, type Scale } from '../../ui/timeline/brush.ts';
import { PLOT_HEIGHT } from '../../ui/timeline/plot-height.ts';
import { drawBars, SERIES, type Series } from './bars.ts';

/** Colours tell the series apart, and where the platform allows no colours, hatches do. */
const FILLS: Record<Series, string> = {
  ok: 'fill-ink/40 in-data-[contrast=more]:fill-ink/70 forced-colors:fill-[url(#timeline-sparse)] forced-colors:stroke-[CanvasText]',
  replays:
    'fill-[url(#timeline-replays)] forced-colors:fill-[Canvas] forced-colors:stroke-[CanvasText]',
  refused: 'fill-warn forced-colors:fill-[url(#timeline-dense)] forced-colors:stroke-[CanvasText]',
  failed: 'fill-bad forced-colors:fill-[CanvasText]',
};

/** The bars, and behind them when the tunnel was down. */
export function Plot(props: { histogram: Histogram; scale: Scale; width: number; name: string }) {
  const { histogram, scale, width } = props;
  const { paths } = useMemo(
    () => drawBars(histogram.counts, width, PLOT_HEIGHT),
    [histogram.counts, width],
  );
  const title = useId();
  return (
    <svg
      role="img"
      aria-labelledby={title}
      width={width}
      height={PLOT_HEIGHT}
      className="absolute inset-x-0 top-0 block"
    >
      <title id={title}>{props.name}</title>
      <defs>
        <Hatch id="timeline-replays" gap={3} className="stroke-info" />
        <Hatch id="timeline-outage" gap={5} className="stroke-bad/50" />
        <Hatch id="timeline-sparse" gap={5} className="stroke-[CanvasText]" />
        <Hatch id="timeline-dense" gap={2} className="stroke-[CanvasText]" />
      </defs>
      {histogram.outages.map(({ id, from, to }) => {
        const left = shareOf(scale, from) * width;
        const right = shareOf(scale, to ?? scale.to) * width;
        if (right <= 0 || left >= width) return null;
        const size = { x: left, y: 0, width: Math.max(2, right - left), height: PLOT_HEIGHT };
        return (
          <g key={id}>
            <rect {...size} className="fill-bad-soft forced-colors:fill-[Canvas]" />
            <rect {...size} fill="url(#timeline-outage)" />
          </g>
        );
      })}
      {SERIES.map((name) => (
        <path key={name} d={paths[name]} className={FILLS[name]} />
      ))}
      <path
        d={`M0 ${PLOT_HEIGHT - 0.5}h${width}`}
        className="stroke-line-strong/60 forced-colors:stroke-[CanvasText]"
      />
    </svg>
  );
}

function Hatch({ id, gap, className }: { id: string; gap: number; className: string }) {
  return (
    <pattern
      id={id}
      width={gap}
      height={gap}
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <path d={`M0 0V${gap}`} strokeWidth={gap > 3 ? 2 : 3} className={className} />
    </pattern>
  );
}
