import { Ban, Copy, Inbox, RotateCcw, Send } from 'lucide-react';
import type { Delivery } from '../../../preload/contract/deliveries.ts';
import { api } from '../../api/client.ts';
import { formatRoute } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy/copy-text.ts';
import { toast } from '../../ui/toast.tsx';
import { deliveryCurl } from './delivery-curl.ts';
import { isOver } from '../delivery-words.ts';
import { useDeliveryChange } from '../../destinations/use-delivery-change.ts';

/** What can be done with a delivery in its present state. */
export function DeliveryActions({ delivery }: { delivery: Delivery }) {
  const { id, captureId } = delivery;
  const retry = useDeliveryChange(() => api.deliveries.retry({ id }), {
    // Of a destination of the team only: it is due, and no computer took it meanwhile.
    done: ({ state, log }) =>
      state === 'scheduled' && log.length <= delivery.log.length
        ? 'It is due. No computer of the team has sent it yet'
        : undefined,
    failed: 'Not tried',
  });
  const requeue = useDeliveryChange(() => api.deliveries.requeue({ id }), {
    done: 'Requeued for another 48 hours',
    failed: 'Not requeued',
  });
  const cancel = useDeliveryChange(() => api.deliveries.cancel({ id }), {
    done: 'Canceled. No further attempts.',
    failed: 'Not canceled',
  });
  const over = isOver(delivery);
  const last = delivery.log.findLast(({ held }) => held);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Button
        size="sm"
        variant="primary"
        icon={<Send size={14} />}
        disabled={retry.isPending || delivery.state === 'sending'}
        onClick={() => retry.mutate(undefined)}
      >
        {retry.isPending ? 'Trying' : 'Try now'}
      </Button>
      {over ? (
        <Button
          size="sm"
          icon={<RotateCcw size={14} />}
          disabled={requeue.isPending}
          onClick={() => requeue.mutate(undefined)}
        >
          Requeue
        </Button>
      ) : (
        <Button
          size="sm"
          icon={<Ban size={14} />}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate(undefined)}
        >
          Cancel
        </Button>
      )}
      {last !== undefined && last.engine === null && (
        <Button
          size="sm"
          icon={<Copy size={14} />}
          onClick={() => void copyCurl(deliveryCurl(delivery, last), last.number)}
        >
          Copy as curl
        </Button>
      )}
      {captureId !== null && (
        <a
          href={formatRoute({ page: 'captures', id: captureId })}
          className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line bg-raised px-2 text-sm font-medium hover:bg-hover"
        >
          <Inbox size={14} aria-hidden />
          Open capture
        </a>
      )}
    </div>
  );
}

async function copyCurl(text: string, number: number): Promise<void> {
  try {
    await copyText(text);
    const description = `It has the signature and time of attempt ${number}.`;
    toast({ title: 'Copied as curl', description, tone: 'good' });
  } catch (error) {
    const description = error instanceof Error ? error.message : undefined;
    toast({ title: 'Not copied', description, tone: 'bad' });
  }
}
