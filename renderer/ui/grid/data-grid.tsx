import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { cellMove, type CellPlace } from './cell-move.ts';
import {
  ariaSort,
  BodyCell,
  type GridCell,
  type GridColumn,
  type GridTone,
  HeadContent,
} from './grid-cells.tsx';

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

  function go(next: CellPlace): void {
    setActive(next);
    rows.scrollToIndex(next.row);
    across.scrollToIndex(next.column);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((host.current?.clientHeight ?? 0) / ROW) - 2);
    const to = cellMove(event, active, { rows: rowCount, columns: columns.length, page });
    if (to !== null) {
      event.preventDefault();
      go(to);
    } else if (event.key === 'Enter' && rowCount > 0) {
      event.preventDefault();
      props.onOpen(active.row, active.column);
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
