import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useCaptureSelection } from '../capture-selection.ts';
import { CaptureRow, ROW_HEIGHT, rowDomId } from './capture-row.tsx';
import { COLUMNS } from './columns.ts';
import { isMarker, type ListRow } from './list-rows.ts';
import { MarkerRow } from './marker-row.tsx';
import type { CaptureList } from './use-capture-list.ts';

/** Rows from the end at which the next page is asked for. */
const AHEAD = 120;
const HEADINGS_HEIGHT = 28;

/**
 * The rows. Only what is in view is drawn; the grid itself holds the focus, and the active row is
 * told by `aria-activedescendant`.
 */
export function CaptureGrid(props: {
  list: CaptureList;
  openedId: string | null;
  onOpen: (id: CaptureId) => void;
  onAtTop: (atTop: boolean) => void;
  scroller: RefObject<HTMLDivElement | null>;
}) {
  const { list, onOpen, scroller } = props;
  const { rows, ids } = list.rows;
  const activeId = useCaptureSelection((s) => s.activeId);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    // Measured by place: a key by row would have 100,000 rows measured again at every arrival.
    overscan: 12,
    // The headings stay in sight above the rows they scroll with.
    paddingStart: HEADINGS_HEIGHT,
    scrollPaddingStart: HEADINGS_HEIGHT,
  });
  const items = virtual.getVirtualItems();
  const drawn = new Set(items.map((item) => keyOf(rows[item.index], item.index)));

  useKeepInView(activeId, rows, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  useLoadAhead(items.at(-1)?.index ?? 0, list);

  const activateFirstInSight = (): void => {
    if (useCaptureSelection.getState().activeId !== null) return;
    const top = (scroller.current?.scrollTop ?? 0) + HEADINGS_HEIGHT;
    const inSight = items.filter(({ start }) => start >= top).map(({ index }) => rows[index]);
    const first = inSight.find((row) => row !== undefined && !isMarker(row));
    if (first && !isMarker(first)) useCaptureSelection.getState().activate(first.id);
  };

  usePresses(scroller, ids, onOpen);

  return (
    <div className="@container relative flex min-h-0 flex-1 flex-col after:pointer-events-none after:absolute after:inset-0 after:z-10 has-[>[role=grid]:focus-visible]:after:outline-2 has-[>[role=grid]:focus-visible]:after:-outline-offset-2 has-[>[role=grid]:focus-visible]:after:outline-(--focus)">
      <div
        ref={scroller}
        role="grid"
        aria-label="Captures"
        aria-multiselectable
        aria-rowcount={list.data.pages.at(-1)?.next === null ? rows.length + 1 : -1}
        aria-activedescendant={
          activeId !== null && drawn.has(activeId) ? rowDomId(activeId) : undefined
        }
        tabIndex={0}
        data-captures-grid
        onFocus={(event) => {
          // Come to by key: there must be a row to move from, and one that is in sight.
          if (event.currentTarget.matches(':focus-visible')) activateFirstInSight();
        }}
        onScroll={(event) => props.onAtTop(event.currentTarget.scrollTop < ROW_HEIGHT / 2)}
        className="relative min-h-0 flex-1 overflow-auto outline-none [overflow-anchor:none]"
      >
        <Headings />
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtual.getTotalSize() - HEADINGS_HEIGHT }}
        >
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const top = start - HEADINGS_HEIGHT;
            return isMarker(row) ? (
              <MarkerRow key={keyOf(row, index)} row={row} index={index + 2} top={top} />
            ) : (
              <CaptureRow
                key={keyOf(row, index)}
                capture={row}
                index={index + 2}
                top={top}
                opened={row.id === props.openedId}
              />
            );
          })}
        </div>
      </div>
      <More list={list} />
    </div>
  );
}

function keyOf(row: ListRow | undefined, index: number): string {
  if (!row) return `none-${index}`;
  return isMarker(row) ? row.key : row.id;
}

function Headings() {
  return (
    <div role="rowgroup" className="sticky top-0 z-[1] border-b border-line bg-canvas">
      <div
        role="row"
        aria-rowindex={1}
        className="flex items-center gap-2.5 px-3 text-sm text-muted"
        style={{ height: HEADINGS_HEIGHT - 1 }}
      >
        {COLUMNS.map((column) => (
          <div key={column.id} role="columnheader" className={column.className}>
            {column.label}
          </div>
        ))}
      </div>
    </div>
  );
}

function More({ list }: { list: CaptureList }) {
  if (list.moreError) {
    return (
      <div className="p-3">
        <Problem error={list.moreError} onRetry={list.loadMore} />
      </div>
    );
  }
  if (!list.loadingMore) return null;
  return (
    <div className="flex h-9 items-center justify-center">
      <Spinner label="Loading older captures" />
    </div>
  );
}

/**
 * Hears the mouse for all rows at once; what it does, the keys of the commands do too. A click opens,
 * with Ctrl or Cmd it toggles, with Shift it takes all rows up to here.
 */
function usePresses(
  scroller: RefObject<HTMLDivElement | null>,
  ids: readonly CaptureId[],
  onOpen: (id: CaptureId) => void,
): void {
  const press = useEffectEvent((event: MouseEvent) => {
    const at = event.target instanceof Element ? event.target.closest('[role=row]') : null;
    const id = at ? ids.find((one) => rowDomId(one) === at.id) : undefined;
    if (id === undefined) return;
    const { activate, toggle, extend } = useCaptureSelection.getState();
    if (event.shiftKey) extend(id, ids);
    else if (event.ctrlKey || event.metaKey) toggle(id);
    else {
      activate(id);
      onOpen(id);
    }
  });
  useEffect(() => {
    const grid = scroller.current;
    const hear = (event: MouseEvent): void => press(event);
    grid?.addEventListener('click', hear);
    return () => grid?.removeEventListener('click', hear);
  }, [scroller]);
}

/** Brings the active row into view when it changes, and only then: scrolling away stays possible. */
function useKeepInView(
  activeId: string | null,
  rows: readonly ListRow[],
  scrollTo: (index: number) => void,
): void {
  const show = useEffectEvent((id: string) => {
    const index = rows.findIndex((row) => !isMarker(row) && row.id === id);
    if (index >= 0) scrollTo(index);
  });
  useEffect(() => {
    if (activeId !== null) show(activeId);
  }, [activeId]);
}

function useLoadAhead(lastDrawn: number, list: CaptureList): void {
  const more = (list.data.pages.at(-1)?.next ?? null) !== null;
  const near = lastDrawn >= list.rows.rows.length - AHEAD;
  const { loadMore, loadingMore, moreError } = list;
  const load = useEffectEvent(loadMore);
  useEffect(() => {
    // A failed page waits for the person: asking again by itself would never end.
    if (more && near && !loadingMore && !moreError) load();
  }, [more, near, loadingMore, moreError]);
}
