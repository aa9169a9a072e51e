import { ChevronDown, ChevronRight } from 'lucide-react';
import type { Group, GroupBy } from '../../../preload/contract/captures/overview.ts';
import { cx } from '../../ui/cx.ts';
import { formatCount, formatPlural, formatSecond } from '../../ui/format.ts';
import { Spark } from '../../ui/signs/spark.tsx';
import { SenderSign } from '../row/signs.tsx';

export const GROUP_HEIGHT = 32;
export const groupDomId = (nth: number): string => `capture-group-${nth}`;

/** A group as a reader hears it: `Stripe, invoice.paid, 312 captures, 3 failed, newest 14:02:11`. */
export function groupName(group: Group, by: GroupBy, sender: string): string {
  const { label, count, failed, newest } = group;
  const parts = [
    by === 'event' ? sender : '',
    by === 'provider' && sender !== '' ? sender : label,
    formatPlural(count, 'capture'),
    failed > 0 ? `${formatCount(failed)} failed` : '',
    `newest ${formatSecond(newest)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/**
 * One group: what its captures have in common, how many they are, and when they came. The list around it
 * takes clicks and keys.
 */
export function GroupRow(props: {
  group: Group;
  by: GroupBy;
  sender: string;
  open: boolean;
  active: boolean;
  nth: number;
  total: number;
  index: number;
  top: number;
}) {
  const { group, by, sender, open, active } = props;
  const Chevron = open ? ChevronDown : ChevronRight;
  const mono = by === 'event' || by === 'path' || by === 'status';
  return (
    <div
      role="row"
      id={groupDomId(props.nth)}
      aria-rowindex={props.index}
      aria-level={1}
      aria-posinset={props.nth}
      aria-setsize={props.total}
      aria-expanded={open}
      aria-selected={active}
      aria-label={groupName(group, by, sender)}
      data-group-row
      className={cx(
        'absolute inset-x-0 flex cursor-default items-center gap-1.5 border-b border-line/60 bg-canvas px-2.5 select-none',
        active ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover',
      )}
      style={{ height: GROUP_HEIGHT, transform: `translateY(${props.top}px)` }}
    >
      <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-1.5">
        <Chevron size={14} aria-hidden className="shrink-0 text-muted" />
        {(by === 'event' || by === 'provider') && <SenderSign label={sender} />}
        <span
          className={cx('min-w-0 truncate font-medium', mono && 'wire')}
          title={by === 'provider' && sender !== '' ? sender : group.label}
        >
          {by === 'provider' && sender !== '' ? sender : group.label}
        </span>
      </div>
      <div role="gridcell" className="shrink-0 text-sm text-bad tabular-nums">
        {group.failed > 0 && `${formatCount(group.failed)} failed`}
      </div>
      <div role="gridcell" className="w-14 shrink-0 text-right text-sm tabular-nums">
        {formatCount(group.count)}
      </div>
      <div role="gridcell" className="shrink-0 text-accent-ink max-sm:hidden">
        <Spark values={group.spark} />
      </div>
      <div role="gridcell" className="wire w-[60px] shrink-0 text-right text-muted">
        {formatSecond(group.newest)}
      </div>
    </div>
  );
}
