import { DELIVERY_PARTS, type DeliveryPart } from '../navigation/deliveries-address.ts';
import { formatRoute, useRoute } from '../navigation/route.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { later } from '../ui/parts/later.tsx';
import { JobsPart } from './jobs-part.tsx';
import { NoticesStrip } from './notices-strip.tsx';
import { QueuePart } from './queue-part.tsx';

const DestinationsPart = later(
  'Destinations',
  async () => (await import('../destinations/destinations-part.tsx')).DestinationsPart,
);

const ForwardsPart = later(
  'Forwards',
  async () => (await import('../destinations/forwards-part.tsx')).ForwardsPart,
);

const BackfillPart = later(
  'Backfill',
  async () => (await import('../backfill/backfill-part.tsx')).BackfillPart,
);

const WORDS: Record<DeliveryPart, string> = {
  queue: 'Queue',
  destinations: 'Destinations',
  forwards: 'Forwards',
  jobs: 'Jobs',
  backfill: 'Backfill',
};

/** What is sent on, to whom, and what became of it. */
export function DeliveriesPage() {
  const route = useRoute();
  if (route.page !== 'deliveries') return null;
  const { part, id, look, t } = route;
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
        })),
      }}
    >
      <NoticesStrip />
      {part === 'queue' && <QueuePart />}
      {part === 'destinations' && <DestinationsPart id={id} />}
      {part === 'forwards' && <ForwardsPart />}
      {part === 'jobs' && <JobsPart />}
      {part === 'backfill' && (
        <BackfillPart
          id={id}
          look={look !== undefined && t !== undefined ? { provider: look, away: t } : null}
        />
      )}
    </PageFrame>
  );
}

const hrefOf = (part: DeliveryPart): string => formatRoute({ page: 'deliveries', part, id: null });
