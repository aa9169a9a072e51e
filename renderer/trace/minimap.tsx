import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { Span } from '../../preload/contract/captures/trace.ts';
import { type Axis, panned, scaled, WHOLE, type Zoom, zoomTo } from './axis.ts';
import { isFailed } from './span-tree.ts';

const HEIGHT = 24;
/** Spans share so many lines. */
const LINES = 6;
/** A shorter drag is a click. */
const LEAST_PX = 4;

/** All spans, small; what is dragged over is shown large. */
export function Minimap(props: {
  spans: readonly Span[];
  axis: Axis;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
}) {
  const { spans, axis, zoom, onZoom } = props;
  const host = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const shareAt = (clientX: number): number => {
    const box = host.current?.getBoundingClientRect();
    return box ? Math.max(0, Math.min(1, (clientX - box.left) / box.width)) : 0;
  };
  const end = (event: PointerEvent): void => {
    if (drag === null) return;
    const to = shareAt(event.clientX);
    const width = (host.current?.clientWidth ?? 0) * Math.abs(to - drag.from);
    setDrag(null);
    if (width >= LEAST_PX) onZoom(zoomTo(drag.from, to));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (zoom.to - zoom.from) / 5;
    const next: Record<string, Zoom> = {
      ArrowLeft: panned(zoom, -step),
      ArrowRight: panned(zoom, step),
      ArrowUp: scaled(zoom, 0.5),
      ArrowDown: scaled(zoom, 2),
      '+': scaled(zoom, 0.5),
      '-': scaled(zoom, 2),
      Home: WHOLE,
    };
    const to = next[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onZoom(to);
  };
  const shown = drag === null ? zoom : zoomTo(drag.from, drag.to);
  const percent = (share: number): number => Math.round(share * 100);
  return (
    <div
      ref={host}
      role="slider"
      tabIndex={0}
      aria-label="Shown part of the trace"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent(zoom.from)}
      aria-valuetext={
        zoom.to - zoom.from >= 1
          ? 'All of it is shown'
          : `From ${percent(zoom.from)} to ${percent(zoom.to)} percent`
      }
      title="Drag to zoom, double-click for all of it"
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = shareAt(event.clientX);
        setDrag({ from: at, to: at });
      }}
      onPointerMove={(event) => drag && setDrag({ from: drag.from, to: shareAt(event.clientX) })}
      onPointerUp={end}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onZoom(WHOLE)}
      className="relative h-6 shrink-0 cursor-crosshair touch-none overflow-hidden rounded border border-line bg-surface"
    >
      <svg
        aria-hidden
        viewBox={`0 0 1000 ${HEIGHT}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full"
      >
        <path
          d={linesOf(
            spans.filter((span) => !isFailed(span)),
            axis,
          )}
          className="fill-ink/50"
        />
        <path d={linesOf(spans.filter(isFailed), axis)} className="fill-bad" />
      </svg>
      <span
        aria-hidden
        className="absolute inset-y-0 border-x-2 border-accent bg-accent/10"
        style={{ left: `${shown.from * 100}%`, width: `${(shown.to - shown.from) * 100}%` }}
      />
    </div>
  );
}

/** One path for all of a kind: two elements, however many spans. */
function linesOf(spans: readonly Span[], axis: Axis): string {
  return spans
    .map((span, i) => {
      const from = axis.at(span.startMs) * 1000;
      const to = axis.at(span.startMs + (span.durationMs ?? 0)) * 1000;
      const y = 2 + (i % LINES) * ((HEIGHT - 4) / LINES);
      return `M${from.toFixed(1)} ${y.toFixed(1)}h${Math.max(2, to - from).toFixed(1)}v2h-${Math.max(2, to - from).toFixed(1)}z`;
    })
    .join('');
}
