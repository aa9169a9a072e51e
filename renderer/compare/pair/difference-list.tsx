import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import type { Comparison, Difference } from '../../../preload/contract/captures/compare.ts';
import { cx } from '../../ui/cx.ts';
import { KINDS, partWord } from '../compare-words.ts';
import type { Row } from './rows.ts';

const ROW = 28;
const COLUMNS =
  'grid grid-cols-[1.5rem_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)] sm:grid-cols-[6.5rem_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)] items-center gap-x-3 px-4';

/** Every difference in one table: kind, path, A and B. One row is the current one. */
export function DifferenceList(props: {
  rows: readonly Row[];
  of: Comparison['of'];
  chosen: number;
  onChoose: (row: number) => void;
  onStep: (by: 1 | -1) => void;
  /** How many were left out of the rows. */
  ignored: number;
}) {
  const { rows, chosen, onChoose } = props;
  const host = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: ROW,
  });
  useEffect(() => {
    if (chosen < rows.length) virtual.scrollToIndex(chosen);
  }, [chosen, rows.length, virtual]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === 'ArrowDown') props.onStep(1);
    else if (event.key === 'ArrowUp') props.onStep(-1);
    else if (to !== undefined) onChoose(to);
    else return;
    event.preventDefault();
  };
  if (rows.length === 0) {
    return (
      <p className="flex min-h-0 flex-1 items-center justify-center p-6 text-center text-muted">
        {props.ignored > 0 ? 'All that differs is ignored.' : 'No path differs.'}
      </p>
    );
  }
  return (
    <div className="ring-over flex min-h-0 flex-1 flex-col">
      <div
        ref={host}
        role="grid"
        aria-label="Differences"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={`${id} ${chosen}`.replaceAll(' ', '-')}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none"
      >
        <div
          role="row"
          aria-rowindex={1}
          className={cx(
            COLUMNS,
            'sticky top-0 z-10 border-b border-line bg-canvas text-sm text-muted',
          )}
          style={{ height: ROW }}
        >
          <span role="columnheader">
            <span className="max-sm:sr-only">Kind</span>
          </span>
          <span role="columnheader">Path</span>
          <span role="columnheader">A</span>
          <span role="columnheader">B</span>
        </div>
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              // The grid has the keys.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={index}
                id={`${id} ${index}`.replaceAll(' ', '-')}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={row.kind === 'difference' ? index === chosen : undefined}
                tabIndex={-1}
                onClick={() => onChoose(index)}
                className="absolute inset-x-0 top-0"
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                {row.kind === 'part' ? (
                  <div
                    role="gridcell"
                    aria-colspan={4}
                    className="flex h-full items-center gap-2 border-b border-line bg-canvas px-4 text-sm font-semibold"
                  >
                    {partWord(row.part, props.of)}
                    <span className="text-muted tabular-nums">{row.count}</span>
                  </div>
                ) : (
                  <Cells difference={row.difference} isChosen={index === chosen} />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Cells({ difference, isChosen }: { difference: Difference; isChosen: boolean }) {
  const { kind, path, left, right, ignoredBy } = difference;
  const { sign, word, color } = KINDS[kind];
  return (
    <div
      role="presentation"
      className={cx(
        COLUMNS,
        'h-full border-b border-line/50',
        isChosen ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover',
      )}
    >
      <span role="gridcell" className={cx('flex min-w-0 gap-1.5 text-sm', color)}>
        <span aria-hidden className="w-3 shrink-0 text-center font-semibold">
          {sign}
        </span>
        <span className="truncate max-sm:sr-only">{ignoredBy === null ? word : 'ignored'}</span>
      </span>
      <span role="gridcell" className="wire truncate" title={path}>
        <bdi>{path}</bdi>
      </span>
      <Value text={left} tone={kind === 'added' ? '' : 'text-bad'} />
      <Value text={right} tone={kind === 'removed' ? '' : 'text-good'} />
    </div>
  );
}

function Value({ text, tone }: { text: string | null; tone: string }) {
  if (text === null) {
    return (
      <span role="gridcell" className="text-faint">
        <span aria-hidden>–</span>
        <span className="sr-only">not there</span>
      </span>
    );
  }
  return (
    <span role="gridcell" className={cx('wire truncate', tone)}>
      <bdi>{text === '' ? '(empty)' : text}</bdi>
    </span>
  );
}
