import { useQuery } from '@tanstack/react-query';
import { FileQuestion, X } from 'lucide-react';
import { useState } from 'react';
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
import { StateBadge } from '../delivery-row.tsx';
import { attemptsOf } from '../delivery-words.ts';
import { exact, localTimes } from '../../ui/time/moments.ts';
import { MessageTab, RequestTab, ResponseTab } from './exchange-tabs.tsx';
import { PlanStrip } from './plan-strip.tsx';

type Tab = 'attempts' | 'request' | 'response' | 'message';

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
  const [tab, setTab] = useState<Tab>('attempts');
  const [chosen, choose] = useState<number | null>(null);
  const attempt = delivery.log.find(({ id }) => id === chosen) ?? delivery.log.at(-1);
  return (
    <article aria-label="Delivery" className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <header className="flex shrink-0 flex-col gap-2 border-b border-line px-4 py-3">
        <div className="flex items-start gap-2">
          <Headline delivery={delivery} now={now} />
          <IconButton size="sm" label="Close" icon={<X size={14} />} onClick={onClose} />
        </div>
        <DeliveryActions delivery={delivery} />
      </header>
      <PlanStrip delivery={delivery} now={now} />
      <Tabs
        label="Parts of the delivery"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'attempts', label: 'Attempts', count: delivery.log.length },
          { id: 'request', label: 'Request' },
          { id: 'response', label: 'Response' },
          { id: 'message', label: 'Message' },
        ]}
      >
        <div className="min-h-0 flex-1 overflow-auto p-4">
          {tab === 'attempts' && (
            <AttemptsTab
              delivery={delivery}
              chosen={attempt?.id ?? null}
              now={now}
              onChoose={(one, to) => {
                choose(one);
                setTab(to);
              }}
            />
          )}
          {tab === 'request' && (
            <RequestTab delivery={delivery} attempt={attempt} onChoose={choose} now={now} />
          )}
          {tab === 'response' && (
            <ResponseTab delivery={delivery} attempt={attempt} onChoose={choose} now={now} />
          )}
          {tab === 'message' && <MessageTab delivery={delivery} />}
        </div>
      </Tabs>
    </article>
  );
}

function Headline({ delivery, now }: { delivery: Delivery; now: number }) {
  const { destinationId, destinationName, eventType, reason } = delivery;
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-0.5">
      <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
        <StateBadge state={delivery.state} />
        <span className="min-w-0 break-all">{eventType ?? 'No event type'}</span>
      </h2>
      <p className="text-muted">
        to{' '}
        <a
          className="font-medium text-accent-ink underline-offset-2 hover:underline"
          href={formatRoute({ page: 'deliveries', part: 'destinations', id: destinationId })}
        >
          {destinationName}
        </a>
        , {attemptsOf(delivery)} attempts, created {exact(delivery.createdAt, now)} by{' '}
        {delivery.origin}
      </p>
      {reason !== null && <p>{localTimes(reason, now)}</p>}
    </div>
  );
}
