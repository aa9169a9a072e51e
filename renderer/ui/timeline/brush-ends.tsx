import type { KeyboardEvent } from 'react';
import type { TimeSpan } from '../time/time-span.ts';
import { cx } from '../cx.ts';
import { firstBrush, moved, shareOf, withEnd, type Scale } from './brush.ts';
import { momentWords } from './axis-words.ts';
import { PLOT_HEIGHT } from './plot-height.ts';

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * The two ends of the stretch of time, to be dragged, and to be moved by keys: arrows move all of it,
 * with Shift the one end, Enter narrows the list, Escape clears.
 */
export function BrushEnds(props: {
  scale: Scale;
  /** What is drawn or set; null: the whole axis. */
  brush: TimeSpan | null;
  now: number;
  /** What the two ends are called. */
  names: { from: string; to: string };
  onMove: (brush: TimeSpan) => void;
  onSet: () => void;
  onClear: () => void;
}) {
  const { scale, brush, now } = props;

  const onKeyDown = (end: 'from' | 'to') => (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) props.onMove(next(end, step, event.shiftKey));
    else if (event.key === 'Enter') props.onSet();
    else if (event.key === 'Escape' && brush !== null) props.onClear();
    else return;
    event.preventDefault();
  };

  const next = (end: 'from' | 'to', step: number, alone: boolean): TimeSpan => {
    if (brush === null) return firstBrush(end, scale);
    // What was set elsewhere may reach beyond the axis.
    const within = { from: Math.max(scale.from, brush.from), to: Math.min(scale.to, brush.to) };
    if (alone) return withEnd(within, end, within[end] + step * scale.bucketMs, scale);
    return moved(within, step, scale);
  };

  return (['from', 'to'] as const).map((end) => {
    const at = Math.min(scale.to, Math.max(scale.from, (brush ?? scale)[end]));
    return (
      <div
        key={end}
        role="slider"
        tabIndex={0}
        data-end={end}
        aria-label={props.names[end]}
        aria-orientation="horizontal"
        aria-valuemin={scale.from}
        aria-valuemax={scale.to}
        aria-valuenow={at}
        aria-valuetext={momentWords(at, now)}
        onKeyDown={onKeyDown(end)}
        className={cx(
          'absolute top-0 w-3 -translate-x-1/2 rounded-sm',
          'after:absolute after:inset-y-0 after:left-1/2 after:w-0.5 after:-translate-x-1/2 after:bg-accent focus-visible:after:w-1 forced-colors:after:bg-[Highlight]',
          brush === null ? 'after:opacity-0 focus-visible:after:opacity-100' : 'cursor-ew-resize',
        )}
        style={{ left: `${shareOf(scale, at) * 100}%`, height: PLOT_HEIGHT }}
      />
    );
  });
}
