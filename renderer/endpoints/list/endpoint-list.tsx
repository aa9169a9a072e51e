import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { within } from '../../ui/list/within.ts';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { focusStays } from '../../ui/platform/focus-later.ts';
import { useMedia } from '../../ui/platform/use-media.ts';
import { useMoveEndpoint } from '../use-endpoints.ts';
import { GROUP_PX, GroupLine, Headings, NoneShown } from './cells/other-lines.tsx';
import type { RowForm, RowProps } from './cells/row-props.ts';
import { EndpointRow } from './endpoint-row.tsx';
import type { Known } from './known.ts';
import { onListKey } from './row-keys.ts';
import type { RowCommands } from './row-menu.tsx';
import { FOLDED_ABOVE, type ListRow, positionBefore } from './shown-rows.ts';
import { type Tested, takerOf, whyNot } from './test-path.ts';
import { activate, focusRow, useChosen } from './use-chosen.ts';
import { useGrab } from './use-grab.ts';
import { useRowRoom } from './use-row-room.ts';

export interface EndpointListProps {
  rows: readonly ListRow[];
  inbox: Known | undefined;
  /** How many there are altogether, without the inbox. */
  total: number;
  openedId: string | null;
  /** Whether the order shown is that of matching, so that rows can be moved. */
  isMovable: boolean;
  tested: Tested | null;
  onOpen: (endpoint: Endpoint, how: 'pointer' | 'key') => void;
  onSwitch: (endpoint: Endpoint, enabled: boolean) => void;
  onRemove: (endpoints: readonly Endpoint[]) => void;
  onFold: (key: string) => void;
  commands: Pick<RowCommands, 'onDuplicate' | 'onMoveTo' | 'onMoveAbove'>;
}

