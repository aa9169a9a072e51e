import type { ListedCapture } from '../../../preload/contract/captures.ts';
import type { Order } from '../../../preload/contract/captures/views.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Outage } from '../../../preload/contract/tunnel.ts';
import { formatDayHeading } from '../../ui/format.ts';
import type { ListData } from './list-pages.ts';
import { isByTime } from './listing.ts';

/** A row between captures: the start of a day, or a time without tunnel. */
export type Marker =
  | { marker: 'day'; key: string; label: string }
  | { marker: 'outage'; key: string; outage: Outage };
export type ListRow = ListedCapture | Marker;

export type Rows = {
  rows: readonly ListRow[];
  /** The captures among the rows, in order. */
  ids: readonly CaptureId[];
  /** Captures newer than the ceiling, held back. */
  hidden: number;
};

export function isMarker(row: ListRow): row is Marker {
  return 'marker' in row;
}

/**
 * The rows to draw. Days and outages have their place only where the order is one of time.
 *
 * @param ceiling newest id to show, null for all: what arrives while one reads waits above it.
 * @param outages in any order; only those within the loaded span are placed.
 */
export function buildRows(
  data: ListData,
  ceiling: string | null,
  outages: readonly Outage[],
  nowMs: number,
  order: Order = 'newest',
): Rows {
  const rows: ListRow[] = [];
  const ids: CaptureId[] = [];
  const timed = isByTime(order);
  const waiting = timed ? waitingOutages(outages, order) : [];
  let hidden = 0;
  let dayStart = startOfDay(nowMs);
  let dayEnd = endOfDay(nowMs);
  for (const page of data.pages) {
    for (const capture of page.items) {
      if (ceiling !== null && capture.id > ceiling) {
        hidden += 1;
        continue;
      }
      const { receivedAt } = capture;
      const isAbove = (from: number): boolean =>
        order === 'newest' ? from > receivedAt : from <= receivedAt;
      placeOutages(rows, waiting, isAbove, ceiling !== null && ids.length === 0);
      // The end of a day is looked at only where rows lead towards it: a date costs time.
      const isOtherDay = receivedAt < dayStart || (order === 'oldest' && receivedAt >= dayEnd);
      if (timed && isOtherDay) {
        dayStart = startOfDay(receivedAt);
        dayEnd = endOfDay(receivedAt);
        rows.push(dayMarker(dayStart, nowMs));
      }
      rows.push(capture);
      ids.push(capture.id);
    }
  }
  const ended = data.pages.at(-1)?.next === null && ids.length > 0;
  if (ended) placeOutages(rows, waiting, () => true, false);
  return { rows, ids, hidden };
}

function waitingOutages(outages: readonly Outage[], order: Order): Outage[] {
  const down = outages.toSorted((a, b) => b.from - a.from);
  return order === 'newest' ? down : down.toReversed();
}

/** Takes the outages above a row off the list and, unless held back, draws them. */
function placeOutages(
  rows: ListRow[],
  waiting: Outage[],
  isAbove: (from: number) => boolean,
  hold: boolean,
): void {
  while (waiting[0] && isAbove(waiting[0].from)) {
    const outage = waiting.shift();
    if (outage && !hold) rows.push({ marker: 'outage', key: `outage-${outage.id}`, outage });
  }
}

function dayMarker(dayStart: number, nowMs: number): Marker {
  return { marker: 'day', key: `day-${dayStart}`, label: formatDayHeading(dayStart, nowMs) };
}

function endOfDay(epochMs: number): number {
  return new Date(epochMs).setHours(24, 0, 0, 0);
}

function startOfDay(epochMs: number): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}
