import { ChevronDown, ChevronRight } from 'lucide-react';
import { cx } from '../../../ui/cx.ts';
import { formatCount, formatPlural } from '../../../ui/format.ts';
import type { GroupRow } from '../shown-rows.ts';
import { COLUMNS, type RowForm } from './row-props.ts';

export const GROUP_PX = 32;

/** Above the inbox, where nothing else is. */
export function NoneShown({ total }: { total: number }) {
  return (
    <div role="row" className="px-4 py-6 text-muted sm:px-6">
      <span role="gridcell" className="block max-w-[40rem]">
        {total === 0
          ? 'No endpoints yet. Type a path above to add one. The inbox takes everything else.'
          : 'No endpoint fits this filter.'}
      </span>
    </div>
  );
}

const HEADS: Record<Exclude<RowForm, 'stacked'>, readonly string[]> = {
  full: ['Name', 'Path', 'Methods', 'Answers', 'Sender', 'Today', 'On'],
  some: ['Name', 'Path', 'Answers', 'Today', 'On'],
};

/** Above the columns. What has no words of its own is named for those who hear it. */
export function Headings({ form }: { form: Exclude<RowForm, 'stacked'> }) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="grid h-7 shrink-0 items-center gap-x-2 border-b border-line px-2 text-sm text-muted sm:px-3"
      style={{ gridTemplateColumns: COLUMNS[form] }}
    >
      <span aria-hidden />
      <span role="columnheader">
        <span className="sr-only">Selected</span>
      </span>
      <span role="columnheader">
        <span className="sr-only">Order</span>
      </span>
      {HEADS[form].map((head) => (
        <span
          key={head}
          role="columnheader"
          className={cx('truncate', head === 'Today' && 'text-right')}
        >
          {head}
        </span>
      ))}
      <span role="columnheader">
        <span className="sr-only">More</span>
      </span>
    </div>
  );
}

/** Above the endpoints of one path's beginning; folds them. */
export function GroupLine(props: {
  row: GroupRow;
  index: number;
  top: number;
  onFold: (key: string) => void;
}) {
  const { row } = props;
  const Chevron = row.isFolded ? ChevronRight : ChevronDown;
  return (
    <div
      role="row"
      aria-rowindex={props.index}
      className="absolute inset-x-0 border-b border-line/60 bg-canvas"
      style={{ height: GROUP_PX, transform: `translateY(${props.top}px)` }}
    >
      <div role="gridcell" className="h-full">
        <button
          type="button"
          aria-expanded={!row.isFolded}
          onClick={() => props.onFold(row.key)}
          className="flex size-full items-center gap-2 px-3 text-left outline-offset-[-2px] hover:bg-hover"
        >
          <Chevron size={14} aria-hidden className="shrink-0 text-muted" />
          <span className="wire min-w-0 truncate font-medium">{row.label}</span>
          <span className="text-sm text-muted tabular-nums">
            {formatPlural(row.count, 'endpoint')}, {formatCount(row.today)} today
          </span>
        </button>
      </div>
    </div>
  );
}
