import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { GroupBy } from '../../../preload/contract/captures/overview.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { navigate } from '../../navigation/route.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { isSelecting, useCaptureSelection } from '../capture-selection.ts';
import { changeDisplay, useDisplay } from '../display/display.ts';
import { EmptyList } from '../list/empty-list.tsx';
import type { Listing } from '../list/listing.ts';
import { usePresses } from '../list/presses.ts';
import { RULER_TEXT, useRowFacts, useRowForm } from '../list/use-row-form.ts';
import { useListView } from '../list-view.ts';
import { RowMenuHost } from '../menu/row-menu-host.tsx';
import { CaptureRow, rowDomId } from '../row/capture-row.tsx';
import { Headings, HEADINGS_HEIGHT } from '../row/headings.tsx';
import { useSearch } from '../search-store.ts';
import { GROUP_HEIGHT, groupDomId, GroupRow } from './group-row.tsx';
import { groupedRows, searchWithin, type GroupedRow } from './group-rows.ts';
import { useGroupKeys } from './use-group-keys.ts';
import { GROUPS_AT_MOST, useContents, useGroups, useLiveGroups } from './use-groups.ts';

/** Captures stand below their group by this much, in pixels. */
const INDENT = 20;
const LINE_HEIGHT = 28;

export type GroupedListProps = {
  listing: Listing;
  by: GroupBy;
  openedId: string | null;
  inert: boolean;
};

/** What is found, in groups that open in place. */
export function GroupedList(props: GroupedListProps) {
  const { listing, by } = props;
  const pointing = useRef(false);
  const { found, groups, settle } = useGroups(listing.search, by, () => pointing.current);
  useLiveGroups();
  if (found.data === undefined) {
    return found.error === null ? (
      <div className="flex flex-1 items-center justify-center">
        <Spinner label="Loading groups" size={20} />
      </div>
    ) : (
      <div className="p-3">
        <Problem error={found.error} onRetry={() => void found.refetch()} />
      </div>
    );
  }
  if (groups.length === 0) return props.inert ? null : <EmptyList search={listing.search} />;
  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onPointerEnter={() => (pointing.current = true)}
      onPointerLeave={() => {
        pointing.current = false;
        settle();
      }}
    >
      <Rows {...props} groups={groups} />
      {found.data.total > GROUPS_AT_MOST && (
        <p className="border-t border-line px-3 py-1 text-sm text-muted">
          The {GROUPS_AT_MOST} newest of {formatCount(found.data.total)} groups. Narrow the search
          to see others.
        </p>
      )}
    </div>
  );
}

