import { useState } from 'react';
import type { DeliveryState, DestinationId } from '../../preload/contract/deliveries.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';

/** Queues all that was given up again, as a job that goes on by itself. */
export function RequeueAllDialog(props: {
  states: readonly DeliveryState[];
  destinationId: DestinationId | undefined;
  since: number | undefined;
  count: number;
  onClose: () => void;
}) {
  const [error, setError] = useState<unknown>(null);
  const start = async (): Promise<void> => {
    setError(null);
    try {
      for (const state of props.states) {
        await api.deliveries.startJob({
          kind: 'retry',
          state,
          destinationId: props.destinationId,
          since: props.since,
        });
      }
      navigate({ page: 'deliveries', part: 'jobs', id: null });
    } catch (cause) {
      setError(cause);
      throw cause;
    }
  };
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={`Requeue ${formatPlural(props.count, 'delivery', 'deliveries')}?`}
      confirmLabel="Requeue"
      onConfirm={start}
    >
      <p>
        Each is sent now and retried for another 48 hours, with the same webhook-id. You can pause
        and cancel the job.
      </p>
      {error !== null && <Problem error={error} />}
    </ConfirmDialog>
  );
}
