import { useQuery } from '@tanstack/react-query';
import { CirclePause } from 'lucide-react';
import { query } from '../../api/client.ts';
import { useOpenFirst } from '../../start/open-first.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { later } from '../../ui/parts/later.tsx';
import { NothingFound } from '../search/nothing-found.tsx';

/** Of use until the first capture only: a script of its own. */
const FirstCard = later(
  'The first minute',
  async () => (await import('../../start/first-card.tsx')).FirstCard,
);

/** Nothing in the list: because capture is paused, the search finds none, or none came yet. */
export function EmptyList({ search }: { search: string }) {
  const status = useQuery(query.system.status.queryOptions());
  const capture = status.data?.capture;
  if (search !== '') return <NothingFound search={search} />;
  if (capture?.state === 'paused') {
    return (
      <EmptyState icon={<CirclePause size={28} aria-hidden />} title="Capture is paused">
        <p>{capture.why}</p>
        <p>{capture.hint}</p>
      </EmptyState>
    );
  }
  return <NoneYet />;
}

/** Three things to do first. The first capture that comes opens by itself. */
function NoneYet() {
  useOpenFirst();
  return <FirstCard />;
}
