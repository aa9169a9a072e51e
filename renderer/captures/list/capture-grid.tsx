import { useVirtualizer } from '@tanstack/react-virtual';
import { useToastRoom } from '../../ui/platform/toast-room.ts';
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, type RefObject } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isSelecting, useCaptureSelection } from '../capture-selection.ts';
import { useDisplay } from '../display/display.ts';
import { useListView } from '../list-view.ts';
import { CaptureRow, rowDomId } from '../row/capture-row.tsx';
import { Headings, HEADINGS_HEIGHT } from '../row/headings.tsx';
import { MARKER_HEIGHT, MarkerRow, StickyDay } from '../row/marker-row.tsx';
import { isMarker, type ListRow } from './list-rows.ts';
import { usePresses } from './presses.ts';
import type { CaptureList } from './use-capture-list.ts';
import { RULER_TEXT, useRowFacts, useRowForm } from './use-row-form.ts';

/** Rows from the end at which the next page is asked for. */
const AHEAD = 120;
/** Scrolled less than this, the list counts as being at its top. */
const TOP_PX = 14;

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
  const selecting = useCaptureSelection(isSelecting);
  const ruler = useRef<HTMLSpanElement>(null);
  const display = useDisplay();
  const form = useRowForm(scroller, ruler, rows, display);
  const facts = useRowFacts();
  const toastRoom = useToastRoom((s) => s.px);
  const headings = form.lines === 1 ? HEADINGS_HEIGHT : 0;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (isMarkerAt(rows, index) ? MARKER_HEIGHT : form.height),
    // Measured by place: a key by row would have 100,000 rows measured again at every arrival.
    overscan: 12,
    // The headings stay in sight above the rows they scroll with.
    paddingStart: headings,
    scrollPaddingStart: headings + MARKER_HEIGHT,
    scrollPaddingEnd: toastRoom,
  });
  useMeasuredAgain(() => virtual.measure(), rows, form.height);
  const items = virtual.getVirtualItems();
  const drawn = new Set(items.map((item) => keyOf(rows[item.index], item.index)));

  useKeepInView(activeId, rows, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  useLoadAhead(items.at(-1)?.index ?? 0, list);

  usePresses(scroller, ids, onOpen);
  const day = dayInSight(rows, virtual.range?.startIndex ?? 0, virtual.scrollOffset ?? 0);

  return (
    <div className="ring-over flex min-h-0 flex-1 flex-col">
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
        data-selecting={selecting || undefined}
        onScroll={(event) => props.onAtTop(event.currentTarget.scrollTop < TOP_PX)}
        className="group/grid relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none [overflow-anchor:none]"
      >
        {form.lines === 1 && <Headings form={form} order={display.order} />}
        {day !== null && <StickyDay label={day} top={headings} />}
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtual.getTotalSize() - headings }}
        >
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const top = start - headings;
            return isMarker(row) ? (
              <MarkerRow key={keyOf(row, index)} row={row} index={index + 2} top={top} />
            ) : (
              <CaptureRow
                key={keyOf(row, index)}
                capture={row}
                sender={facts.senderOf(row.provider)}
                endpointPath={facts.pathOf(row.endpointId)}
                index={index + 2}
                top={top}
                opened={row.id === props.openedId}
                form={form}
              />
            );
          })}
        </div>
      </div>
      {/* Clipped: a ruler that reached out of a narrow window would let the page scroll sideways. */}
      <span aria-hidden className="pointer-events-none absolute size-0 overflow-hidden opacity-0">
        <span ref={ruler} className="wire absolute top-0 left-0 whitespace-pre">
          {RULER_TEXT}
        </span>
      </span>
      <More list={list} />
    </div>
  );
}

function keyOf(row: ListRow | undefined, index: number): string {
  if (!row) return `none-${index}`;
  return isMarker(row) ? row.key : row.id;
}

const isMarkerAt = (rows: readonly ListRow[], index: number): boolean => {
  const row = rows[index];
  return row !== undefined && isMarker(row);
};

/** The day the rows in sight belong to; null at the top, and while its own line is in sight. */
function dayInSight(rows: readonly ListRow[], first: number, scrolled: number): string | null {
  if (scrolled <= 0) return null;
  for (let i = first; i >= 0; i -= 1) {
    const row = rows[i];
    if (row && isMarker(row) && row.marker === 'day') return row.label;
  }
  return null;
}

/** Lines between captures are lower than rows: where they stand decides where all others do. */
function useMeasuredAgain(measure: () => void, rows: readonly ListRow[], height: number): void {
  const again = useEffectEvent(measure);
  const markers = useMemo(
    () => rows.flatMap((row, index) => (isMarker(row) ? [index] : [])).join(' '),
    [rows],
  );
  useLayoutEffect(() => again(), [markers, height]);
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
      <Spinner label="Loading more captures" />
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
    const { auto } = useCaptureSelection.getState();
    if (activeId !== null && !auto) show(activeId);
  }, [activeId]);
  useEffect(() => useListView.setState({ showRow: (id) => show(id) }), []);
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
