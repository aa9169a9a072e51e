import {
  useEffect,
  useRef,
  useState,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { TimeSpan } from '../time/time-span.ts';
import { axisWords } from './axis-words.ts';
import { BrushEnds } from './brush-ends.tsx';
import { shareOf, type Scale } from './brush.ts';
import { PLOT_HEIGHT } from './plot-height.ts';
import { useAxis } from './use-axis.ts';
import { useDrawing } from './use-drawing.ts';

/** What stands at a place of a timeline: what is drawn just now, or where the pointer is, 0 to 1. */
export interface Pointed {
  draft: TimeSpan | null;
  pointed: number | null;
}

/**
 * An axis of time that is drawn over: a stretch of it narrows what is found. The wheel comes nearer,
 * a double click clears, both ends are moved by keys.
 */
export function TimeBrush(props: {
  /** The bars that the axis stands for; undefined until they are there. */
  scale: Scale | undefined;
  /** Epoch ms at which the bars were counted. */
  asOf: number;
  span: TimeSpan | null;
  onSpan: (span: TimeSpan | null) => void;
  /** The time that bars are wanted for; null: all that is found. */
  onShown: (shown: TimeSpan | null) => void;
  names: { from: string; to: string };
  /** The bars, `width` pixels wide. */
  renderPlot: (width: number) => ReactNode;
  /** What lies over the bars and takes presses. */
  renderOver?: (width: number) => ReactNode;
  /** What is said below them. */
  words: (at: Pointed) => string;
  /** What stands behind the words, in their line. */
  end?: ReactNode;
}) {
  const { asOf, span, names } = props;
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const [scale, setScale] = useState<Scale>();
  const axis = useAxis(plot, scale, span);
  if (props.scale && !isSameScale(props.scale, scale)) setScale(props.scale);
  const { shown } = axis;
  const { onShown } = props;
  useEffect(() => onShown(shown), [shown, onShown]);
  const [pointed, setPointed] = useState<number | null>(null);

  const set = (to: TimeSpan | null): void => {
    axis.drew(to);
    props.onSpan(to);
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

  return (
    <>
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
          {props.scale && scale && width > 0 && (
            <>
              {props.renderPlot(width)}
              {brush && <Shade scale={scale} brush={brush} />}
              {props.renderOver?.(width)}
              <BrushEnds
                scale={scale}
                brush={brush}
                now={asOf}
                names={names}
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
          {props.scale && scale && (
            <>
              <span className="shrink-0">{axisWords(scale.from, scale.bucketMs, asOf)}</span>
              <output className="min-w-0 flex-1 truncate text-center">
                {props.words({ draft, pointed })}
              </output>
              <span className="shrink-0">
                {shown === null ? 'now' : axisWords(scale.to, scale.bucketMs, asOf)}
              </span>
            </>
          )}
        </div>
      </div>
      {props.end}
    </>
  );
}

const isSameScale = (a: Scale, b: Scale | undefined): boolean =>
  a.from === b?.from && a.to === b.to && a.bucketMs === b.bucketMs;

/** The scale of bars as a call of the engine gives them; undefined where there are none. */
export const scaleOf = (bars: {
  from: number;
  bucketMs: number;
  counts: readonly unknown[];
}): Scale | undefined =>
  bars.counts.length === 0
    ? undefined
    : {
        from: bars.from,
        to: bars.from + bars.bucketMs * bars.counts.length,
        bucketMs: bars.bucketMs,
      };

/** The bars that a stretch of time covers. */
export const barsWithin = <T,>(counts: readonly T[], scale: Scale, { from, to }: TimeSpan): T[] =>
  counts.slice(
    Math.max(0, Math.floor((from - scale.from) / scale.bucketMs)),
    Math.ceil((to - scale.from) / scale.bucketMs),
  );

/** The stretch of time of the bar at a place of the axis, 0 to 1. */
export function barAt(scale: Scale, bars: number, pointed: number): TimeSpan {
  const index = Math.min(bars - 1, Math.max(0, Math.floor(pointed * bars)));
  const from = scale.from + index * scale.bucketMs;
  return { from, to: from + scale.bucketMs };
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
