import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Send } from 'lucide-react';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { EmptyState } from '../ui/empty-state.tsx';

const LINK = 'font-medium text-accent-ink underline underline-offset-2';

/** What to do first. */
export function EmptyQueue({ part }: { part: 'queue' | 'dead' }) {
  const destinations = useQuery(query.destinations.list.queryOptions());
  if (part === 'dead') {
    return (
      <EmptyState icon={<CircleCheck size={28} aria-hidden />} title="No dead letters">
        Deliveries that failed for 48 hours, or must not be retried, stay here until you requeue
        them.
      </EmptyState>
    );
  }
  const hasSome = (destinations.data ?? []).length > 0;
  return (
    <EmptyState icon={<Send size={28} aria-hidden />} title="Nothing sent yet">
      {hasSome ? (
        <>
          Send a test event from a{' '}
          <a
            className={LINK}
            href={formatRoute({ page: 'deliveries', part: 'destinations', id: null })}
          >
            destination
          </a>
          , send a capture from its page, or add a{' '}
          <a
            className={LINK}
            href={formatRoute({ page: 'deliveries', part: 'forwards', id: null })}
          >
            forward
          </a>{' '}
          that forwards captures as they arrive.
        </>
      ) : (
        <>
          A delivery is one event for one destination. Backstitch retries it for up to 48 hours,
          until it gets a 2xx.{' '}
          <a
            className={LINK}
            href={formatRoute({ page: 'deliveries', part: 'destinations', id: null })}
          >
            Add a destination
          </a>{' '}
          to begin.
        </>
      )}
    </EmptyState>
  );
}
