import { useQuery } from '@tanstack/react-query';
import { ChevronUp } from 'lucide-react';
import { useMemo, useState } from 'react';
import type {
  DeliveryBar,
  DeliveryHistogram,
} from '../../../preload/contract/deliveries/overview.ts';
import { query } from '../../api/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format.ts';
import { spanWords } from '../../ui/time/span-words.ts';
import type { TimeSpan } from '../../ui/time/time-span.ts';
import { barTotal, stackBars } from '../../ui/timeline/bars.ts';
import { PLOT_HEIGHT } from '../../ui/timeline/plot-height.ts';
import {
  barAt,
  barsWithin,
  scaleOf,
  TimeBrush,
  type Pointed,
} from '../../ui/timeline/time-brush.tsx';
import { toggleTimeline } from '../../ui/timeline/timeline-open.ts';
import { goTo, usePlace } from '../search/place.ts';

/** From the bottom of a bar to its top: what went wrong is where the eye is. */
const SERIES = [
  'delivered',
  'canceled',
  'waiting',
  'failed',
] as const satisfies (keyof DeliveryBar)[];

const FILLS: Record<(typeof SERIES)[number], string> = {
  delivered: 'fill-ink/40 in-data-[contrast=more]:fill-ink/70 forced-colors:fill-[GrayText]',
  canceled: 'fill-line-strong forced-colors:fill-[Canvas] forced-colors:stroke-[CanvasText]',
  waiting: 'fill-info forced-colors:fill-[Highlight]',
  failed: 'fill-bad forced-colors:fill-[CanvasText]',
};

const WORDS: Record<(typeof SERIES)[number], string> = {
  delivered: 'delivered',
  waiting: 'waiting',
  canceled: 'canceled',
  failed: 'dead',
};

const NAMES = { from: 'Deliveries from', to: 'Deliveries until' };
/** Time goes on also while nothing is sent. */
const ANYWAY_MS = 30_000;

/** When what is found was created: drawn over, it narrows the list to a stretch of time. */
export function DeliveryTimeline({ search }: { search: string }) {
  const place = usePlace();
  const [shown, setShown] = useState<TimeSpan | null>(null);
  const { data, dataUpdatedAt } = useQuery({
    ...query.deliveries.histogram.queryOptions({ input: { search, buckets: 120, ...shown } }),
    placeholderData: (previous) => previous,
    refetchInterval: ANYWAY_MS,
  });
  return (
    <section aria-label="Timeline" className="flex h-full items-center gap-1 pr-1 pl-3">
      <TimeBrush
        scale={data && scaleOf(data)}
        asOf={dataUpdatedAt}
        span={place.span}
        onSpan={(span) => goTo({ ...place, span })}
        onShown={setShown}
        names={NAMES}
        renderPlot={(width) => data && <Plot histogram={data} width={width} />}
        words={(at) => (data ? wordsFor(data, at, dataUpdatedAt) : '')}
      />
      <IconButton
        size="sm"
        label="Hide the timeline"
        shortcut="t"
        icon={<ChevronUp size={14} />}
        onClick={toggleTimeline}
      />
    </section>
  );
}

function Plot({ histogram, width }: { histogram: DeliveryHistogram; width: number }) {
  const { counts } = histogram;
  const { paths } = useMemo(() => stackBars(SERIES, counts, width, PLOT_HEIGHT), [counts, width]);
  const total = counts.reduce((sum, one) => sum + barTotal(SERIES, one), 0);
  return (
    <svg
      role="img"
      aria-label={`${formatCount(total)} deliveries over time`}
      width={width}
      height={PLOT_HEIGHT}
      className="absolute inset-x-0 top-0 block"
    >
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

/** What is said below the bars: of what is drawn, of what the pointer is at, or of the scale. */
function wordsFor(histogram: DeliveryHistogram, { draft, pointed }: Pointed, now: number): string {
  const { counts } = histogram;
  const scale = scaleOf(histogram);
  if (!scale) return '';
  const said = (span: TimeSpan): string =>
    `${spanWords(span, now)} · ${countWords(barsWithin(counts, scale, span))}`;
  if (draft) return said(draft);
  if (pointed === null) {
    return stackBars(SERIES, counts, 1, 1).log ? 'logarithmic scale' : '';
  }
  return said(barAt(scale, counts.length, pointed));
}

/** `31 delivered · 2 dead`; `nothing` where nothing was created. */
export function countWords(counts: readonly DeliveryBar[]): string {
  const said = (['delivered', 'waiting', 'canceled', 'failed'] as const).flatMap((name) => {
    const sum = counts.reduce((total, one) => total + one[name], 0);
    return sum > 0 ? [`${formatCount(sum)} ${WORDS[name]}`] : [];
  });
  return said.length === 0 ? 'nothing' : said.join(' · ');
}
