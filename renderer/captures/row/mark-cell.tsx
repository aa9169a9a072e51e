import { Check, Pin, Repeat, StickyNote, type LucideIcon } from 'lucide-react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { cx } from '../../ui/cx.ts';

/** The first that holds is shown. */
function markOf(capture: CaptureSummary): { icon: LucideIcon; label: string; tone: string } | null {
  if (capture.pinned) return { icon: Pin, label: 'Pinned', tone: 'text-accent-ink' };
  if (capture.hasNote) return { icon: StickyNote, label: 'Has a note', tone: 'text-muted' };
  if (capture.replayOf !== null) return { icon: Repeat, label: 'Replay', tone: 'text-info' };
  return null;
}

/**
 * The first place of a row: what is special about it, and a box to tick while the pointer is over
 * the row or any row is selected. The row itself tells readers whether it is selected.
 */
export function MarkCell({ capture, selected }: { capture: CaptureSummary; selected: boolean }) {
  const mark = markOf(capture);
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
