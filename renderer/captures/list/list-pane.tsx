import { useCallback, useEffect, useRef, useState } from 'react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { navigate } from '../../navigation/route.ts';
import { cx } from '../../ui/cx.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useCaptureSelection } from '../capture-selection.ts';
import { RowMenu } from '../menu/row-menu.tsx';
import { MistakeNotice } from '../search/mistake-notice.tsx';
import { problemsOfSearch } from '../found-text.ts';
import { useFound } from '../search-store.ts';
import { CaptureGrid } from './capture-grid.tsx';
import { EmptyList } from './empty-list.tsx';
import { ListBar } from './list-bar.tsx';
import { useFollowing, useListView } from '../list-view.ts';
import { isMarker, type ListRow } from './list-rows.ts';
import { NewPill } from './new-pill.tsx';
import { usePointerHold } from './pointer-hold.ts';
import { useCaptureList, useGoodSearch, type CaptureList } from './use-capture-list.ts';

/** The list of captures with its search. */
export function ListPane({ openedId }: { openedId: string | null }) {
  const search = useFound();
  const { good, pending, ...asked } = useGoodSearch(search);
  const problems = problemsOfSearch(asked.problems, search);
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
        {/* Another search is another list: it begins at its top, with nothing held back. */}
        <Found key={good} search={good} inert={mistaken} openedId={openedId} />
      </div>
    </section>
  );
}

function Found(props: { search: string; inert: boolean; openedId: string | null }) {
  const { search, inert, openedId } = props;
  const [atTop, setAtTop] = useState(true);
  const on = useFollowing((s) => s.on);
  const scroller = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const following = atTop && on;
  const list = useCaptureList(search, following && !held);
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
    return inert ? null : <EmptyList search={search} />;
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
      <RowMenu
        captureOf={(id) => list.rows.rows.find((row): row is CaptureSummary => isRow(row, id))}
      />
    </div>
  );
}

const isRow = (row: ListRow, id: string): boolean => !isMarker(row) && row.id === id;

const NO_IDS: readonly CaptureId[] = [];

function NotLoaded({ list }: { list: CaptureList }) {
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
