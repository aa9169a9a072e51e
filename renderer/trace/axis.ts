import type { Span } from '../../preload/contract/captures/trace.ts';

/** A piece of the axis: time that is drawn, or a gap that is folded into a mark. Shares are 0 to 1. */
export interface Segment {
  kind: 'time' | 'gap';
  fromMs: number;
  toMs: number;
  from: number;
  to: number;
}

export interface Axis {
  segments: Segment[];
  /** Where a moment stands, 0 to 1. */
  at: (ms: number) => number;
  /** The moment at a place; null inside a folded gap. */
  momentAt: (share: number) => number | null;
}

/** A wait is folded that is so many times as long as all work: attempts come hours after milliseconds. */
const TIMES_WORK = 10;
/** Shorter waits are shown: they say nothing of a schedule. */
const LEAST_MS = 100;
/** Width of a folded gap, as a share of all: how long it is stands above it. */
const GAP = 0.1;
/** Gaps take no more than this, however many there are. */
const MOST_GAPS = 0.45;

/** When something happened, as [from, to]. Waiting is not happening: it is what is folded. */
function busyOf(spans: readonly Span[]): [number, number][] {
  const parents = new Set(spans.map(({ parent }) => parent));
  return spans.flatMap((span): [number, number][] => {
    const from = span.startMs;
    const to = from + (span.durationMs ?? 0);
    if (span.kind !== 'delivery') return [[from, to]];
    // A delivery is waiting but for its attempts; its own beginning is worth a place.
    return parents.has(span.id) || span.durationMs === null ? [[from, from]] : [[from, to]];
  });
}

/** Those that overlap, or lie no further apart than this, as one. */
function joined(sorted: readonly [number, number][], apartMs: number): [number, number][] {
  const runs: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = runs.at(-1);
    if (last && from - last[1] <= apartMs) last[1] = Math.max(last[1], to);
    else runs.push([from, to]);
  }
  return runs;
}

/** One axis for all spans, with waits folded that are ten times as long as all work. */
export function axisOf(spans: readonly Span[]): Axis {
  const busy = busyOf(spans).toSorted((a, b) => a[0] - b[0]);
  const work = joined(busy, 0).reduce((sum, [from, to]) => sum + (to - from), 0);
  const runs = joined(busy, Math.max(LEAST_MS, TIMES_WORK * work));
  const gaps = Math.max(0, runs.length - 1);
  const gap = gaps === 0 ? 0 : Math.min(GAP, MOST_GAPS / gaps);
  // A run of no length still has a place.
  const total = runs.reduce((sum, [from, to]) => sum + (to - from), 0);
  const least = (1 - gap * gaps) * (0.2 / Math.max(runs.length, 1));
  const free = 1 - gap * gaps - least * runs.length;
  const segments: Segment[] = [];
  let share = 0;
  runs.forEach(([fromMs, toMs], i) => {
    const before = runs[i - 1];
    if (before) {
      segments.push({ kind: 'gap', fromMs: before[1], toMs: fromMs, from: share, to: share + gap });
      share += gap;
    }
    const part = total === 0 ? free / Math.max(runs.length, 1) : (free * (toMs - fromMs)) / total;
    const width = least + part;
    segments.push({ kind: 'time', fromMs, toMs, from: share, to: share + width });
    share += width;
  });
  return {
    segments,
    at: (ms) => placeOf(segments, ms),
    momentAt: (place) => momentOf(segments, place),
  };
}

function placeOf(segments: readonly Segment[], ms: number): number {
  const first = segments[0];
  const last = segments.at(-1);
  if (!first || !last || ms <= first.fromMs) return first?.from ?? 0;
  if (ms >= last.toMs) return last.toMs === last.fromMs ? last.from : last.to;
  const inside = segments.find(({ fromMs, toMs }) => ms >= fromMs && ms <= toMs) ?? last;
  const span = inside.toMs - inside.fromMs;
  return inside.from + (span === 0 ? 0 : ((ms - inside.fromMs) / span) * (inside.to - inside.from));
}

function momentOf(segments: readonly Segment[], share: number): number | null {
  const inside = segments.find(({ from, to }) => share >= from && share < to);
  if (!inside || inside.kind === 'gap') return null;
  const part = (share - inside.from) / (inside.to - inside.from);
  return inside.fromMs + part * (inside.toMs - inside.fromMs);
}

/** The part of the axis that is shown, as shares. */
export interface Zoom {
  from: number;
  to: number;
}

export const WHOLE: Zoom = { from: 0, to: 1 };
/** No closer than this: below, a bar says nothing more. */
const CLOSEST = 0.002;

/** A zoom within the axis, at least as wide as can be told apart. */
export function zoomTo(a: number, b: number): Zoom {
  const from = Math.max(0, Math.min(a, b));
  const to = Math.min(1, Math.max(a, b));
  if (to - from >= CLOSEST) return { from, to };
  const start = Math.min(from, 1 - CLOSEST);
  return { from: start, to: start + CLOSEST };
}

/** Moves a zoom sideways without leaving the axis. */
export function panned({ from, to }: Zoom, by: number): Zoom {
  const width = to - from;
  const start = Math.max(0, Math.min(1 - width, from + by));
  return { from: start, to: start + width };
}

/** Zooms around the middle; below 1 comes closer. */
export function scaled({ from, to }: Zoom, factor: number): Zoom {
  const middle = (from + to) / 2;
  const half = Math.min(0.5, ((to - from) * factor) / 2);
  return zoomTo(Math.max(0, middle - half), Math.min(1, middle + half));
}
