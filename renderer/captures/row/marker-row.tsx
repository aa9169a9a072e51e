import { CloudOff } from 'lucide-react';
import { flushSync } from 'react-dom';
import type { Outage } from '../../../preload/contract/tunnel.ts';
import { formatDuration, formatSecond } from '../../ui/format.ts';
import { showTimeOf } from '../outages.ts';
import type { Marker } from '../list/list-rows.ts';

export const MARKER_HEIGHT = 24;

/** `Tunnel was down 4 min 12 s, 14:02:11–14:06:23`, or since when it is down. */
export function outageText({ from, to }: Outage): string {
  if (to === null) return `Tunnel down since ${formatSecond(from)}`;
  const times = `${formatSecond(from)}–${formatSecond(to)}`;
  return `Tunnel was down ${formatDuration(to - from)}, ${times}`;
}

/** This line goes with the list it stands in: the focus goes to what leads back to it. */
function leadToTimeOf(outage: Outage): void {
  flushSync(() => showTimeOf(outage));
  document.querySelector<HTMLElement>('[data-clear-time]')?.focus();
}

/** A row between captures: a new day, or a time in which the tunnel was away. */
export function MarkerRow(props: { row: Marker; index: number; top: number }) {
  const { row } = props;
  return (
    <div
      role="row"
      aria-rowindex={props.index}
      className="absolute inset-x-0"
      style={{ height: MARKER_HEIGHT, transform: `translateY(${props.top}px)` }}
    >
      <div
        role="gridcell"
        className="flex h-full items-center gap-2 border-b border-line/60 bg-canvas px-2.5 text-sm"
      >
        {row.marker === 'day' ? (
          <DayText label={row.label} />
        ) : (
          <span className="flex min-w-0 items-center gap-2 text-warn" title={row.outage.reason}>
            <CloudOff size={13} className="shrink-0" aria-hidden />
            <span className="truncate">{outageText(row.outage)}. Senders could not reach you.</span>
            <button
              type="button"
              className="h-6 shrink-0 rounded px-1 underline"
              onClick={() => leadToTimeOf(row.outage)}
            >
              What was missed
            </button>
          </span>
        )}
      </div>
    </div>
  );
}

/** Stays below the headings while rows of an earlier day are in sight. */
export function StickyDay({ label, top }: { label: string; top: number }) {
  return (
    <div aria-hidden className="pointer-events-none sticky z-[1] h-0" style={{ top }}>
      <div
        className="flex items-center border-b border-line/60 bg-canvas px-2.5 text-sm"
        style={{ height: MARKER_HEIGHT }}
      >
        <DayText label={label} />
      </div>
    </div>
  );
}

function DayText({ label }: { label: string }) {
  return <span className="font-medium text-muted">{label}</span>;
}
