import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
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

const ROW = 28;
const HEAD = 40;
const WIDTH = 160;

/**
 * Rows and columns of any number: only what is seen is in the page. Arrow keys move the active
 * cell, Enter opens it. A cell that is not known yet is undefined; NULL is null and shown as such.
 */
export function DataGrid(props: {
  label: string;
  columns: readonly GridColumn[];
  rowCount: number;
  cell: (row: number, column: number) => GridCell;
  tone?: (row: number, column: number) => GridTone;
  onOpen: (row: number, column: number) => void;
  /** Called with the rows that are in sight, to be fetched. */
  onRange?: (first: number, last: number) => void;
  sort?: { name: string; descending: boolean } | undefined;
  onSort?: ((name: string) => void) | undefined;
  empty?: ReactNode;
}) {
  const { columns, rowCount } = props;
  const host = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => host.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: HEAD,
    onChange: (virtual) => {
      const seen = virtual.getVirtualItems();
      const [first] = seen;
      const last = seen.at(-1);
      if (first !== undefined && last !== undefined) props.onRange?.(first.index, last.index);
    },
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => host.current,
    estimateSize: (at) => columns[at]?.width ?? WIDTH,
    overscan: 3,
  });
  const idOf = (row: number, column: number): string => `cell-${row}-${column}`;

  function go(row: number, column: number): void {
    const next = {
      row: Math.max(0, Math.min(rowCount - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    setActive(next);
    rows.scrollToIndex(next.row);
    across.scrollToIndex(next.column);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const { row, column } = active;
    const page = Math.max(1, Math.floor((host.current?.clientHeight ?? 0) / ROW) - 2);
    const moves: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: event.ctrlKey ? [0, 0] : [row, 0],
      End: event.ctrlKey ? [rowCount - 1, columns.length - 1] : [row, columns.length - 1],
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      go(...to);
    } else if (event.key === 'Enter' && rowCount > 0) {
      event.preventDefault();
      props.onOpen(row, column);
    }
  }

  // Until its columns are known it is no grid: one without cells says nothing to anybody.
  if (columns.length === 0) {
    return (
      <div className="flex-1 rounded-lg border border-line bg-surface p-8 text-center text-muted">
        {props.empty ?? 'No rows.'}
      </div>
    );
  }

  return (
    <div
      ref={host}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-activedescendant={rowCount > 0 ? idOf(active.row, active.column) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-auto rounded-lg border border-line bg-surface outline-offset-[-2px]"
    >
      {columns.length > 0 && (
        <div
          role="row"
          aria-rowindex={1}
          className="sticky top-0 z-10 border-b border-line bg-canvas"
          style={{ height: HEAD, width: Math.max(across.getTotalSize(), 1), minWidth: '100%' }}
        >
          {across.getVirtualItems().map((item) => {
            const column = columns[item.index];
            if (column === undefined) return null;
            const sorted = props.sort?.name === column.name ? props.sort : undefined;
            return (
              <div
                key={item.key}
                role="columnheader"
                aria-colindex={item.index + 1}
                aria-sort={ariaSort(sorted)}
                className="absolute top-0 h-full border-r border-line/60"
                style={{ left: item.start, width: item.size }}
              >
                <HeadContent
                  column={column}
                  sorted={sorted}
                  onSort={props.onSort && (() => props.onSort?.(column.name))}
                />
              </div>
            );
          })}
        </div>
      )}
      {rowCount === 0 && (
        <div className="p-8 text-center text-muted">{props.empty ?? 'No rows.'}</div>
      )}
      <div
        role="presentation"
        className="relative"
        style={{ height: rows.getTotalSize(), width: across.getTotalSize() }}
      >
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 2}
            className="absolute left-0 min-w-full border-b border-line/50"
            style={{ top: row.start, height: row.size, width: across.getTotalSize() }}
          >
            {across.getVirtualItems().map((item) => (
              <BodyCell
                key={item.key}
                id={idOf(row.index, item.index)}
                value={props.cell(row.index, item.index)}
                tone={props.tone?.(row.index, item.index)}
                right={columns[item.index]?.align === 'right'}
                active={active.row === row.index && active.column === item.index}
                index={item.index}
                start={item.start}
                size={item.size}
                onClick={() => {
                  setActive({ row: row.index, column: item.index });
                  props.onOpen(row.index, item.index);
                }}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function ariaSort(
  sorted: { descending: boolean } | undefined,
): 'ascending' | 'descending' | 'none' {
  if (sorted === undefined) return 'none';
  return sorted.descending ? 'descending' : 'ascending';
}

function HeadContent(props: {
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

function BodyCell(props: {
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
