import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { cellMove, type CellPlace } from './cell-move.ts';
import {
  BodyCell,
  type GridCell,
  type GridColumn,
  type GridPoint,
  type GridTone,
} from './grid-cells.tsx';
import { HeadCell } from './head-cell.tsx';

const ROW = 28;
const HEAD = 40;
const WIDTH = 160;

/**
 * Rows and columns of any number: only what is seen is in the page. Arrow keys move the active
 * cell, Enter opens it, the menu key has its menu. A cell that is not known yet is undefined; NULL is null
 * and shown as such.
 */
export function DataGrid(props: {
  label: string;
  /** Those that stay at the left come first. */
  columns: readonly GridColumn[];
  /** So many columns stay while the others scroll. */
  pinned?: number;
  rowCount: number;
  cell: (row: number, column: number) => GridCell;
  tone?: (row: number, column: number) => GridTone;
  onOpen: (row: number, column: number) => void;
  /** Told when a key or a press makes another cell the active one. */
  onActive?: (row: number, column: number) => void;
  onCellMenu?: (row: number, column: number, point: GridPoint) => void;
  onHeadMenu?: (column: number, point: GridPoint) => void;
  /** Called with the rows that are in sight, to be fetched. */
  onRange?: (first: number, last: number) => void;
  sort?: { name: string; descending: boolean } | undefined;
  onSort?: ((name: string) => void) | undefined;
  empty?: ReactNode;
}) {
  const { columns, rowCount } = props;
  const host = useRef<HTMLDivElement>(null);
  const [wanted, setActive] = useState({ row: 0, column: 0 });
  const active = {
    row: Math.max(0, Math.min(wanted.row, rowCount - 1)),
    column: Math.max(0, Math.min(wanted.column, columns.length - 1)),
  };
  const pinned = Math.min(props.pinned ?? 0, columns.length);
  const widthOf = (at: number): number => columns[at]?.width ?? WIDTH;
  const pinnedWidth = sum(pinned, widthOf);
  const keyOf = (at: number): string => columns[at]?.key ?? columns[at]?.name ?? String(at);
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
    count: columns.length - pinned,
    getScrollElement: () => host.current,
    estimateSize: (at) => widthOf(at + pinned),
    // Columns change places: what is known of one goes with its name.
    getItemKey: (at) => keyOf(at + pinned),
    overscan: 3,
    paddingStart: pinnedWidth,
    scrollPaddingStart: pinnedWidth,
  });
  const idOf = (row: number, column: number): string => `cell-${row}-${column}`;
  const width = across.getTotalSize();

  function go(next: CellPlace): void {
    setActive(next);
    rows.scrollToIndex(next.row);
    if (next.column >= pinned) across.scrollToIndex(next.column - pinned);
    props.onActive?.(next.row, next.column);
  }
  function menuByKey(): void {
    const cell = host.current?.querySelector(`#${idOf(active.row, active.column)}`);
    const at = (cell ?? host.current)?.getBoundingClientRect();
    if (at) props.onCellMenu?.(active.row, active.column, { x: at.left + 16, y: at.bottom });
  }
  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((host.current?.clientHeight ?? 0) / ROW) - 2);
    const to = cellMove(event, active, { rows: rowCount, columns: columns.length, page });
    // A button of a heading has an Enter of its own.
    const isHere = event.target === host.current && rowCount > 0;
    const isMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (to !== null) {
      event.preventDefault();
      go(to);
    } else if (isHere && event.key === 'Enter') {
      event.preventDefault();
      props.onOpen(active.row, active.column);
    } else if (isHere && isMenu && props.onCellMenu !== undefined) {
      event.preventDefault();
      menuByKey();
    }
  }
  function onContextMenu(event: MouseEvent, row: number, column: number): void {
    if (props.onCellMenu === undefined) return;
    event.preventDefault();
    setActive({ row, column });
    props.onActive?.(row, column);
    props.onCellMenu(row, column, { x: event.clientX, y: event.clientY });
  }

  // Until its columns are known it is no grid: one without cells says nothing to anybody.
  if (columns.length === 0) {
    return (
      <div className="flex-1 rounded-lg border border-line bg-surface p-8 text-center text-muted">
        {props.empty ?? 'No rows.'}
      </div>
    );
  }

  const head = (index: number, start: number, size: number): ReactNode => {
    const column = columns[index];
    if (column === undefined) return null;
    return (
      <HeadCell
        key={keyOf(index)}
        column={column}
        index={index}
        start={start}
        size={size}
        sorted={props.sort?.name === column.name ? props.sort : undefined}
        onSort={props.onSort && (() => props.onSort?.(column.name))}
        onMenu={props.onHeadMenu && ((point) => props.onHeadMenu?.(index, point))}
      />
    );
  };
  const body = (row: number, index: number, start: number, size: number): ReactNode => (
    <BodyCell
      key={keyOf(index)}
      id={idOf(row, index)}
      value={props.cell(row, index)}
      tone={props.tone?.(row, index)}
      right={columns[index]?.align === 'right'}
      active={active.row === row && active.column === index}
      index={index}
      start={start}
      size={size}
      onClick={() => {
        setActive({ row, column: index });
        props.onActive?.(row, index);
        props.onOpen(row, index);
      }}
      onContextMenu={(event) => onContextMenu(event, row, index)}
    />
  );
  const stays = (cells: ReactNode, ground: string): ReactNode =>
    pinned > 0 && (
      <div
        role="presentation"
        className={`sticky left-0 z-[1] h-full border-r border-line-strong ${ground}`}
        style={{ width: pinnedWidth }}
      >
        {cells}
      </div>
    );
  const pins = Array.from({ length: pinned }, (_, at) => ({ at, start: sum(at, widthOf) }));

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
      <div
        role="row"
        aria-rowindex={1}
        className="sticky top-0 z-10 border-b border-line bg-canvas"
        style={{ height: HEAD, width: Math.max(width, 1), minWidth: '100%' }}
      >
        {stays(
          pins.map(({ at, start }) => head(at, start, widthOf(at))),
          'bg-canvas',
        )}
        {across.getVirtualItems().map((item) => head(item.index + pinned, item.start, item.size))}
      </div>
      {rowCount === 0 && (
        <div className="p-8 text-center text-muted">{props.empty ?? 'No rows.'}</div>
      )}
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize(), width }}>
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 2}
            className="absolute left-0 min-w-full border-b border-line/50"
            style={{ top: row.start, height: row.size, width }}
          >
            {stays(
              pins.map(({ at, start }) => body(row.index, at, start, widthOf(at))),
              'bg-surface',
            )}
            {across
              .getVirtualItems()
              .map((item) => body(row.index, item.index + pinned, item.start, item.size))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Widths of the first columns together. */
function sum(count: number, widthOf: (at: number) => number): number {
  let width = 0;
  for (let at = 0; at < count; at += 1) width += widthOf(at);
  return width;
}
