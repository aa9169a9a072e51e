import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { CircleCheck } from 'lucide-react';
import type { Integration } from '../../../preload/contract/integrations.ts';
import type { Reject, TableColumn } from '../../../preload/contract/integrations/rows.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { putPrefs, usePrefs } from '../../api/prefs.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Reading } from '../reading.tsx';
import type { PartProps } from '../use-integrations.ts';
import { useReload } from '../use-reload.ts';
import { RejectItem } from './reject-item.tsx';
import { readRejectsSeen } from '../rejects-seen.ts';

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
  const prefs = usePrefs();
  const total = rejects.data?.total;
  useEffect(() => {
    if (prefs === undefined || total === undefined) return;
    const seen = readRejectsSeen(prefs);
    if (seen[id] === total) return;
    // A failure costs no more than a mark that stays.
    putPrefs({ rejectsSeen: { ...seen, [id]: total } }).catch(() => undefined);
  }, [prefs, id, total]);
  return (
    <Reading of={rejects} label="Reading the rejects">
      {(found) => (
        <Rejects
          {...found}
          integration={integration}
          columns={columns}
          loading={again.isPending}
          onLoad={(captureId) => again.mutate(captureId)}
        />
      )}
    </Reading>
  );
}

function Rejects(props: {
  integration: Integration;
  items: readonly Reject[];
  total: number;
  columns: readonly TableColumn[] | undefined;
  loading: boolean;
  onLoad: (id: CaptureId) => void;
}) {
  const { items, total } = props;
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
            integration={props.integration}
            reject={reject}
            columns={props.columns}
            loading={props.loading}
            onLoad={() => reject.captureId !== null && props.onLoad(reject.captureId)}
          />
        ))}
      </ul>
    </div>
  );
}