function Rows(props: GroupedListProps & { groups: ReturnType<typeof useGroups>['groups'] }) {
  const { listing, by, groups, openedId, inert } = props;
  const [openKeys, setOpenKeys] = useState<ReadonlySet<string>>(new Set());
  const contents = useContents(
    listing,
    groups.filter(({ key }) => openKeys.has(key)),
  );
  const rows = groupedRows(groups, contents);
  const captures = rows.flatMap((row) => (row.kind === 'capture' ? [row.capture] : []));
  const ids = captures.map(({ id }) => id);
  const scroller = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const display = useDisplay();
  const form = useRowForm(scroller, ruler, captures, { ...display, indent: INDENT });
  const facts = useRowFacts();
  const selecting = useCaptureSelection(isSelecting);
  const toggle = (key: string): void => {
    setOpenKeys((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  };
  const showAll = ({ group }: GroupedRow): void => {
    changeDisplay({ group: null });
    // The time that is drawn on the timeline stays: it is no part of the text.
    const { applied, searchFor } = useSearch.getState();
    searchFor(searchWithin(applied, group));
  };
  const keys = useGroupKeys(rows, openedId, { toggle, showAll });
  const headings = form.lines === 1 ? HEADINGS_HEIGHT : 0;
  const heightOf = (row: GroupedRow | undefined): number => {
    if (row?.kind === 'capture') return form.height;
    return row?.kind === 'group' ? GROUP_HEIGHT : LINE_HEIGHT;
  };
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(rows[index]),
    overscan: 12,
    paddingStart: headings,
    scrollPaddingStart: headings,
  });
  const measure = useEffectEvent(() => virtual.measure());
  const shape = rows.map((row) => heightOf(row)).join(' ');
  useLayoutEffect(() => measure(), [shape]);
  usePresses(scroller, ids, (id) => navigate({ page: 'captures', id }));
  const press = useEffectEvent((event: MouseEvent) => {
    const pressed =
      event.target instanceof Element ? event.target.closest('[data-group-row]') : null;
    const row = rows.find((one) => one.kind === 'group' && groupDomId(one.nth) === pressed?.id);
    if (!row) return;
    keys.goTo(row);
    toggle(row.group.key);
  });
  useLayoutEffect(() => {
    const list = scroller.current;
    const listen = (event: MouseEvent): void => press(event);
    list?.addEventListener('click', listen);
    return () => list?.removeEventListener('click', listen);
  }, []);
  useShownIds(ids, inert);
  const show = useEffectEvent((key: string) => {
    const index = rows.findIndex((row) => row.key === key);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  });
  const { activeKey } = keys;
  useEffect(() => {
    if (activeKey !== null) show(activeKey);
  }, [activeKey]);
  useEffect(() => useListView.setState({ showRow: (id: CaptureId) => show(id) }), []);

  const items = virtual.getVirtualItems();
  const activeRow = items.map(({ index }) => rows[index]).find((row) => row?.key === activeKey);
  return (
    <div className="ring-over flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="treegrid"
        aria-label="Captures in groups"
        aria-multiselectable
        aria-rowcount={rows.length + 1}
        aria-activedescendant={activeRow && domIdOf(activeRow)}
        tabIndex={0}
        data-captures-grid
        data-selecting={selecting || undefined}
        onKeyDown={keys.onKeyDown}
        className="group/grid relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none [overflow-anchor:none]"
      >
        {form.lines === 1 && <Headings form={form} order={display.order} />}
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtual.getTotalSize() - headings }}
        >
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const place = { index: index + 2, top: start - headings };
            if (row.kind === 'group') {
              return (
                <GroupRow
                  key={row.key}
                  {...place}
                  group={row.group}
                  by={by}
                  sender={facts.senderOf(row.group.provider)}
                  open={row.open}
                  active={row.key === activeKey}
                  nth={row.nth}
                  total={groups.length}
                />
              );
            }
            if (row.kind !== 'capture') {
              return (
                <Line
                  key={row.key}
                  {...place}
                  row={row}
                  active={row.key === activeKey}
                  onAll={showAll}
                />
              );
            }
            return (
              <CaptureRow
                key={row.key}
                {...place}
                level={{ depth: 2, nth: row.nth, of: row.of, indent: INDENT }}
                capture={row.capture}
                sender={facts.senderOf(row.capture.provider)}
                endpointPath={facts.pathOf(row.capture.endpointId)}
                opened={row.capture.id === openedId}
                form={form}
              />
            );
          })}
        </div>
      </div>
      <span aria-hidden className="pointer-events-none absolute size-0 overflow-hidden opacity-0">
        <span ref={ruler} className="wire absolute top-0 left-0 whitespace-pre">
          {RULER_TEXT}
        </span>
      </span>
      <RowMenuHost captureOf={(id) => captures.find((one) => one.id === id)} />
    </div>
  );
}

function domIdOf(row: GroupedRow): string {
  if (row.kind === 'capture') return rowDomId(row.capture.id);
  return row.kind === 'group' ? groupDomId(row.nth) : allDomId(row.group.key);
}

const allDomId = (key: string): string => `capture-group-all-${encodeURIComponent(key)}`;

/** A line below an open group that is no capture. */
function Line(props: {
  row: Exclude<GroupedRow, { kind: 'capture' | 'group' }>;
  active: boolean;
  index: number;
  top: number;
  onAll: (row: GroupedRow) => void;
}) {
  const { row } = props;
  return (
    <div
      role="row"
      id={row.kind === 'all' ? allDomId(row.group.key) : undefined}
      aria-rowindex={props.index}
      aria-level={2}
      {...(row.kind === 'all' && { 'aria-posinset': row.nth, 'aria-setsize': row.of })}
      aria-selected={props.active}
      className={`absolute inset-x-0 flex items-center border-b border-line/60 text-sm ${
        props.active ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : ''
      }`}
      style={{
        height: LINE_HEIGHT,
        paddingLeft: 10 + INDENT,
        transform: `translateY(${props.top}px)`,
      }}
    >
      <div role="gridcell" className="min-w-0 truncate">
        {row.kind === 'waiting' && <Spinner label="Loading captures" />}
        {row.kind === 'failed' && <span className="text-bad">{wordsOf(row.error)}</span>}
        {row.kind === 'all' && (
          <button
            type="button"
            tabIndex={-1}
            className="text-accent-ink hover:underline"
            onClick={() => props.onAll(row)}
          >
            Show all {formatPlural(row.group.count, 'capture')}
          </button>
        )}
      </div>
    </div>
  );
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'These captures cannot be read.';

/** Tells the commands what the list shows. */
function useShownIds(ids: readonly CaptureId[], inert: boolean): void {
  useEffect(() => {
    useListView.setState({
      ids: inert ? [] : ids,
      inert,
      whole: true,
      hidden: 0,
      showNewest: () => Promise.resolve(ids[0] ?? null),
    });
  });
  useEffect(() => () => useCaptureSelection.getState().clearChosen(), []);
}
