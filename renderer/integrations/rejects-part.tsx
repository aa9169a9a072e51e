import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { toast } from '../ui/toast.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { rejectHint } from './reject-hint.ts';
import { type PartProps, useIntegrationChange } from './use-integrations.ts';

const SHOWN = 200;

/** Records that were accepted and cannot be a row, with the reason and a way to try again. */
export function RejectsPart({ integration }: PartProps) {
  const { id } = integration;
  const rejects = useQuery(
    query.integrations.rejects.queryOptions({ input: { id, limit: SHOWN } }),
  );
  const again = useIntegrationChange(
    async (captureId: CaptureId) => {
      const done = await api.integrations.reload({ id, captureId });
      toast({
        title:
          done.rejected === 0
            ? `Loaded: ${done.rows} rows`
            : `${done.rows} rows loaded, ${done.rejected} rejected again`,
        tone: done.rejected === 0 ? 'good' : 'bad',
      });
      return done;
    },
    { failed: 'Not loaded' },
  );
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
        {formatPlural(total, 'record')}, newest first. Their senders got 200: accepting is not
        loading. In SQL they are in <span className="wire">_sdc_rejected</span>.
      </p>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
        {items.map((reject) => (
          <li key={reject.id} className="flex flex-col gap-1 px-4 py-3">
            <div className="flex flex-wrap items-start gap-3">
              <div className="min-w-0 flex-1">
                <p className="font-medium break-words text-bad">{reject.reason}</p>
                <p className="text-sm text-muted">{rejectHint(reject.reason)}</p>
              </div>
              {reject.captureId !== null && (
                <>
                  <a
                    className="text-accent-ink underline"
                    href={formatRoute({ page: 'captures', id: reject.captureId })}
                  >
                    Its capture
                  </a>
                  <Button
                    size="sm"
                    disabled={again.isPending}
                    onClick={() => reject.captureId !== null && again.mutate(reject.captureId)}
                  >
                    Load again
                  </Button>
                </>
              )}
            </div>
            <pre
              aria-label="The record"
              className="wire max-h-32 overflow-auto rounded-md bg-canvas p-2 break-all whitespace-pre-wrap"
            >
              {reject.record}
            </pre>
            <p className="text-sm text-muted">
              <Moment at={reject.rejectedAt} />
              {reject.table !== 'data' && `, table ${reject.table}`}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
