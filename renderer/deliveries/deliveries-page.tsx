import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { DestinationsPart } from '../destinations/destinations-part.tsx';
import { ForwardsPart } from '../destinations/forwards-part.tsx';
import { DELIVERY_PARTS, type DeliveryPart, formatRoute, useRoute } from '../navigation/route.ts';
import { cx } from '../ui/cx.ts';
import { formatCount } from '../ui/format.ts';
import { JobsPart } from './jobs-part.tsx';
import { NoticesStrip } from './notices-strip.tsx';
import { QueuePart } from './queue-part.tsx';

const WORDS: Record<DeliveryPart, string> = {
  queue: 'Queue',
  dead: 'Dead letters',
  destinations: 'Destinations',
  forwards: 'Forwards',
  jobs: 'Jobs',
};

/** What is sent on, to whom, and what became of it. */
export function DeliveriesPage() {
  const route = useRoute();
  if (route.page !== 'deliveries') return null;
  const { part, id } = route;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <header className="flex shrink-0 items-center gap-4 border-b border-line px-3">
        <h1 className="pl-1 text-lg font-semibold">Deliveries</h1>
        <nav
          aria-label="Parts of deliveries"
          className="flex min-w-0 gap-1 overflow-x-auto [scrollbar-width:none]"
        >
          {DELIVERY_PARTS.map((one) => (
            <a
              key={one}
              href={formatRoute({ page: 'deliveries', part: one, id: null })}
              aria-current={one === part ? 'page' : undefined}
              className={cx(
                'flex h-10 items-center gap-1.5 border-b-2 px-2 font-medium whitespace-nowrap outline-offset-[-3px]',
                one === part
                  ? 'border-accent text-ink'
                  : 'border-transparent text-muted hover:text-ink',
              )}
            >
              {WORDS[one]}
              {one === 'dead' && <DeadCount />}
            </a>
          ))}
        </nav>
      </header>
      <NoticesStrip />
      {(part === 'queue' || part === 'dead') && <QueuePart key={part} part={part} id={id} />}
      {part === 'destinations' && <DestinationsPart id={id} />}
      {part === 'forwards' && <ForwardsPart />}
      {part === 'jobs' && <JobsPart />}
    </div>
  );
}

function DeadCount() {
  const discarded = useQuery(
    query.deliveries.count.queryOptions({ input: { state: 'discarded' } }),
  );
  const failed = useQuery(query.deliveries.count.queryOptions({ input: { state: 'failed' } }));
  const count = (discarded.data?.count ?? 0) + (failed.data?.count ?? 0);
  if (count === 0) return null;
  return (
    <span className="rounded bg-bad-soft px-1 text-xs text-bad tabular-nums">
      {formatCount(count)}
    </span>
  );
}
