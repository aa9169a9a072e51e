import { useVirtualizer } from '@tanstack/react-virtual';
import { useToastRoom } from '../../ui/platform/toast-room.ts';
import { useEffect, useEffectEvent, useLayoutEffect, type KeyboardEvent } from 'react';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import { cx } from '../../ui/cx.ts';
import { useRowPresses } from '../../ui/list/row-presses.ts';
import { useIsWide } from '../../ui/platform/use-is-wide.ts';
import { COLUMNS, DeliveryRow, ROW_PX, rowDomId, type Lines } from './delivery-row.tsx';
import { AllRow, GROUP_PX, GroupRow } from './group-row.tsx';
import type { GridRow } from './grid-rows.ts';
import { isDelivery, isSelecting, useDeliverySelection } from './selection.ts';

const HEAD_PX = 26;
/** Rows from the end at which the next page is asked for. */
const AHEAD = 80;
/** Narrower, a row has two lines. */
const ONE_LINE_PX = 720;

const SELECTION = { getState: () => useDeliverySelection.getState() };

export interface GridProps {
  rows: readonly GridRow[];
  openId: string | null;
  now: number;
  /** Whether event types are what it is grouped by; null: it is not grouped. */
  groupedBy: 'destination' | 'event' | null;
  hasMore: boolean;
  /** The rows stand for an earlier search: nothing may act on them. */
  inert: boolean;
  onOpen: (id: string, replace: boolean) => void;
  onClose: () => void;
  onToggleGroup: (row: GridRow) => void;
  onChooseAll: () => void;
  onMenu: (id: string, point: { x: number; y: number }) => void;
  /** Called when the end comes near. */
  onNearEnd: () => void;
}

/**
 * The deliveries as rows; only those in sight are in the page. The grid has the focus, the active row
 * is told by `aria-activedescendant`, and its keys are those of all lists.
 */
