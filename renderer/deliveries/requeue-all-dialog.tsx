import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { useDeliverySelection } from './list/selection.ts';

/** Queues all dead letters that a search finds again, as a job that goes on by itself. */
export function RequeueAllDialog({ search, onClose }: { search: string; onClose: () => void }) {
  const [error, setError] = useState<unknown>(null);
  const dead = useQuery(
    query.deliveries.count.queryOptions({ input: { search: `${search} state:dead`.trim() } }),
  );
  const start = async (): Promise<void> => {
    setError(null);
    try {
      await api.deliveries.startJob({ kind: 'retry', search });
      useDeliverySelection.getState().clearChosen();
      navigate({ page: 'deliveries', part: 'jobs', id: null });
    } catch (cause) {
      setError(cause);
      throw cause;
    }
  };
  const count = dead.data?.count ?? 0;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Requeue ${formatPlural(count, 'dead letter')}?`}
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
