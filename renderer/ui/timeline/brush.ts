import type { TimeSpan } from '../time/time-span.ts';

/** Where time goes from left to right: `bucketMs` for each bar. */
export type Scale = TimeSpan & { bucketMs: number };

/** The least that the wheel goes into: ten times what one bar may be. */
const NARROWEST_MS = 1000;

/** The time at a place of the axis, 0 the left end, 1 the right one. */
export const timeAt = ({ from, to }: TimeSpan, share: number): number =>
  from + Math.min(1, Math.max(0, share)) * (to - from);

/** The place of a time on the axis, 0 to 1. */
export const shareOf = ({ from, to }: TimeSpan, at: number): number =>
  Math.min(1, Math.max(0, (at - from) / (to - from)));

/** Ends at bars: what is said of a time is round then. At least one bar, and never outside. */
export function snapped(span: TimeSpan, { from, to, bucketMs }: Scale): TimeSpan {
  const [low, high] = [Math.min(span.from, span.to), Math.max(span.from, span.to)];
  const first = Math.floor((low - from) / bucketMs);
  const last = Math.max(first + 1, Math.ceil((high - from) / bucketMs));
  return {
    from: Math.max(from, from + first * bucketMs),
    to: Math.min(to, from + last * bucketMs),
  };
}

/** Moves one end, which cannot pass the other. */
export function withEnd(span: TimeSpan, end: 'from' | 'to', at: number, scale: Scale): TimeSpan {
  const { from, bucketMs } = scale;
  const round = from + Math.round((at - from) / bucketMs) * bucketMs;
  return end === 'from'
    ? { ...span, from: Math.max(from, Math.min(round, span.to - bucketMs)) }
    : { ...span, to: Math.min(scale.to, Math.max(round, span.from + bucketMs)) };
}

/** Moves a stretch of time as it is, as far as the axis goes. */
export function moved(span: TimeSpan, bars: number, scale: Scale): TimeSpan {
  const by = bars * scale.bucketMs;
  const within = Math.max(scale.from - span.from, Math.min(by, scale.to - span.to));
  return { from: span.from + within, to: span.to + within };
}

/** What keys begin with: the tenth of the axis at one of its ends. */
export function firstBrush(end: 'from' | 'to', scale: Scale): TimeSpan {
  const bars = Math.max(1, Math.round((scale.to - scale.from) / scale.bucketMs / 10));
  const width = bars * scale.bucketMs;
  return end === 'from'
    ? { from: scale.from, to: scale.from + width }
    : { from: scale.to - width, to: scale.to };
}

/**
 * The axis twice as near, or as far, around a time.
 *
 * @returns null where it reaches all there is.
 */
export function zoomed(
  shown: TimeSpan,
  at: number,
  factor: number,
  all: TimeSpan,
): TimeSpan | null {
  const width = Math.max(NARROWEST_MS, (shown.to - shown.from) * factor);
  if (width >= all.to - all.from) return null;
  const left = Math.round(at - ((at - shown.from) / (shown.to - shown.from)) * width);
  const from = Math.max(all.from, Math.min(left, all.to - width));
  return { from: Math.round(from), to: Math.round(from + width) };
}

/** Narrower than this part of the axis, a time cannot be taken hold of. */
const TOO_NARROW = 1 / 20;

/** What to show so that a time is to be seen with what is around it; undefined: it is already. */
export function axisFor(span: TimeSpan, shown: TimeSpan): TimeSpan | undefined {
  const width = span.to - span.from;
  const isIn = span.from >= shown.from && span.to <= shown.to;
  if (isIn && width >= (shown.to - shown.from) * TOO_NARROW) return undefined;
  return { from: span.from - width, to: span.to + width };
}
