import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef } from 'react';
import type { TeamCapture } from '../../../preload/contract/team.ts';
import {
  columnOf,
  HEADINGS_HEIGHT,
  type RowForm,
  RULER_TEXT,
  timeWidth,
  useRowFacts,
  useRowForm,
} from '../../captures/row-parts.ts';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import { cx } from '../../ui/cx.ts';
import { useRowPresses } from '../../ui/list/row-presses.ts';
import { isSelecting } from '../../ui/list/selection.ts';
import { useToastRoom } from '../../ui/platform/toast-room.ts';
import { keyOf, listedOf } from './listed.ts';
import { useTeamSelection } from './selection.ts';
import { rowDomId, TeamRow } from './team-row.tsx';

/** Rows from the end at which the next page is asked for. */
const AHEAD = 60;
/** Of the team one wants to know who caught it, and how large it is. Days stand in the rows: they come in the order of the team. */
const SHOWN = {
  density: null,
  columns: [
    { id: 'node', width: 110 },
    { id: 'size', width: columnOf('size').width },
  ],
  order: 'largest',
  group: null,
} as const;
const SELECTION = { getState: () => useTeamSelection.getState() };

/** Those that are loaded: of the rest nobody has seen anything yet. */
function chooseLoaded(keys: readonly string[]): void {
  const { activate, extend } = useTeamSelection.getState();
  activate(keys[0] ?? null);
  extend(keys.at(-1) ?? '', keys);
}

export interface TeamGridProps {
  items: readonly TeamCapture[];
  /** Key of the open one. */
  openKey: string | null;
  hasMore: boolean;
  /** What mates have open, by key: their names. */
  viewers: ReadonlyMap<string, readonly string[]>;
  onOpen: (key: string, replace: boolean) => void;
  onClose: () => void;
  onMenu: (key: string, point: { x: number; y: number }) => void;
  onNearEnd: () => void;
}

/**
 * The captures of the team as rows; only those in sight are in the page. The grid has the focus, the active row is told by
 * `aria-activedescendant`, and its keys are those of all lists.
 */
export function TeamGrid(props: TeamGridProps) {
  const { items, openKey, hasMore } = props;
  const host = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const rows = useMemo(() => items.map(listedOf), [items]);
  const keys = useMemo(() => items.map(keyOf), [items]);
  const form = useRowForm(host, ruler, rows, SHOWN);
  const { senderOf } = useRowFacts();
  const head = form.lines === 1 ? HEADINGS_HEIGHT : 0;
  const toastRoom = useToastRoom((s) => s.px);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => host.current,
    estimateSize: () => form.height,
    overscan: 12,
    paddingStart: head,
    scrollPaddingStart: head,
    scrollPaddingEnd: toastRoom,
  });
  const measure = useEffectEvent(() => virtual.measure());
  useLayoutEffect(() => measure(), [form.height, head]);
  const show = useEffectEvent((index: number) => virtual.scrollToIndex(index));
  const activeId = useActive(keys, (index) => show(index));
  const selecting = useTeamSelection(isSelecting);
  useRowKeys(
    { ...props, keys, domId: rowDomId, onChooseAll: () => chooseLoaded(keys) },
    SELECTION,
    host,
  );
  useRowPresses<string>(host, {
    ids: keys,
    domId: rowDomId,
    selection: SELECTION,
    onOpen: (key) => props.onOpen(key, openKey !== null),
    onMenu: props.onMenu,
  });
  const drawn = virtual.getVirtualItems();
  const lastDrawn = drawn.at(-1)?.index ?? 0;
  const nearEnd = useEffectEvent(props.onNearEnd);
  useEffect(() => {
    if (hasMore && lastDrawn >= items.length - AHEAD) nearEnd();
  }, [hasMore, lastDrawn, items.length]);
  const isDrawn = drawn.some(({ index }) => keys[index] === activeId);
  return (
    <div className="ring-over relative flex min-h-0 flex-1 flex-col">
      <div
        ref={host}
        role="grid"
        aria-label="Captures of the team"
        aria-multiselectable
        aria-rowcount={hasMore ? -1 : items.length + 1}
        aria-activedescendant={isDrawn && activeId !== null ? rowDomId(activeId) : undefined}
        tabIndex={0}
        data-list-grid
        data-selecting={selecting || undefined}
        className="group/grid relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto bg-surface outline-none [overflow-anchor:none]"
      >
        {form.lines === 1 && <Headings form={form} />}
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() - head }}>
          {drawn.map(({ index, start }) => {
            const item = items[index];
            if (item === undefined) return null;
            const key = keyOf(item);
            return (
              <TeamRow
                key={key}
                item={item}
                sender={senderOf(item.provider)}
                opened={key === openKey}
                form={form}
                index={index + 2}
                top={start - head}
                viewers={props.viewers.get(key) ?? NOBODY}
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
    </div>
  );
}

const NOBODY: readonly string[] = [];

function Headings({ form }: { form: RowForm }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-[2] border-b border-line bg-canvas">
      <div
        role="row"
        aria-rowindex={1}
        className="flex items-center gap-1.5 px-2.5 text-xs text-muted"
        style={{ height: HEADINGS_HEIGHT - 1 }}
      >
        <div role="columnheader" className="w-5 shrink-0">
          <span className="sr-only">Mark</span>
        </div>
        <div role="columnheader" className="min-w-0 flex-1 truncate pl-[46px]">
          Event and path
        </div>
        {form.columns.map(({ id, width }) => (
          <div
            key={id}
            role="columnheader"
            // The word for the status is wider than any status: it needs room on its left.
            className={cx('shrink-0 truncate', id === 'size' && 'pr-2 text-right')}
            style={{ width }}
          >
            {id === 'node' ? 'Node' : columnOf(id).label}
          </div>
        ))}
        <div role="columnheader" className="flex w-[30px] shrink-0 justify-end">
          Status
        </div>
        <div
          role="columnheader"
          className="shrink-0 text-right"
          style={{ width: timeWidth(form) }}
          title="By the clock of the node that caught it"
        >
          Time
        </div>
      </div>
    </div>
  );
}

/** There is always an active row: the newest until somebody chooses one; it is brought into sight. */
function useActive(keys: readonly string[], show: (index: number) => void): string | null {
  const activeId = useTeamSelection((s) => s.activeId);
  const auto = useTeamSelection((s) => s.auto);
  const first = keys[0] ?? null;
  const isGone = activeId !== null && !keys.includes(activeId);
  useEffect(() => {
    if ((auto || isGone || activeId === null) && first !== null && activeId !== first) {
      useTeamSelection.getState().settle(first, true);
    }
  }, [auto, isGone, activeId, first]);
  const bringIn = useEffectEvent((key: string) => {
    const index = keys.indexOf(key);
    if (index >= 0) show(index);
  });
  useEffect(() => {
    if (activeId !== null && !useTeamSelection.getState().auto) bringIn(activeId);
  }, [activeId]);
  return activeId;
}
