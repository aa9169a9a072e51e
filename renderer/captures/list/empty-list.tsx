import { useQuery } from '@tanstack/react-query';
import { CirclePause } from 'lucide-react';
import { query } from '../../api/client.ts';
import { useOpenFirst } from '../../start/open-first.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { later } from '../../ui/parts/later.tsx';
import { PausedAction } from '../paused-action.tsx';
import { undoRemoval, useLastRemoval } from '../undo-removal.ts';
import { formatPlural } from '../../ui/format.ts';
import { Button } from '../../ui/button.tsx';

/** Of use until the first capture only: a script of its own. */
const FirstCard = later(
  'The first minute',
  async () => (await import('../../start/first-card.tsx')).FirstCard,
);

const NothingFound = later(
  'Other searches',
  async () => (await import('../search/nothing-found.tsx')).NothingFound,
);

/** Nothing in the list: because capture is paused, the search finds none, or none came yet. */
export function EmptyList({ search }: { search: string }) {
  const status = useQuery(query.system.status.queryOptions());
  const capture = status.data?.capture;
  if (search !== '') return <NothingFound search={search} />;
  if (capture?.state === 'paused') {
    return (
      <EmptyState
        icon={<CirclePause size={28} aria-hidden />}
        title="Capture is paused"
        actions={<PausedAction capture={capture} />}
      >
        <p>{capture.why}</p>
        <p>{capture.hint}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <Deleted />
      <NoneYet />
    </>
  );
}

/** Where the list is empty because everything was deleted: the way back. */
function Deleted() {
  const last = useLastRemoval((s) => s.last);
  if (last === null) return null;
  return (
    <div
      role="status"
      className="flex shrink-0 items-center justify-center gap-3 border-b border-line px-3 py-2"
    >
      <span>Deleted {formatPlural(last.count, 'capture')}.</span>
      <Button size="sm" onClick={() => void undoRemoval(last)}>
        Undo
      </Button>
    </div>
  );
}

/** Three things to do first. The first capture that comes opens by itself. */
function NoneYet() {
  useOpenFirst();
  return <FirstCard />;
}
