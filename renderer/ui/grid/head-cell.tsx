import { ArrowDown, ArrowUp, EllipsisVertical } from 'lucide-react';
import { cx } from '../cx.ts';
import type { GridColumn, GridPoint } from './grid-cells.tsx';

/** What assistive technology is told about the order of a column. */
function ariaSort(
  sorted: { descending: boolean } | undefined,
): 'ascending' | 'descending' | 'none' {
  if (sorted === undefined) return 'none';
  return sorted.descending ? 'descending' : 'ascending';
}

/**
 * The heading of a column, placed by the grid. Its buttons are for the pointer: with the keys, the menu of a
 * cell has what they do.
 */
export function HeadCell(props: {
  column: GridColumn;
  index: number;
  start: number;
  size: number;
  sorted: { descending: boolean } | undefined;
  /** Left out where rows cannot be sorted. */
  onSort: (() => void) | undefined;
  onMenu: ((point: GridPoint) => void) | undefined;
}) {
  const { column, sorted, onMenu } = props;
  return (
    // The grid has the keyboard, and the menu of a cell what this one has.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      role="columnheader"
      aria-label={column.type === undefined ? column.name : `${column.name}, ${column.type}`}
      aria-colindex={props.index + 1}
      aria-sort={ariaSort(sorted)}
      className="group absolute top-0 h-full border-r border-line/60"
      style={{ left: props.start, width: props.size }}
      onContextMenu={(event) => {
        if (onMenu === undefined) return;
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <HeadContent column={column} sorted={sorted} onSort={props.onSort} />
      {onMenu !== undefined && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Menu of the column ${column.name}`}
          className="absolute top-1.5 right-0.5 flex h-7 w-6 items-center justify-center rounded bg-canvas text-muted opacity-0 group-hover:opacity-100 hover:bg-hover hover:text-ink pointer-coarse:opacity-100"
          onClick={(event) => {
            const at = event.currentTarget.getBoundingClientRect();
            onMenu({ x: at.left, y: at.bottom });
          }}
        >
          <EllipsisVertical size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

function HeadContent({
  column,
  sorted,
  onSort,
}: Pick<Parameters<typeof HeadCell>[0], 'column' | 'sorted' | 'onSort'>) {
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
  if (onSort === undefined) return <div className={shape}>{words}</div>;
  return (
    <button type="button" tabIndex={-1} className={cx(shape, 'hover:bg-hover')} onClick={onSort}>
      {words}
    </button>
  );
}
