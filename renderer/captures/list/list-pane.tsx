import { useCallback, useEffect, useRef, useState } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { navigate } from '../../navigation/route.ts';
import { cx } from '../../ui/cx.ts';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { later } from '../../ui/parts/later.tsx';
import { useCaptureSelection } from '../capture-selection.ts';
import { RowMenuHost } from '../menu/row-menu-host.tsx';
import { useDisplay, useListing } from '../display/display.ts';
import { MistakeNotice } from '../search/mistake-notice.tsx';
import { problemsOfSearch, readFound } from '../found-text.ts';
import { useFound, useSearch } from '../search-store.ts';
import { CaptureGrid } from './capture-grid.tsx';
import { ListBar } from './list-bar.tsx';
import { useFollowing, useListView } from '../list-view.ts';
import { isMarker } from './list-rows.ts';
import type { Listing } from './listing.ts';
import { NewPill } from './new-pill.tsx';
import { NotLoaded, StillReading } from './not-loaded.tsx';
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
  const search = useFound();
  const { group } = useDisplay();
  const { good, pending, error, ...asked } = useGoodListing(useListing(search));
  const problems = problemsOfSearch(asked.problems, search);
  const mistaken = problems.length > 0;
  // What was found before must not look as if it were found by this.
  const inert = mistaken || (error !== null && good.search !== search);
  const giveUp = (): void => {
    asked.cancel();
    const { search: text, span } = readFound(good.search);
    useSearch.setState({ text, applied: text, span });
  };
  return (
    <section aria-label="List of captures" className="flex min-h-0 flex-1 flex-col bg-surface">
      <ListBar problems={problems} />
      {mistaken && <MistakeNotice problems={problems} />}
      {error !== null && (
        <div className="shrink-0 p-2">
          <Problem error={error} onRetry={asked.retry} />
        </div>
      )}
      <StillReading reading={pending && good.search !== search} onCancel={giveUp} />
      <div
        inert={inert}
        aria-busy={pending || undefined}
        className={cx('flex min-h-0 flex-1 flex-col', (inert || error !== null) && 'opacity-45')}
      >
        {group !== null ? (
          <GroupedList
            key={`${group} ${good.search}`}
            listing={good}
            by={group}
            openedId={openedId}
            inert={inert}
          />
        ) : (
          /* Another search is another list: it begins at its top, with nothing held back. */
          <Found
            key={`${good.order} ${good.search}`}
            listing={good}
            inert={inert}
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

  if (!list.loaded) return <Unread list={list} />;
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

function Unread({ list }: { list: CaptureList }) {
  if (readProblem(list.error).code === 'SEARCH_TOO_WIDE') return <TooWide />;
  // Said above the list.
  if (list.error) return null;
  return <NotLoaded reading={list.reading} onCancel={list.cancel} onRetry={list.retry} />;
}

/** Tells the commands what the list shows. */
function usePublishedView(
  list: CaptureList,
  inert: boolean,
  showNewest: () => Promise<CaptureId | null>,
): void {
  const { ids, hidden } = list.rows;
  const { gap, pages } = list.data;
  useEffect(() => {
    useListView.setState({
      ids: inert ? NO_IDS : ids,
      whole: (pages.at(-1)?.next ?? null) === null,
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
