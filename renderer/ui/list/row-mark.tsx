import { Check, type LucideIcon } from 'lucide-react';
import { cx } from '../cx.ts';

/** What is special about a row. */
export interface Mark {
  icon: LucideIcon;
  label: string;
  tone: string;
}

/**
 * The first place of a row: what is special about it, and a box to tick while the pointer is over
 * the row (`group/row`) or any row is selected (`group/grid`). The row itself tells readers whether it is
 * selected.
 */
export function RowMark({ mark, selected }: { mark: Mark | null; selected: boolean }) {
  const Icon = mark?.icon;
  return (
    <span
      data-mark
      className="flex h-full w-5 shrink-0 items-center justify-center"
      title={mark?.label}
    >
      <span
        aria-hidden
        className={cx(
          'size-3.5 items-center justify-center rounded-sm border',
          selected
            ? 'flex border-accent bg-accent text-on-accent'
            : 'hidden border-line-strong bg-surface group-hover/row:flex group-data-selecting/grid:flex',
        )}
      >
        {selected && <Check size={11} strokeWidth={3} />}
      </span>
      {Icon && !selected && (
        <Icon
          size={13}
          aria-hidden
          className={cx('group-hover/row:hidden group-data-selecting/grid:hidden', mark.tone)}
        />
      )}
    </span>
  );
}
