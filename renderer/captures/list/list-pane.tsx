import { useCallback, useEffect, useRef, useState } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { navigate } from '../../navigation/route.ts';
import { cx } from '../../ui/cx.ts';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { later } from '../../ui/parts/later.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useCaptureSelection } from '../capture-selection.ts';
import { RowMenuHost } from '../menu/row-menu-host.tsx';
import { useDisplay, useListing } from '../display/display.ts';
import { MistakeNotice } from '../search/mistake-notice.tsx';
import { useSearch } from '../search-store.ts';
import { CaptureGrid } from './capture-grid.tsx';
import { ListBar } from './list-bar.tsx';
import { useFollowing, useListView } from '../list-view.ts';
import { isMarker } from './list-rows.ts';
import type { Listing } from './listing.ts';
import { NewPill } from './new-pill.tsx';
import { usePointerHold } from './pointer-hold.ts';
import { useCaptureList, useGoodListing, type CaptureList } from './use-capture-list.ts';

/** What stands in the place of rows: a script of its own, for rows are what is waited for. */
const EmptyList = later(
  'The list',
  async () => (await import('./empty-list.tsx')).EmptyList,
  () => null,
);
const GroupedList = later(
  'The groups',
  async () => (await import('../groups/grouped-list.tsx')).GroupedList,
);
const TooWide = later(
  'The list',
  async () => (await import('./too-wide.tsx')).TooWide,
  () => null,
);

/** The list of captures with its search. */
export function ListPane({ openedId }: { openedId: string | null }) {
  const search = useSearch((s) => s.applied);
  const { group } = useDisplay();
  const { good, problems, pending } = useGoodListing(useListing(search));
  const mistaken = problems.length > 0;
  return (
    <section aria-label="List of captures" className="flex min-h-0 flex-1 flex-col bg-surface">
      <ListBar problems={problems} />
      {mistaken && <MistakeNotice problems={problems} />}
      <div
        // A mistake finds nothing: what was found before must not look as if it were found by it.
        inert={mistaken}
        aria-busy={pending || undefined}
        className={cx('flex min-h-0 flex-1 flex-col', mistaken && 'opacity-45')}
      >
        {group !== null ? (
          <GroupedList
            key={`${group} ${good.search}`}
            listing={good}
            by={group}
            openedId={openedId}
            inert={mistaken}
          />
        ) : (
          /* Another search is another list: it begins at its top, with nothing held back. */
          <Found
            key={`${good.order} ${good.search}`}
            listing={good}
            inert={mistaken}
            openedId={openedId}
          />
        )}
      </div>
    </section>
  );
}

function Found(props: { listing: Listing; inert: boolean; openedId: string | null }) {
  const { listing, inert, openedId } = props;
  const [atTop, setAtTop] = useState(true);
  const on = useFollowing((s) => s.on);
  const scroller = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const following = atTop && on;
  const list = useCaptureList(listing, following && !held);
  const { ids, hidden } = list.rows;
  const open = useCallback((id: CaptureId) => navigate({ page: 'captures', id }), []);
  const showNewest = async (): Promise<CaptureId | null> => {
    const newest = await list.reveal();
    scroller.current?.scrollTo({ top: 0 });
    return newest;
  };
  usePublishedView(list, inert, showNewest);
  useActiveRow(ids, openedId, following);
  const drawn = list.loaded && ids.length + hidden > 0;
  usePointerHold({ scroller, drawn, waiting: held && hidden > 0, onChange: setHeld });
  // Another search is another list: what was selected in this one is not seen there.
  useEffect(() => () => useCaptureSelection.getState().clearChosen(), []);

  if (!list.loaded) return <NotLoaded list={list} />;
  if (ids.length === 0 && hidden === 0) {
    return inert ? null : <EmptyList search={listing.search} />;
  }
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {!atTop && <NewPill count={hidden} more={list.data.gap} onShow={() => void showNewest()} />}
      <CaptureGrid
        list={list}
        openedId={openedId}
        onOpen={open}
        onAtTop={setAtTop}
        scroller={scroller}
      />
      <RowMenuHost
        captureOf={(id) =>
          list.rows.rows.flatMap((row) => (!isMarker(row) && row.id === id ? [row] : []))[0]
        }
      />
    </div>
  );
}

const NO_IDS: readonly CaptureId[] = [];

function NotLoaded({ list }: { list: CaptureList }) {
  if (readProblem(list.error).code === 'SEARCH_TOO_WIDE') return <TooWide />;
  return list.error ? (
    <div className="p-3">
      <Problem error={list.error} onRetry={list.retry} />
    </div>
  ) : (
    <div className="flex flex-1 items-center justify-center">
      <Spinner label="Loading captures" size={20} />
    </div>
  );
}

/** Tells the commands what the list shows. */
function usePublishedView(
  list: CaptureList,
  inert: boolean,
  showNewest: () => Promise<CaptureId | null>,
): void {
  const { ids, hidden } = list.rows;
  const { gap } = list.data;
  useEffect(() => {
    useListView.setState({
      ids: inert ? NO_IDS : ids,
      inert,
      hidden: gap ? Math.max(hidden, 1) : hidden,
      showNewest,
    });
  });
}

/**
 * Sees to it that a row is active while there is any: the newest until the person chose one, the
 * one next to it when that is gone.
 */
function useActiveRow(
  ids: readonly CaptureId[],
  openedId: string | null,
  following: boolean,
): void {
  const activeId = useCaptureSelection((s) => s.activeId);
  const auto = useCaptureSelection((s) => s.auto);
  const newest = ids[0];
  useEffect(() => {
    if (newest === undefined) return;
    const { settle } = useCaptureSelection.getState();
    // What is open may lie further down than the list was loaded.
    const lost = activeId === null || (activeId !== openedId && !ids.includes(activeId));
    if (lost || (auto && following && activeId !== newest)) settle(newest, true);
  }, [ids, newest, activeId, auto, following, openedId]);
}
