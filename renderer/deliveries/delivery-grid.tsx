import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import type { DeliverySummary } from '../../preload/contract/deliveries.ts';
import { DeliveryRow, HEADINGS, ROW_PX } from './delivery-row.tsx';

const HEAD_PX = 30;
/** Rows from the end at which the next page is asked for. */
const AHEAD = 80;

/**
 * The deliveries as rows; only those in sight are in the page. The grid has the keyboard: arrows
 * move, Enter opens.
 */
export function DeliveryGrid(props: {
  rows: readonly DeliverySummary[];
  openId: string | null;
  now: number;
  onOpen: (id: string) => void;
  /** Called when the end comes near. */
  onNearEnd: () => void;
  hasMore: boolean;
}) {
  const { rows, hasMore } = props;
  const host = useRef<HTMLDivElement>(null);
  // By id, not by place: new ones come in above.
  const [activeId, setActiveId] = useState<string | null>(props.openId);
  const active = Math.max(
    0,
    rows.findIndex(({ id }) => id === activeId),
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    paddingStart: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
  });
  const { onOpen } = props;
  // The same from one render to the next, so that rows that did not change are left alone.
  const open = useCallback(
    (id: string) => {
      setActiveId(id);
      onOpen(id);
    },
    [onOpen],
  );
  const items = virtual.getVirtualItems();
  const lastDrawn = items.at(-1)?.index ?? 0;
  const nearEnd = useEffectEvent(props.onNearEnd);
  useEffect(() => {
    if (hasMore && lastDrawn >= rows.length - AHEAD) nearEnd();
  }, [hasMore, lastDrawn, rows.length]);

  function go(to: number): void {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (row === undefined) return;
    setActiveId(row.id);
    virtual.scrollToIndex(index);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((host.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      j: active + 1,
      k: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    const row = rows[active];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' && row !== undefined) onOpen(row.id);
    else return;
    event.preventDefault();
  }

  const drawn = items.some(({ index }) => index === active);
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <div
        ref={host}
        role="grid"
        aria-label="Deliveries"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-activedescendant={drawn ? `delivery-${rows[active]?.id ?? ''}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="relative min-h-0 flex-1 overflow-auto bg-surface outline-offset-[-2px]"
      >
        <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas">
          <div
            role="row"
            aria-rowindex={1}
            className="flex items-center gap-3 px-3 text-sm text-muted"
            style={{ height: HEAD_PX - 1 }}
          >
            {HEADINGS.map(({ label, className }) => (
              <div key={label} role="columnheader" className={className}>
                {label}
              </div>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtual.getTotalSize() - HEAD_PX }}
        >
          {items.map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <DeliveryRow
                key={row.id}
                delivery={row}
                now={props.now}
                place={index + 2}
                top={start - HEAD_PX}
                isActive={index === active}
                isOpen={row.id === props.openId}
                onOpen={open}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
