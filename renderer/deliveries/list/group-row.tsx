import { ChevronDown, ChevronRight } from 'lucide-react';
import type { DeliveryGroup } from '../../../preload/contract/deliveries/overview.ts';
import { cx } from '../../ui/cx.ts';
import { formatCount, formatPlural, formatSecond } from '../../ui/format.ts';
import { Spark } from '../../ui/signs/spark.tsx';
import { rowDomId } from './delivery-row.tsx';
import type { GridRow } from './grid-rows.ts';
import { useDeliverySelection } from './selection.ts';

export const GROUP_PX = 32;

/** A group as a reader hears it: `order.paid, 312 deliveries, 3 dead, newest 14:02:11`. */
export function groupName({ label, count, failed, waiting, newest }: DeliveryGroup): string {
  return [
    label,
    formatPlural(count, 'delivery', 'deliveries'),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} dead`] : []),
    `newest ${formatSecond(newest)}`,
  ].join(', ');
}

/** What deliveries have in common, how many they are, and when they were created. */
export function GroupRow(props: {
  row: Extract<GridRow, { kind: 'group' }>;
  mono: boolean;
  index: number;
  top: number;
}) {
  const { row, mono } = props;
  const { group, open } = row;
  const active = useDeliverySelection((s) => s.activeId === row.key);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div
      role="row"
      id={rowDomId(row.key)}
      aria-rowindex={props.index}
      aria-level={1}
      aria-posinset={row.nth}
      aria-setsize={row.of}
      aria-expanded={open}
      aria-selected={active}
      aria-label={groupName(group)}
      data-group-row={row.key}
      data-active={active || undefined}
      className={cx(
        'absolute inset-x-0 flex cursor-default items-center gap-2 border-b border-line/60 bg-canvas px-2.5 select-none',
        active ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover',
      )}
      style={{ height: GROUP_PX, transform: `translateY(${props.top}px)` }}
    >
      <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-1.5">
        <Chevron size={14} aria-hidden className="shrink-0 text-muted" />
        <span
          className={cx('min-w-0 truncate font-medium', mono && 'wire [direction:rtl]')}
          title={group.label}
        >
          <bdi dir="ltr">{group.label}</bdi>
        </span>
      </div>
      <div role="gridcell" className="shrink-0 text-sm text-muted tabular-nums max-sm:hidden">
        {group.waiting > 0 && `${formatCount(group.waiting)} waiting`}
      </div>
      <div role="gridcell" className="shrink-0 text-sm text-bad tabular-nums">
        {group.failed > 0 && `${formatCount(group.failed)} dead`}
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

/** Leads to all deliveries of a group. */
export function AllRow(props: {
  row: Extract<GridRow, { kind: 'all' }>;
  index: number;
  top: number;
}) {
  const { row } = props;
  const active = useDeliverySelection((s) => s.activeId === row.key);
  return (
    <div
      role="row"
      id={rowDomId(row.key)}
      aria-rowindex={props.index}
      aria-level={2}
      aria-posinset={row.place.nth}
      aria-setsize={row.place.of}
      aria-selected={active}
      data-group-row={row.key}
      className={cx(
        'absolute inset-x-0 flex cursor-pointer items-center border-b border-line/60 pl-12 text-sm font-medium text-accent-ink',
        active ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover',
      )}
      style={{ height: GROUP_PX, transform: `translateY(${props.top}px)` }}
    >
      <div role="gridcell">Show all {formatCount(row.group.count)}</div>
    </div>
  );
}
