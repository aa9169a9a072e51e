import { ChevronUp } from 'lucide-react';
import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import type { Histogram } from '../../../preload/contract/captures/overview.ts';
import type { TimeSpan } from '../../navigation/captures-address.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format.ts';
import { readFound } from '../found-text.ts';
import { useSearch } from '../search-store.ts';
import { totalOf, drawBars } from './bars.ts';
import { BrushEnds } from './brush-ends.tsx';
import { shareOf, type Scale } from './brush.ts';
import { OutageBands } from './outage-bands.tsx';
import { Plot, PLOT_HEIGHT } from './plot.tsx';
import { isRecent, toggleRecent } from './recent.ts';
import { toggleTimeline } from './timeline-open.ts';
import { axisWords, barWords, outageWords } from './timeline-words.ts';
import { useAxis } from './use-axis.ts';
import { useDrawing } from './use-drawing.ts';
import { useHistogram } from './use-histogram.ts';
import { useShortcuts } from '../../keys/keymap.ts';

/** When what is found came: drawn over, it narrows the list to a stretch of time. */
export function Timeline() {
  const shortcut = useShortcuts()('timeline');
  // Beside a mistake it goes on showing what the list shows.
  const search = readFound(useSearch((s) => s.good)).search;
  const span = useSearch((s) => s.span);
  const setSpan = useSearch((s) => s.setSpan);
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const [scale, setScale] = useState<Scale>();
  const axis = useAxis(plot, scale, span);
  const { histogram, asOf } = useHistogram(search, axis.shown);
  const drawn = histogram && scaleOf(histogram);
  if (drawn && !isSameScale(drawn, scale)) setScale(drawn);
  const [pointed, setPointed] = useState<number | null>(null);

  const set = (to: TimeSpan | null): void => {
    axis.drew(to);
    setSpan(to);
  };
  const drawing = useDrawing(scale, span, set);
  const { draft } = drawing;
  const clear = (): void => {
    drawing.stop();
    set(null);
    axis.showAll();
  };
  useEscape(draft !== null, drawing.stop);

  const brush = draft ?? span;
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    drawing.handlers.onPointerMove(event);
    const box = event.currentTarget.getBoundingClientRect();
    setPointed(Math.floor(((event.clientX - box.left) / box.width) * 10_000) / 10_000);
  };
  const words = histogram && scale ? wordsFor({ histogram, scale, draft, pointed, now: asOf }) : '';

  return (
    <section aria-label="Timeline" className="flex h-full items-center gap-1 pr-1 pl-3">
      <div className="min-w-0 flex-1">
        <div
          ref={plot}
          {...drawing.handlers}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setPointed(null)}
          onBlur={({ currentTarget, relatedTarget }) => {
            // What the keys drew and did not set is given up with the focus.
            if (!currentTarget.contains(relatedTarget)) drawing.setDraft(null);
          }}
          onDoubleClick={clear}
          className="relative cursor-crosshair touch-pan-y select-none"
          style={{ height: PLOT_HEIGHT }}
        >
          {histogram && scale && width > 0 && (
            <>
              <Plot histogram={histogram} scale={scale} width={width} name={nameOf(histogram)} />
              {brush && <Shade scale={scale} brush={brush} />}
              <OutageBands outages={histogram.outages} scale={scale} width={width} now={asOf} />
              <BrushEnds
                scale={scale}
                brush={brush}
                now={asOf}
                onMove={drawing.setDraft}
                onSet={() => {
                  if (draft) set(draft);
                  drawing.stop();
                }}
                onClear={clear}
              />
            </>
          )}
        </div>
        <div className="flex h-4 items-center gap-2 text-xs text-muted tabular-nums">
          {histogram && scale && (
            <>
              <span className="shrink-0">{axisWords(scale.from, scale.bucketMs, asOf)}</span>
              <output className="min-w-0 flex-1 truncate text-center">{words}</output>
              <span className="shrink-0">
                {axis.shown === null ? 'now' : axisWords(scale.to, scale.bucketMs, asOf)}
              </span>
            </>
          )}
        </div>
      </div>
      <Recent wide={width > 320} />
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

const scaleOf = ({ from, bucketMs, counts }: Histogram): Scale | undefined =>
  counts.length === 0 ? undefined : { from, to: from + bucketMs * counts.length, bucketMs };

const isSameScale = (a: Scale, b: Scale | undefined): boolean =>
  a.from === b?.from && a.to === b.to && a.bucketMs === b.bucketMs;

function nameOf({ counts }: Histogram): string {
  const total = counts.reduce((sum, one) => sum + totalOf(one), 0);
  return `${formatCount(total)} captures over time`;
}

/** What is said below the bars: of what is drawn, of what the pointer is at, or of the scale. */
function wordsFor(at: {
  histogram: Histogram;
  scale: Scale;
  draft: TimeSpan | null;
  pointed: number | null;
  now: number;
}): string {
  const { histogram, scale, draft, pointed, now } = at;
  const { counts, outages } = histogram;
  const within = ({ from, to }: TimeSpan) =>
    counts.slice(
      Math.max(0, Math.floor((from - scale.from) / scale.bucketMs)),
      Math.ceil((to - scale.from) / scale.bucketMs),
    );
  if (draft) return barWords(draft, within(draft), now);
  if (pointed === null) return drawBars(counts, 1, 1).log ? 'logarithmic scale' : '';
  const index = Math.min(counts.length - 1, Math.max(0, Math.floor(pointed * counts.length)));
  const from = scale.from + index * scale.bucketMs;
  const bar = { from, to: from + scale.bucketMs };
  const outage = outages.find((one) => one.from < bar.to && (one.to ?? now) > bar.from);
  const said = barWords(bar, within(bar), now);
  return outage ? `${outageWords(outage, now)} · What was missed · ${said}` : said;
}

/** What is left and right of the stretch of time stands back. */
function Shade({ scale, brush }: { scale: Scale; brush: TimeSpan }) {
  const [left, right] = [shareOf(scale, brush.from), shareOf(scale, brush.to)];
  const side =
    'pointer-events-none absolute inset-y-0 bg-canvas/60 in-data-[contrast=more]:bg-canvas/45 forced-colors:hidden';
  return (
    <>
      <div className={side} style={{ left: 0, width: `${left * 100}%` }} />
      <div className={side} style={{ right: 0, width: `${(1 - right) * 100}%` }} />
      <div
        className="pointer-events-none absolute inset-y-0 border-x border-accent bg-accent/10 forced-colors:border-[Highlight]"
        style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }}
      />
    </>
  );
}

/** The last hour and the last day by one press: terms of the search, so that a view keeps them. */
function Recent({ wide }: { wide: boolean }) {
  const text = useSearch((s) => s.applied);
  if (!wide) return null;
  return (
    <div role="group" aria-label="Only the last" className="flex shrink-0">
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

function useEscape(active: boolean, stop: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      stop();
    };
    // Before the commands of the page hear of it.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [active, stop]);
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth(element.current?.clientWidth ?? 0));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
