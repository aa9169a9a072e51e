import { useQuery } from '@tanstack/react-query';
import type { LoadBatch } from '../../preload/contract/integrations.ts';
import { query } from '../api/client.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatCount, formatDuration } from '../ui/format.ts';
import { Moment } from '../ui/time/moment.tsx';
import { Reading } from './reading.tsx';
import type { PartProps } from './use-integrations.ts';

const HEADS = ['Loaded', 'Captures', 'Rows', 'Rejected', 'New columns', 'Took'] as const;

/** The batches: what came in each, and what it changed of the table. */
export function LoadsPart({ integration }: PartProps) {
  const { id } = integration;
  const loads = useQuery(query.integrations.loads.queryOptions({ input: { id, limit: 200 } }));
  return (
    <Reading of={loads} label="Reading the loads">
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title="Nothing loaded yet">Every batch appears here.</EmptyState>
        ) : (
          <Batches items={items} />
        )
      }
    </Reading>
  );
}

function Batches({ items }: { items: readonly LoadBatch[] }) {
  return (
    <div className="p-4">
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table className="w-full text-left">
          <thead className="border-b border-line text-sm text-muted">
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col" className="px-3 py-2 font-medium">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line tabular-nums">
            {items.map((load) => (
              <tr key={load.id}>
                <td className="px-3 py-2 whitespace-nowrap">
                  <Moment at={load.startedAt} />
                </td>
                <td className="px-3 py-2">{formatCount(load.captures)}</td>
                <td className="px-3 py-2">{formatCount(load.rows)}</td>
                <td className={load.rejected > 0 ? 'px-3 py-2 text-bad' : 'px-3 py-2 text-muted'}>
                  {formatCount(load.rejected)}
                </td>
                <td className="px-3 py-2">
                  <span className="wire break-all">{load.newColumns.join(', ')}</span>
                  {load.splits.length > 0 && (
                    <span className="wire text-warn">
                      {load.newColumns.length > 0 && ', '}
                      split: {load.splits.join(', ')}
                    </span>
                  )}
                </td>
                <td className="px-3 py-2 text-muted">{formatDuration(load.durationMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
