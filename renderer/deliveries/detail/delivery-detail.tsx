import { useQuery } from '@tanstack/react-query';
import { FileQuestion, X } from 'lucide-react';
import type { Delivery, DeliveryId } from '../../../preload/contract/deliveries.ts';
import { query } from '../../api/client.ts';
import { formatRoute } from '../../navigation/route.ts';
import { useNow } from '../../ui/platform/use-now.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { AttemptsTab } from './attempts-tab.tsx';
import { DeliveryActions } from './delivery-actions.tsx';
import { StateBadge } from '../../destinations/state-badge.tsx';
import { attemptsOf, reasonOf, stateWords } from '../delivery-words.ts';
import { formatDuration } from '../../ui/format.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { later } from '../../ui/parts/later.tsx';
import { exact } from '../../ui/time/moments.ts';
import { useDetailTab } from './detail-tab-store.ts';
import { MessageTab } from './message-tab.tsx';
import { PlanStrip } from './plan-strip.tsx';

const DeliveryTrace = later(
  'The trace',
  async () => (await import('../../trace/delivery-trace.tsx')).DeliveryTrace,
);

/** Everything about one delivery: its plan, its attempts, what was sent and answered. */
export function DeliveryDetail({ id, onClose }: { id: DeliveryId; onClose: () => void }) {
  const delivery = useQuery(query.deliveries.get.queryOptions({ input: { id } }));
  if (delivery.isPending) return <Spinner label="Loading the delivery" />;
  if (delivery.isError && readProblem(delivery.error).code === 'DELIVERY_NOT_FOUND') {
    return (
      <EmptyState
        icon={<FileQuestion size={28} aria-hidden />}
        title="This delivery is gone"
        actions={<Button onClick={onClose}>Close</Button>}
      >
        Finished deliveries are deleted after a while.
      </EmptyState>
    );
  }
  if (delivery.isError) {
    return (
      <div className="p-4">
        <Problem error={delivery.error} onRetry={() => void delivery.refetch()} />
      </div>
    );
  }
  return <Detail delivery={delivery.data} onClose={onClose} />;
}

function Detail({ delivery, onClose }: { delivery: Delivery; onClose: () => void }) {
  const now = useNow(true);
  const { tab, choose } = useDetailTab();
  return (
    <article aria-label="Delivery" className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <header className="flex shrink-0 flex-col gap-2 border-b border-line px-4 py-3">
        <Headline delivery={delivery} now={now} onClose={onClose} />
        <DeliveryActions delivery={delivery} />
      </header>
      <PlanStrip delivery={delivery} now={now} />
      <Tabs
        label="Parts of the delivery"
        value={tab}
        onChange={choose}
        tabs={[
          { id: 'message', label: 'Message' },
          { id: 'attempts', label: 'Attempts', count: delivery.log.length },
          { id: 'trace', label: 'Flow' },
        ]}
      >
        {tab === 'trace' ? (
          <TracePart delivery={delivery} />
        ) : (
          <div className="min-h-0 flex-1 overflow-auto p-4">
            {tab === 'message' && <MessageTab delivery={delivery} />}
            {tab === 'attempts' && <AttemptsTab delivery={delivery} now={now} />}
          </div>
        )}
      </Tabs>
    </article>
  );
}

function TracePart({ delivery }: { delivery: Delivery }) {
  const { id, captureId, createdAt, finishedAt } = delivery;
  const took =
    finishedAt === null
      ? 'Not over yet'
      : `Created to its end: ${formatDuration(finishedAt - createdAt)}`;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {captureId !== null && (
        <p className="shrink-0 border-b border-line px-4 py-1.5 text-sm text-muted">
          It began with a capture.{' '}
          <a
            className="font-medium text-accent-ink underline underline-offset-2"
            href={formatRoute({ page: 'captures', id: captureId, tab: 'trace' })}
          >
            Open its whole trace
          </a>
        </p>
      )}
      <DeliveryTrace id={id} took={took} />
    </div>
  );
}

/** Three lines: the event, where it goes, and how it stands. */
function Headline(props: { delivery: Delivery; now: number; onClose: () => void }) {
  const { delivery, now } = props;
  const { destinationId, destinationName, eventType, messageId } = delivery;
  const reason = reasonOf(delivery, now);
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className="flex items-start gap-2">
        <h2 className="flex min-w-0 flex-1 flex-wrap items-center gap-2 text-lg font-semibold">
          <span className="min-w-0 break-all">{eventType ?? 'No event type'}</span>
          <StateBadge state={delivery.state} />
        </h2>
        <span className="shrink-0 pt-1 text-sm text-muted tabular-nums">
          {exact(delivery.createdAt, now)}
        </span>
        <IconButton size="sm" label="Close" icon={<X size={14} />} onClick={props.onClose} />
      </div>
      <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-muted">
        <span>
          to{' '}
          <a
            className="font-medium text-accent-ink underline-offset-2 hover:underline"
            href={formatRoute({ page: 'deliveries', part: 'destinations', id: destinationId })}
          >
            {destinationName}
          </a>
          , {attemptsOf(delivery)} attempts, by {delivery.origin}
        </span>
        <span className="flex min-w-0 items-center gap-1">
          <span className="wire min-w-0 truncate">{messageId}</span>
          <CopyButton size="sm" label="Copy the webhook-id" getText={() => messageId} />
        </span>
      </p>
      <p className="font-medium tabular-nums">{stateWords(delivery, now)}</p>
      {reason !== undefined && delivery.state !== 'held' && (
        <p className="break-words text-muted">{reason}</p>
      )}
    </div>
  );
}
