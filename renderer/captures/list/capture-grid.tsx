import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, type MouseEvent, type RefObject } from 'react';
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
    getItemKey: (index) => keyOf(rows[index], index),
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const drawn = new Set(items.map((item) => keyOf(rows[item.index], item.index)));

  useKeepInView(activeId, rows, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  useLoadAhead(items.at(-1)?.index ?? 0, list);

  const press = (event: MouseEvent): void => {
    const at = event.target instanceof Element ? event.target.closest('[role=row]') : null;
    const id = ids.find((one) => rowDomId(one) === at?.id);
    if (id === undefined) return;
    const { activate, toggle, extend } = useCaptureSelection.getState();
    if (event.shiftKey) extend(id, ids);
    else if (event.ctrlKey || event.metaKey) toggle(id);
    else {
      activate(id);
      onOpen(id);
    }
  };

  return (
    <div
      role="grid"
      aria-label="Captures"
      aria-multiselectable
      aria-rowcount={list.data.pages.at(-1)?.next === null ? rows.length + 1 : -1}
      aria-activedescendant={
        activeId !== null && drawn.has(activeId) ? rowDomId(activeId) : undefined
      }
      tabIndex={0}
      data-captures-grid
      onFocus={() => {
        const { activeId: present, activate } = useCaptureSelection.getState();
        const [first] = ids;
        if (present === null && first !== undefined) activate(first);
      }}
      className="@container relative flex min-h-0 flex-1 flex-col outline-none after:pointer-events-none after:absolute after:inset-0 after:z-10 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-(--focus)"
    >
      <Headings />
      <div
        ref={scroller}
        // Focus stays on the grid; a scroller of its own would be one more stop for the Tab key.
        tabIndex={-1}
        role="presentation"
        data-captures-scroller
        onClick={press}
        onScroll={(event) => props.onAtTop(event.currentTarget.scrollTop < ROW_HEIGHT / 2)}
        className="relative min-h-0 flex-1 overflow-auto outline-none [overflow-anchor:none]"
      >
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const row = rows[index];
            if (!row) return null;
            return isMarker(row) ? (
              <MarkerRow key={key} row={row} index={index + 2} top={start} />
            ) : (
              <CaptureRow
                key={key}
                capture={row}
                index={index + 2}
                top={start}
                opened={row.id === props.openedId}
              />
            );
          })}
        </div>
        <More list={list} />
      </div>
    </div>
  );
}

function keyOf(row: ListRow | undefined, index: number): string {
  if (!row) return `none-${index}`;
  return isMarker(row) ? row.key : row.id;
}

function Headings() {
  return (
    <div role="rowgroup" className="shrink-0 border-b border-line bg-canvas">
      <div
        role="row"
        aria-rowindex={1}
        className="flex h-7 items-center gap-2.5 px-3 text-sm text-muted"
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
