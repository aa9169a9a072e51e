import { memo, type ReactNode } from 'react';
import type { DeliverySummary } from '../../preload/contract/deliveries.ts';
import { statusTone } from '../wire/tones.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { attemptsOf, leftOf, nextOf, STATE_TONES } from './delivery-words.ts';
import { exact, localTimes } from '../ui/time/moments.ts';

export const ROW_PX = 36;

const WIDE_ONLY = 'hidden @4xl:block';

/** The columns; on a narrow list the last ones give way. */
export const HEADINGS = [
  { key: 'state', label: 'State', className: 'w-20 shrink-0' },
  { key: 'event', label: 'Event', className: 'min-w-24 flex-1' },
  { key: 'destination', label: 'Destination', className: 'min-w-20 flex-1' },
  { key: 'tries', label: 'Attempts', className: 'w-16 shrink-0 text-right' },
  { key: 'last', label: 'Last', className: 'w-12 shrink-0' },
  {
    key: 'next',
    label: 'Next attempt, or why none',
    className: 'min-w-52 flex-[2] hidden @2xl:block',
  },
  { key: 'left', label: 'Time left', className: `w-24 shrink-0 ${WIDE_ONLY}` },
  { key: 'created', label: 'Created', className: `w-32 shrink-0 ${WIDE_ONLY}` },
] as const;

export function StateBadge({ state }: Pick<DeliverySummary, 'state'>) {
  return <Badge tone={STATE_TONES[state]}>{state}</Badge>;
}

/** One delivery. Its cells are read by the grid, which has the keyboard. */
export const DeliveryRow = memo(function DeliveryRow(props: {
  delivery: DeliverySummary;
  now: number;
  place: number;
  top: number;
  isActive: boolean;
  isOpen: boolean;
  onOpen: (id: string) => void;
}) {
  const { delivery, now } = props;
  const reason = reasonOf(delivery, now);
  const cells: Record<(typeof HEADINGS)[number]['key'], ReactNode> = {
    state: <StateBadge state={delivery.state} />,
    event: delivery.eventType ?? <span className="text-muted">no type</span>,
    destination: delivery.destinationName,
    tries: attemptsOf(delivery),
    last: <LastStatus delivery={delivery} />,
    next: nextOf(delivery, now) || <span className="text-muted">{reason}</span>,
    left: leftOf(delivery, now),
    created: exact(delivery.createdAt, now),
  };
  return (
    // The grid has the keyboard: see aria-activedescendant.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="row"
      id={`delivery-${delivery.id}`}
      aria-rowindex={props.place}
      aria-selected={props.isOpen}
      onClick={() => props.onOpen(delivery.id)}
      title={reason}
      className={cx(
        'absolute inset-x-0 flex cursor-default items-center gap-3 border-b border-line/60 px-3',
        props.isOpen ? 'bg-selected' : 'hover:bg-hover',
        props.isActive && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={{ top: props.top, height: ROW_PX }}
    >
      {HEADINGS.map(({ key, className }) => (
        <div key={key} role="gridcell" className={cx('truncate tabular-nums', className)}>
          {cells[key]}
        </div>
      ))}
    </div>
  );
});

function LastStatus({ delivery }: { delivery: DeliverySummary }) {
  const { lastStatus, attempts } = delivery;
  if (lastStatus !== null) return <span className={statusTone(lastStatus)}>{lastStatus}</span>;
  return <span className="text-muted">{attempts > 0 ? 'none' : ''}</span>;
}

function reasonOf({ state, reason }: DeliverySummary, now: number): string | undefined {
  if (state === 'held') return 'Held until you resume its destination.';
  return reason === null ? undefined : localTimes(reason, now);
}
