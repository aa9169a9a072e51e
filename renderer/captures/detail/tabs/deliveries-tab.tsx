import { useQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { DeliverySummary } from '../../../../preload/contract/deliveries.ts';
import { query } from '../../../api/client.ts';
import { StateBadge } from '../../../deliveries/delivery-row.tsx';
import { attemptsOf, nextOf } from '../../../deliveries/delivery-words.ts';
import { exact, localTimes } from '../../../ui/moments.ts';
import { SendCaptureDialog } from '../../../deliveries/send-capture-dialog.tsx';
import { formatRoute } from '../../../navigation/route.ts';
import { useNow } from '../../../ui/platform/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Waiting } from '../../body/json-view.tsx';

/** Where this capture was sent on to, and what became of it. */
export function DeliveriesTab({ detail }: { detail: CaptureDetail }) {
  const [sending, setSending] = useState(false);
  const page = useQuery(
    query.deliveries.list.queryOptions({ input: { captureId: detail.id, limit: 200 } }),
  );
  const now = useNow(true);
  const send = (
    <Button size="sm" variant="primary" icon={<Send size={14} />} onClick={() => setSending(true)}>
      Send to a destination
    </Button>
  );
  if (page.isPending) return <Waiting label="Loading the deliveries" />;
  if (page.isError) {
    return (
      <div className="p-3">
        <Problem error={page.error} onRetry={() => void page.refetch()} />
      </div>
    );
  }
  return (
    <>
      {page.data.items.length === 0 ? (
        <EmptyState
          icon={<Send size={28} aria-hidden />}
          title="Not delivered anywhere"
          actions={send}
        >
          Send the body of this capture, signed, to a destination. Backstitch retries for up to 48
          hours. A forward does this for every capture.
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3">
          <div>{send}</div>
          <ul
            aria-label="Deliveries of this capture"
            className="flex flex-col divide-y divide-line rounded-lg border border-line"
          >
            {page.data.items.map((one) => (
              <Item key={one.id} delivery={one} now={now} />
            ))}
          </ul>
        </div>
      )}
      {sending && <SendCaptureDialog captureId={detail.id} onClose={() => setSending(false)} />}
    </>
  );
}

function Item({ delivery, now }: { delivery: DeliverySummary; now: number }) {
  const { id, destinationName, reason, lastStatus } = delivery;
  const next = nextOf(delivery, now);
  return (
    <li>
      <a
        href={formatRoute({ page: 'deliveries', part: 'queue', id })}
        className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-2 outline-offset-[-2px] hover:bg-hover"
      >
        <StateBadge state={delivery.state} />
        <span className="min-w-0 flex-1 truncate font-medium">{destinationName}</span>
        <span className="tabular-nums">{lastStatus ?? ''}</span>
        <span className="text-muted tabular-nums">{attemptsOf(delivery)} attempts</span>
        <span className="text-muted tabular-nums">{exact(delivery.createdAt, now)}</span>
        {(next !== '' || reason !== null) && (
          <span className="w-full text-sm text-muted">
            {next === '' ? localTimes(reason ?? '', now) : `Next attempt ${next}`}
          </span>
        )}
      </a>
    </li>
  );
}
