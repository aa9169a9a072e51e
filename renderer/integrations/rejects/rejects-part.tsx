import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { query } from '../../api/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import type { PartProps } from '../use-integrations.ts';
import { useReload } from '../use-reload.ts';
import { RejectItem } from './reject-item.tsx';

const SHOWN = 200;

/** Records that were accepted and cannot be a row, with the reason and a way to try again. */
export function RejectsPart({ integration }: PartProps) {
  const { id } = integration;
  const rejects = useQuery(
    query.integrations.rejects.queryOptions({ input: { id, limit: SHOWN } }),
  );
  // One row is asked for: what is wanted are the columns. Without a table there are none.
  const table = useQuery({
    ...query.integrations.rows.queryOptions({ input: { id, limit: 1 } }),
    enabled: (rejects.data?.items.length ?? 0) > 0,
    retry: false,
  });
  const columns = table.isError ? [] : table.data?.columns;
  const again = useReload(id);
  if (rejects.error !== null) {
    return (
      <div className="p-4">
        <Problem error={rejects.error} onRetry={() => void rejects.refetch()} />
      </div>
    );
  }
  if (rejects.data === undefined) return <Spinner label="Reading the rejects" />;
  const { items, total } = rejects.data;
  if (items.length === 0) {
    return (
      <EmptyState icon={<CircleCheck size={28} aria-hidden />} title="Nothing was rejected">
        Records that cannot become a row appear here, with the reason.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="text-muted">
        {formatPlural(total, 'record')}
        {total > items.length ? `, the newest ${items.length} here` : ', newest first'}. Their
        senders got 200: accepting is not loading. In SQL they are in{' '}
        <span className="wire">_sdc_rejected</span>.
      </p>
      <ul
        aria-label="Rejected records"
        className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
      >
        {items.map((reject) => (
          <RejectItem
            key={reject.id}
            integration={integration}
            reject={reject}
            columns={columns}
            loading={again.isPending}
            onLoad={() => reject.captureId !== null && again.mutate(reject.captureId)}
          />
        ))}
      </ul>
    </div>
  );
}
