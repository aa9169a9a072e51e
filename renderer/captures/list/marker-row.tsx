import { CloudOff } from 'lucide-react';
import type { Outage } from '../../../preload/contract/tunnel.ts';
import { formatMinute, formatSecond } from '../../ui/format.ts';
import { ROW_HEIGHT } from './capture-row.tsx';
import { COLUMNS } from './columns.ts';
import type { Marker } from './list-rows.ts';

/** Below this, two times to the minute may read the same. */
const SHORT_MS = 120_000;

/** "offline 14:02–14:05: you may have missed events", or since when it lasts. */
export function outageText(outage: Outage): string {
  const short = outage.to !== null && outage.to - outage.from < SHORT_MS;
  const show = short ? formatSecond : formatMinute;
  const from = show(outage.from);
  return outage.to === null
    ? `Tunnel offline since ${from}: you may be missing events`
    : `Tunnel offline ${from}–${show(outage.to)}: you may have missed events`;
}

/** A row between captures: a new day, or a time in which the tunnel was away. */
export function MarkerRow(props: { row: Marker; index: number; top: number }) {
  const { row } = props;
  return (
    <div
      role="row"
      aria-rowindex={props.index}
      className="absolute inset-x-0"
      style={{ height: ROW_HEIGHT, transform: `translateY(${props.top}px)` }}
    >
      <div
        role="gridcell"
        aria-colspan={COLUMNS.length}
        className="flex h-full items-center gap-2 border-b border-line/60 bg-canvas px-3 text-sm"
      >
        {row.marker === 'day' ? (
          <span className="font-medium text-muted">{row.label}</span>
        ) : (
          <span className="flex min-w-0 items-center gap-2 text-warn" title={row.outage.reason}>
            <CloudOff size={13} className="shrink-0" aria-hidden />
            <span className="truncate">{outageText(row.outage)}</span>
          </span>
        )}
      </div>
    </div>
  );
}
