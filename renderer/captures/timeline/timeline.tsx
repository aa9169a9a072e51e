import { ChevronUp } from 'lucide-react';
import { useState } from 'react';
import type { Histogram } from '../../../preload/contract/captures/overview.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format.ts';
import type { TimeSpan } from '../../ui/time/time-span.ts';
import {
  barAt,
  barsWithin,
  scaleOf,
  TimeBrush,
  type Pointed,
} from '../../ui/timeline/time-brush.tsx';
import { toggleTimeline } from '../../ui/timeline/timeline-open.ts';
import { readFound } from '../found-text.ts';
import { useSearch } from '../search-store.ts';
import { drawBars, totalOf } from './bars.ts';
import { OutageBands } from './outage-bands.tsx';
import { Plot } from './plot.tsx';
import { isRecent, toggleRecent } from './recent.ts';
import { barWords, outageWords } from './timeline-words.ts';
import { useHistogram } from './use-histogram.ts';
import { useShortcuts } from '../../keys/keymap.ts';

const NAMES = { from: 'Captures from', to: 'Captures until' };

/** When what is found came: drawn over, it narrows the list to a stretch of time. */
export function Timeline() {
  const shortcut = useShortcuts()('timeline');
  // Beside a mistake it goes on showing what the list shows.
  const search = readFound(useSearch((s) => s.good)).search;
  const span = useSearch((s) => s.span);
  const setSpan = useSearch((s) => s.setSpan);
  const [shown, setShown] = useState<TimeSpan | null>(null);
  const { histogram, asOf } = useHistogram(search, shown);
  const scale = histogram && scaleOf(histogram);
  return (
    <section aria-label="Timeline" className="@container flex h-full items-center gap-1 pr-1 pl-3">
      <TimeBrush
        scale={scale}
        asOf={asOf}
        span={span}
        onSpan={setSpan}
        onShown={setShown}
        names={NAMES}
        renderPlot={(width) =>
          histogram &&
          scale && (
            <Plot histogram={histogram} scale={scale} width={width} name={nameOf(histogram)} />
          )
        }
        renderOver={(width) =>
          histogram &&
          scale && (
            <OutageBands outages={histogram.outages} scale={scale} width={width} now={asOf} />
          )
        }
        words={(at) => (histogram ? wordsFor(histogram, at, asOf) : '')}
        end={<Recent />}
      />
      <IconButton
        size="sm"
        label="Hide the timeline"
        shortcut={shortcut}
        icon={<ChevronUp size={14} />}
        onClick={toggleTimeline}
      />
    </section>
  );
}

function nameOf({ counts }: Histogram): string {
  const total = counts.reduce((sum, one) => sum + totalOf(one), 0);
  return `${formatCount(total)} captures over time`;
}

/** What is said below the bars: of what is drawn, of what the pointer is at, or of the scale. */
function wordsFor(histogram: Histogram, { draft, pointed }: Pointed, now: number): string {
  const { counts, outages } = histogram;
  const scale = scaleOf(histogram);
  if (!scale) return '';
  if (draft) return barWords(draft, barsWithin(counts, scale, draft), now);
  if (pointed === null) return drawBars(counts, 1, 1).log ? 'logarithmic scale' : '';
  const bar = barAt(scale, counts.length, pointed);
  const outage = outages.find((one) => one.from < bar.to && (one.to ?? now) > bar.from);
  const said = barWords(bar, barsWithin(counts, scale, bar), now);
  return outage ? `${outageWords(outage, now)} · What was missed · ${said}` : said;
}

/** The last hour and the last day by one press: terms of the search, so that a view keeps them. */
function Recent() {
  const text = useSearch((s) => s.applied);
  return (
    // By the width of the whole strip: beside these buttons the bars are so narrow that they would go again.
    <div
      role="group"
      aria-label="Only the last"
      className="hidden shrink-0 gap-0.5 @min-[26rem]:flex"
    >
      {(['1h', '24h'] as const).map((time) => (
        <Button
          key={time}
          size="sm"
          variant="ghost"
          aria-pressed={isRecent(text, time)}
          title={time === '1h' ? 'Only the last hour' : 'Only the last 24 hours'}
          className="aria-pressed:bg-selected aria-pressed:text-accent-ink"
          onClick={() => toggleRecent(time)}
        >
          {time === '1h' ? '1 h' : '24 h'}
        </Button>
      ))}
    </div>
  );
}
