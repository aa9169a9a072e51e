import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Outage } from '../../../preload/contract/tunnel.ts';
import { formatDayHeading } from '../../ui/format.ts';
import type { ListData } from './list-pages.ts';

/** A row between captures: the start of a day, or a time without tunnel. */
export type Marker =
  | { marker: 'day'; key: string; label: string }
  | { marker: 'outage'; key: string; outage: Outage };
export type ListRow = CaptureSummary | Marker;

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
 * The rows to draw, newest first.
 *
 * @param ceiling newest id to show, null for all: what arrives while one reads waits above it.
 * @param outages in any order; only those within the loaded span are placed.
 */
export function buildRows(
  data: ListData,
  ceiling: string | null,
  outages: readonly Outage[],
  nowMs: number,
): Rows {
  const rows: ListRow[] = [];
  const ids: CaptureId[] = [];
  const waiting = [...outages].sort((a, b) => b.from - a.from);
  let hidden = 0;
  let dayStart = startOfDay(nowMs);
  for (const page of data.pages) {
    for (const capture of page.items) {
      if (ceiling !== null && capture.id > ceiling) {
        hidden += 1;
        continue;
      }
      placeOutages(rows, waiting, capture.receivedAt, ceiling !== null && ids.length === 0);
      if (capture.receivedAt < dayStart) {
        dayStart = startOfDay(capture.receivedAt);
        rows.push(dayMarker(dayStart, nowMs));
      }
      rows.push(capture);
      ids.push(capture.id);
    }
  }
  if (data.pages.at(-1)?.next === null && ids.length > 0) placeOutages(rows, waiting, -1, false);
  return { rows, ids, hidden };
}

/** Takes the outages that began after `olderThan` off the list and, unless held back, draws them. */
function placeOutages(rows: ListRow[], waiting: Outage[], olderThan: number, hold: boolean): void {
  while (waiting[0] && waiting[0].from > olderThan) {
    const outage = waiting.shift();
    if (outage && !hold) rows.push({ marker: 'outage', key: `outage-${outage.id}`, outage });
  }
}

function dayMarker(dayStart: number, nowMs: number): Marker {
  return { marker: 'day', key: `day-${dayStart}`, label: formatDayHeading(dayStart, nowMs) };
}

function startOfDay(epochMs: number): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}
