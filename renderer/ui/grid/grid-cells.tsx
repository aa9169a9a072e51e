import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from '../cx.ts';

export interface GridColumn {
  name: string;
  /** Said under the name. */
  type?: string | undefined;
  width?: number;
  align?: 'right' | undefined;
}

export type GridCell = string | number | boolean | null | undefined;

/** What a cell says by its colour; its text must say it too. */
export type GridTone = 'good' | 'warn' | 'bad' | 'muted' | undefined;

const TONES = { good: 'text-good', warn: 'text-warn', bad: 'text-bad', muted: 'text-muted' };

/** What assistive technology is told about the order of a column. */
export function ariaSort(
  sorted: { descending: boolean } | undefined,
): 'ascending' | 'descending' | 'none' {
  if (sorted === undefined) return 'none';
  return sorted.descending ? 'descending' : 'ascending';
}

/** Name and type of a column; a button where rows can be sorted by it. */
export function HeadContent(props: {
  column: GridColumn;
  sorted: { descending: boolean } | undefined;
  onSort: (() => void) | undefined;
}) {
  const { column, sorted } = props;
  const words = (
    <>
      <span className="flex w-full items-center gap-1">
        <span className="wire min-w-0 truncate font-medium text-ink" title={column.name}>
          {column.name}
        </span>
        {sorted !== undefined &&
          (sorted.descending ? (
            <ArrowDown size={12} aria-hidden />
          ) : (
            <ArrowUp size={12} aria-hidden />
          ))}
      </span>
      {column.type !== undefined && (
        <span className="truncate text-xs text-muted">{column.type}</span>
      )}
    </>
  );
  const shape = 'flex h-full w-full flex-col items-start justify-center px-2 text-left';
  if (props.onSort === undefined) return <div className={shape}>{words}</div>;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={cx(shape, 'hover:bg-hover')}
      onClick={props.onSort}
    >
      {words}
    </button>
  );
}

/** One cell, placed by the grid. */
export function BodyCell(props: {
  id: string;
  value: GridCell;
  tone: GridTone;
  right: boolean;
  active: boolean;
  index: number;
  start: number;
  size: number;
  onClick: () => void;
}) {
  const { value } = props;
  return (
    // The grid has the keyboard: see aria-activedescendant.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="gridcell"
      id={props.id}
      aria-colindex={props.index + 1}
      aria-selected={props.active}
      onClick={props.onClick}
      className={cx(
        'wire absolute top-0 h-full cursor-default truncate border-r border-line/40 px-2 leading-7 hover:bg-hover',
        props.right && 'text-right tabular-nums',
        props.tone !== undefined && TONES[props.tone],
        props.active && 'shadow-[inset_0_0_0_1.5px_var(--accent)]',
      )}
      style={{ left: props.start, width: props.size }}
    >
      {value === undefined && <span className="text-muted">…</span>}
      {value === null && <span className="text-muted italic">NULL</span>}
      {value !== null && value !== undefined && String(value)}
    </div>
  );
}
