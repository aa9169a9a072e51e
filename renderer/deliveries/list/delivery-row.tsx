import { memo } from 'react';
import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { cx } from '../../ui/cx.ts';
import { formatSecond } from '../../ui/format.ts';
import { RowMark } from '../../ui/list/row-mark.tsx';
import { exact } from '../../ui/time/moments.ts';
import { statusTone } from '../../wire/tones.ts';
import { attemptsOf, nextOf, reasonOf, rowName } from '../delivery-words.ts';
import { StateBadge } from '../../destinations/state-badge.tsx';
import { isChosen, useDeliverySelection } from './selection.ts';

/** Heights of rows in one line and in two, in pixels. */
export const ROW_PX = { 1: 32, 2: 48 } as const;
export type Lines = keyof typeof ROW_PX;

export const rowDomId = (key: string): string => `delivery-${key.replaceAll(' ', '-')}`;

/** The columns behind event and destination, of rows in one line. */
export const COLUMNS = [
  { key: 'state', label: 'State', className: 'w-[4.75rem] shrink-0' },
  { key: 'tries', label: 'Tries', className: 'w-10 shrink-0 text-right' },
  { key: 'next', label: 'Next try', className: 'w-24 shrink-0 text-right' },
  { key: 'last', label: 'Last', className: 'w-9 shrink-0 text-right' },
  { key: 'created', label: 'Created', className: 'w-16 shrink-0 text-right' },
] as const;

export interface DeliveryRowProps {
  delivery: DeliverySummary;
  now: number;
  lines: Lines;
  index: number;
  top: number;
  isOpen: boolean;
  /** Where it stands below its group; null: in no group. */
  place: { nth: number; of: number } | null;
}

/**
 * One delivery: its event first, then where it goes, how it stands, and what comes next. The list
 * around it takes clicks and keys.
 */
export function DeliveryRow(props: DeliveryRowProps) {
  const { delivery, now, place, isOpen } = props;
  const active = useDeliverySelection((s) => s.activeId === delivery.id);
  const chosen = useDeliverySelection((s) => isChosen(s, delivery.id));
  const lit = chosen || isOpen || active;
  return (
    <div
      role="row"
      id={rowDomId(delivery.id)}
      aria-rowindex={props.index}
      aria-level={place === null ? undefined : 2}
      aria-posinset={place?.nth}
      aria-setsize={place?.of}
      aria-selected={lit}
      aria-label={rowName(delivery, now)}
      title={reasonOf(delivery, now)}
      data-active={active || undefined}
      data-opened={isOpen || undefined}
      className={cx(
        'group/row absolute inset-x-0 cursor-default border-b border-line/60 px-2.5 select-none',
        lit ? 'bg-selected' : 'hover:bg-hover',
        (active || isOpen) && 'shadow-[inset_2px_0_0_var(--accent)]',
        place !== null && 'pl-7',
      )}
      style={{ height: ROW_PX[props.lines], transform: `translateY(${props.top}px)` }}
    >
      <Cells
        delivery={delivery}
        next={nextOf(delivery, now)}
        created={formatSecond(delivery.createdAt)}
        createdAt={exact(delivery.createdAt, now)}
        lines={props.lines}
        isOpen={isOpen}
        chosen={chosen}
      />
    </div>
  );
}

/** Drawn again only where something of it changed, not with every second. */
const Cells = memo(function Cells(props: {
  delivery: DeliverySummary;
  next: string;
  created: string;
  createdAt: string;
  lines: Lines;
  isOpen: boolean;
  chosen: boolean;
}) {
  const { delivery, next, created, chosen } = props;
  const event = (
    <span
      data-event
      className={cx(
        // The end of an event tells it from others: it is cut at its beginning.
        'wire max-w-full shrink-0 truncate [direction:rtl]',
        delivery.eventType === null ? 'text-muted' : 'text-ink',
        props.isOpen && 'font-semibold',
      )}
      title={delivery.eventType ?? undefined}
    >
      <bdi dir="ltr">{delivery.eventType ?? 'no event type'}</bdi>
    </span>
  );
  const destination = (
    <span className="min-w-0 flex-1 truncate text-muted">{delivery.destinationName}</span>
  );
  const cells = {
    state: <StateBadge state={delivery.state} />,
    tries: attemptsOf(delivery),
    next: <span className="text-muted">{next}</span>,
    last: <LastStatus delivery={delivery} />,
    created: <span className="wire text-muted">{created}</span>,
  };
  if (props.lines === 2) {
    return (
      <div role="presentation" className="flex h-full flex-col justify-center">
        <div role="gridcell" className="flex h-[22px] min-w-0 items-center gap-2">
          {event}
          <span className="flex-1" />
          {cells.state}
        </div>
        <div role="presentation" className="flex h-5 min-w-0 items-center gap-2 text-sm">
          <div role="gridcell" className="h-full shrink-0">
            <RowMark mark={null} selected={chosen} />
          </div>
          <div role="gridcell" className="flex min-w-0 flex-1 tabular-nums">
            {destination}
          </div>
          <div role="gridcell" className="shrink-0 text-muted tabular-nums">
            {next}
          </div>
          <div role="gridcell" className="shrink-0 tabular-nums">
            {cells.tries}
          </div>
          <div role="gridcell" className="shrink-0 tabular-nums">
            {cells.last}
          </div>
          <div role="gridcell" className="shrink-0">
            {cells.created}
          </div>
        </div>
      </div>
    );
  }
  return (
    <div role="presentation" className="flex h-full items-center gap-2">
      <div role="gridcell" className="h-full shrink-0">
        <RowMark mark={null} selected={chosen} />
      </div>
      <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-2.5">
        {event}
        {destination}
      </div>
      {COLUMNS.map(({ key, className }) => (
        <div
          key={key}
          role="gridcell"
          className={cx('truncate text-sm tabular-nums', className)}
          title={key === 'created' ? props.createdAt : undefined}
        >
          {cells[key]}
        </div>
      ))}
    </div>
  );
});

function LastStatus({ delivery }: { delivery: DeliverySummary }) {
  const { lastStatus, attempts, state } = delivery;
  if (lastStatus !== null) return <span className={statusTone(lastStatus)}>{lastStatus}</span>;
  // An event engine says that it has a message, and no status.
  if (state === 'delivered') return <span className="text-good">taken</span>;
  return <span className="text-muted">{attempts > 0 ? 'none' : ''}</span>;
}
