import type { MouseEvent } from 'react';
import { cx } from '../cx.ts';

export interface GridColumn {
  name: string;
  /** Tells columns of one name apart. */
  key?: string;
  /** Said under the name. */
  type?: string | undefined;
  width?: number;
  align?: 'right' | undefined;
}

/** A point of the window, for a menu. */
export interface GridPoint {
  x: number;
  y: number;
}

export type GridCell = string | number | boolean | null | undefined;

/** What a cell says by its colour; its text must say it too. */
export type GridTone = 'good' | 'warn' | 'bad' | 'muted' | undefined;

const TONES = { good: 'text-good', warn: 'text-warn', bad: 'text-bad', muted: 'text-muted' };

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
  onContextMenu: (event: MouseEvent) => void;
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
      onContextMenu={props.onContextMenu}
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