/** The endpoints in rows; only what is in view is drawn. The inbox stays at the bottom. */
export function EndpointList(props: EndpointListProps) {
  const { rows, inbox, total, isMovable } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { box, form } = useRowRoom();
  const coarse = useMedia('(pointer: coarse)');
  const move = useMoveEndpoint();
  const [said, setSaid] = useState('');
  const activeId = useChosen((s) => s.activeId);
  const height = heightOf(form, total > FOLDED_ABOVE && !coarse);
  const activeAt = rows.findIndex((row) => row.key === activeId);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'group' ? GROUP_PX : height),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
    // The active row is always there: it holds the focus.
    rangeExtractor: (range) => [
      ...new Set([...(activeAt < 0 ? [] : [activeAt]), ...defaultRangeExtractor(range)]),
    ],
  });
  useLayoutEffect(() => virtual.measure(), [virtual, height, rows]);

  const shown = rows.flatMap((row) => (row.kind === 'endpoint' ? [row.known.endpoint] : []));
  const order = [...shown.map(({ id }): string => id), ...(inbox ? [inbox.endpoint.id] : [])];
  const byId = (id: string): Endpoint | undefined =>
    id === inbox?.endpoint.id ? inbox.endpoint : shown.find((one) => one.id === id);

  useFocusRow(box, (id) => {
    const at = rows.findIndex((row) => row.key === id);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  });

  const moveTo = (endpoint: Endpoint, position: number): void => {
    if (endpoint.isInbox || position === endpoint.position || move.isPending) return;
    const stays = focusStays(box.current);
    move.mutate(
      { id: endpoint.id, position },
      {
        onSuccess: () => {
          setSaid(`${endpoint.name} is now ${position} of ${total}`);
          if (stays()) focusRow(endpoint.id);
          else activate(endpoint.id);
        },
      },
    );
  };
  const moveBy = (id: string, by: number): void => {
    const at = shown.findIndex((one) => one.id === id);
    const endpoint = shown[at];
    if (!isMovable || endpoint === undefined) return;
    if (by === -Infinity) return moveTo(endpoint, 1);
    if (by === Infinity) return moveTo(endpoint, total);
    const to = shown[within(at + by, shown.length)];
    if (to !== undefined) moveTo(endpoint, to.position);
  };
  const { grabbed, grab } = useGrab(
    scroller,
    (y) => {
      const at = virtual.getVirtualItemForOffset(Math.max(0, y))?.index ?? 0;
      const end = virtual.getTotalSize() - height / 2;
      return y > end ? rows.length : at;
    },
    (endpoint, before) => {
      const row = rows[before];
      const target = row?.kind === 'endpoint' ? row.known.endpoint : null;
      moveTo(endpoint, positionBefore(endpoint, target, total));
    },
  );

  const taker =
    props.tested === null
      ? null
      : takerOf(
          order.flatMap((id) => byId(id) ?? []),
          props.tested,
        );
  const shared = {
    form,
    onOpen: (endpoint: Endpoint) => props.onOpen(endpoint, 'pointer'),
    onSwitch: props.onSwitch,
    onGrab: isMovable ? grab : null,
    commands: {
      ...props.commands,
      onRemove: (endpoint: Endpoint) => props.onRemove([endpoint]),
      onMoveToTop: (endpoint: Endpoint) => moveTo(endpoint, 1),
    },
  };
  const testOf = (endpoint: Endpoint): RowProps['tested'] => {
    const { tested } = props;
    if (tested === null) return null;
    if (endpoint.isInbox) return taker === null ? { takes: true } : null;
    if (endpoint.id === taker?.id) return { takes: true };
    if (taker !== null && endpoint.position > taker.position) return null;
    return { takes: false, why: whyNot(endpoint, tested) ?? 'another one is before it' };
  };

  return (
    <>
      <output className="sr-only">{said}</output>
      {/* One of its rows has the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus */}
      <div
        ref={box}
        role="grid"
        aria-label="Endpoints"
        aria-multiselectable
        aria-rowcount={rows.length + 2}
        onKeyDown={(event) =>
          onListKey(event, {
            order,
            page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 1),
            focus: focusRow,
            open: (id) => {
              const found = byId(id);
              if (found) props.onOpen(found, 'key');
            },
            remove: (ids) => props.onRemove(ids.flatMap((id) => byId(id) ?? [])),
            move: moveBy,
          })
        }
        // Clipped: rows know how narrow they are a moment after the window.
        className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-x-clip"
      >
        {form !== 'stacked' && <Headings form={form} />}
        <div
          ref={scroller}
          role="rowgroup"
          // The first row is where Tab leads until somebody chose another.
          className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto [overflow-anchor:none]"
        >
          {rows.length === 0 && <NoneShown total={total} />}
          <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = rows[index];
              if (row === undefined) return null;
              if (row.kind === 'group') {
                return (
                  <GroupLine
                    key={row.key}
                    row={row}
                    index={index + 2}
                    top={start}
                    onFold={props.onFold}
                  />
                );
              }
              const { endpoint } = row.known;
              return (
                <EndpointRow
                  key={row.key}
                  {...shared}
                  known={row.known}
                  index={index + 2}
                  top={start}
                  height={height}
                  opened={endpoint.id === props.openedId}
                  tested={testOf(endpoint)}
                  dropsHere={grabbed?.before === index}
                  isFirst={activeAt < 0 && activeId !== inbox?.endpoint.id && index === 0}
                />
              );
            })}
          </div>
        </div>
        {inbox !== undefined && (
          <div
            role="rowgroup"
            className="relative shrink-0 border-t border-line-strong/40 bg-canvas"
            style={{ height }}
          >
            <EndpointRow
              {...shared}
              known={inbox}
              index={rows.length + 2}
              top={0}
              height={height}
              opened={inbox.endpoint.id === props.openedId}
              tested={testOf(inbox.endpoint)}
              dropsHere={grabbed?.before === rows.length}
              isFirst={rows.length === 0}
            />
          </div>
        )}
      </div>
    </>
  );
}

function heightOf(form: RowForm, isDense: boolean): number {
  if (form === 'stacked') return 56;
  return isDense ? 36 : 44;
}

/** Gives the row that wants it the focus, once it is drawn. */
function useFocusRow(
  box: { current: HTMLElement | null },
  bringIntoView: (id: string) => void,
): void {
  const focusId = useChosen((s) => s.focusId);
  const show = useEffectEvent(bringIntoView);
  useLayoutEffect(() => {
    if (focusId !== null) show(focusId);
  }, [focusId]);
  // After each time it is drawn: the list may have had no height before.
  useLayoutEffect(() => {
    if (focusId === null) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-endpoint="${focusId}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    useChosen.setState({ focusId: null });
  });
}
