import { useCallback, useEffect, useRef, useState } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { navigate } from '../../navigation/route.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useCaptureSelection } from '../capture-selection.ts';
import { useSearch } from '../search-store.ts';
import { CaptureGrid } from './capture-grid.tsx';
import { EmptyList } from './empty-list.tsx';
import { ListBar } from './list-bar.tsx';
import { useListView } from '../list-view.ts';
import { NewPill } from './new-pill.tsx';
import { useCaptureList, useSearchProblems, type CaptureList } from './use-capture-list.ts';

/** The list of captures with its search. */
export function ListPane({ openedId }: { openedId: string | null }) {
  const search = useSearch((s) => s.applied);
  return (
    <section aria-label="List of captures" className="flex min-h-0 flex-1 flex-col bg-surface">
      <ListBar problems={useSearchProblems(search)} />
      {/* Another search is another list: it begins at its top, with nothing held back. */}
      <Found key={search} search={search} openedId={openedId} />
    </section>
  );
}

function Found({ search, openedId }: { search: string; openedId: string | null }) {
  const [atTop, setAtTop] = useState(true);
  const chosenAny = useCaptureSelection((s) => s.chosen.size > 0);
  // While something is open, chosen or scrolled to, arrivals must not move it.
  const following = atTop && openedId === null && !chosenAny;
  const list = useCaptureList(search, following);
  const scroller = useRef<HTMLDivElement>(null);
  const open = useCallback((id: CaptureId) => navigate({ page: 'captures', id }), []);
  const showNewest = async (): Promise<void> => {
    await list.reveal();
    scroller.current?.scrollTo({ top: 0 });
  };
  usePublishedView(list, showNewest);

  if (!list.loaded) return <NotLoaded list={list} />;
  if (list.rows.ids.length === 0 && list.rows.hidden === 0) {
    const invalid = (list.data.pages[0]?.problems.length ?? 0) > 0;
    return invalid ? null : <EmptyList search={search} />;
  }
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <NewPill
        count={list.rows.hidden}
        more={list.data.gap && !following}
        onShow={() => void showNewest()}
      />
      <CaptureGrid
        list={list}
        openedId={openedId}
        onOpen={open}
        onAtTop={setAtTop}
        scroller={scroller}
      />
    </div>
  );
}

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
function usePublishedView(list: CaptureList, showNewest: () => Promise<void>): void {
  const { ids, hidden } = list.rows;
  const { gap } = list.data;
  useEffect(() => {
    useListView.setState({
      ids,
      hidden: gap ? Math.max(hidden, 1) : hidden,
      showNewest: () => void showNewest(),
    });
  });
}