export function DeliveryGrid(props: GridProps) {
  const { rows, hasMore, groupedBy, inert } = props;
  const { box: host, isWide } = useIsWide(ONE_LINE_PX);
  const lines: Lines = isWide === false ? 2 : 1;
  const head = lines === 1 ? HEAD_PX : 0;
  const heightOf = (row: GridRow | undefined): number =>
    row?.kind === 'delivery' ? ROW_PX[lines] : GROUP_PX;
  const toastRoom = useToastRoom((s) => s.px);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: (index) => heightOf(rows[index]),
    overscan: 12,
    paddingStart: head,
    scrollPaddingStart: head,
    scrollPaddingEnd: toastRoom,
  });
  const measure = useEffectEvent(() => virtual.measure());
  const shape = groupedBy === null ? '' : rows.map(({ kind }) => kind[0]).join('');
  useLayoutEffect(() => measure(), [shape, lines]);
  const show = useEffectEvent((index: number) => virtual.scrollToIndex(index));
  const activeId = useActive(rows, (index) => show(index));
  const selecting = useDeliverySelection(isSelecting);
  useRowKeys(
    {
      keys: rows.map(({ key }) => key),
      domId: rowDomId,
      openKey: props.openId,
      inert,
      isItem: isDelivery,
      onOpen: props.onOpen,
      onClose: props.onClose,
      onMenu: props.onMenu,
      onGroup(key) {
        const row = rows.find((one) => one.key === key);
        if (row !== undefined) props.onToggleGroup(row);
      },
      onChooseAll: props.onChooseAll,
    },
    SELECTION,
    host,
  );
  const ids = rows.flatMap(({ kind, key }) => (kind === 'delivery' ? [key] : []));
  useRowPresses<string>(host, {
    ids: inert ? [] : ids,
    domId: rowDomId,
    selection: SELECTION,
    onOpen: (id) => props.onOpen(id, props.openId !== null),
    onMenu: props.onMenu,
  });
  useGroupPresses(host, rows, props.onToggleGroup);

  const items = virtual.getVirtualItems();
  const lastDrawn = items.at(-1)?.index ?? 0;
  const nearEnd = useEffectEvent(props.onNearEnd);
  useEffect(() => {
    if (hasMore && lastDrawn >= rows.length - AHEAD) nearEnd();
  }, [hasMore, lastDrawn, rows.length]);

  const drawn = items.some(({ index }) => rows[index]?.key === activeId);
  return (
    <div className="ring-over flex min-h-0 flex-1 flex-col">
      {/* Its role is that of a grid or of a tree grid. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={host}
        role={groupedBy === null ? 'grid' : 'treegrid'}
        aria-label="Deliveries"
        aria-multiselectable
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-activedescendant={drawn && activeId !== null ? rowDomId(activeId) : undefined}
        tabIndex={0}
        inert={inert}
        data-list-grid
        data-selecting={selecting || undefined}
        onKeyDown={(event) => foldByKey(event, rows, props.onToggleGroup)}
        className={cx(
          'group/grid relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto bg-surface outline-none [overflow-anchor:none]',
          inert && 'opacity-45',
        )}
      >
        {lines === 1 && <Headings />}
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() - head }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const place = { index: index + 2, top: start - head };
            if (row.kind === 'group') {
              return <GroupRow key={row.key} {...place} row={row} mono={groupedBy === 'event'} />;
            }
            if (row.kind === 'all') return <AllRow key={row.key} {...place} row={row} />;
            return (
              <DeliveryRow
                key={row.key}
                {...place}
                delivery={row.delivery}
                now={props.now}
                lines={lines}
                isOpen={row.key === props.openId}
                place={row.place}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Headings() {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas">
      <div
        role="row"
        aria-rowindex={1}
        className="flex items-center gap-2 px-2.5 text-sm text-muted"
        style={{ height: HEAD_PX - 1 }}
      >
        <div role="columnheader" className="w-5 shrink-0">
          <span className="sr-only">Selected</span>
        </div>
        <div role="columnheader" className="min-w-0 flex-1 truncate">
          Event and destination
        </div>
        {COLUMNS.map(({ key, label, className }) => (
          <div key={key} role="columnheader" className={cx('truncate', className)}>
            {label}
          </div>
        ))}
      </div>
    </div>
  );
}

/** There is always an active row: the newest until somebody chooses one; it is brought into sight. */
function useActive(rows: readonly GridRow[], show: (index: number) => void): string | null {
  const activeId = useDeliverySelection((s) => s.activeId);
  const auto = useDeliverySelection((s) => s.auto);
  const first = rows[0]?.key ?? null;
  const isGone = activeId !== null && !rows.some(({ key }) => key === activeId);
  useEffect(() => {
    if ((auto || isGone || activeId === null) && first !== null && activeId !== first) {
      useDeliverySelection.getState().settle(first, true);
    }
  }, [auto, isGone, activeId, first]);
  const bringIn = useEffectEvent((id: string) => {
    const index = rows.findIndex(({ key }) => key === id);
    if (index >= 0) show(index);
  });
  useEffect(() => {
    if (activeId !== null && !useDeliverySelection.getState().auto) bringIn(activeId);
  }, [activeId]);
  return activeId;
}

/** → opens a group or goes into it, ← closes it or goes out to it. */
function foldByKey(
  event: KeyboardEvent,
  rows: readonly GridRow[],
  toggle: (row: GridRow) => void,
): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { activeId, activate } = useDeliverySelection.getState();
  const index = rows.findIndex(({ key }) => key === activeId);
  const row = rows[index];
  if (row === undefined) return;
  if (event.key === 'ArrowRight' && row.kind === 'group') {
    const inside = rows[index + 1];
    if (!row.open) toggle(row);
    else if (inside !== undefined && inside.kind !== 'group') activate(inside.key);
  } else if (event.key === 'ArrowLeft') {
    if (row.kind === 'group') {
      if (row.open) toggle(row);
    } else if (row.place !== null) activate(row.place.group);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function useGroupPresses(
  host: React.RefObject<HTMLElement | null>,
  rows: readonly GridRow[],
  toggle: (row: GridRow) => void,
): void {
  const press = useEffectEvent((event: MouseEvent) => {
    const at = event.target instanceof Element ? event.target.closest('[data-group-row]') : null;
    const row = rows.find(({ key }) => key === at?.getAttribute('data-group-row'));
    if (row === undefined) return;
    useDeliverySelection.getState().activate(row.key);
    toggle(row);
  });
  useLayoutEffect(() => {
    const list = host.current;
    const listen = (event: MouseEvent): void => press(event);
    list?.addEventListener('click', listen);
    return () => list?.removeEventListener('click', listen);
  }, [host]);
}
