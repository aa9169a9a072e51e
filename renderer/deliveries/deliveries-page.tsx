import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { DestinationsPart } from '../destinations/destinations-part.tsx';
import { ForwardsPart } from '../destinations/forwards-part.tsx';
import { DELIVERY_PARTS, type DeliveryPart, formatRoute, useRoute } from '../navigation/route.ts';
import { formatCount } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
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
    <PageFrame
      title="Deliveries"
      content="fixed"
      tabs={{
        label: 'Parts of deliveries',
        current: hrefOf(part),
        items: DELIVERY_PARTS.map((one) => ({
          label: WORDS[one],
          href: hrefOf(one),
          extra: one === 'dead' && <DeadCount />,
        })),
      }}
    >
      <NoticesStrip />
      {(part === 'queue' || part === 'dead') && <QueuePart key={part} part={part} id={id} />}
      {part === 'destinations' && <DestinationsPart id={id} />}
      {part === 'forwards' && <ForwardsPart />}
      {part === 'jobs' && <JobsPart />}
    </PageFrame>
  );
}

const hrefOf = (part: DeliveryPart): string => formatRoute({ page: 'deliveries', part, id: null });

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
