import { useQuery } from '@tanstack/react-query';
import { Database } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Integration } from '../../preload/contract/integrations.ts';
import { query } from '../api/client.ts';
import { DATA_TABS } from '../navigation/data-tabs.ts';
import { formatRoute, INTEGRATION_PARTS, type IntegrationPart } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';

const WORDS: Record<IntegrationPart, string> = {
  rows: 'Rows',
  rejects: 'Rejected',
  loads: 'Loads',
  schema: 'Schema',
  settings: 'Settings',
};

/** What stands around every part of an integration. */
export function IntegrationFrame(props: {
  integration: Integration;
  part: IntegrationPart;
  children: ReactNode;
}) {
  const { integration, part } = props;
  const { id, name, schema, state, waiting, rebuilding, problem } = integration;
  const summary = useQuery(query.integrations.summary.queryOptions({ input: { id } }));
  return (
    <PageFrame
      trail={[{ label: 'Data', href: DATA_TABS[0].href }]}
      title={name}
      facts={
        <>
          <span className="wire text-muted">{schema}.data</span>
          {summary.data !== undefined && (
            <span className="text-muted tabular-nums">
              {formatPlural(summary.data.rows, 'row')}
              {summary.data.rejected > 0 && `, ${formatPlural(summary.data.rejected, 'reject')}`}
            </span>
          )}
          {state === 'paused' && <Badge tone="warn">Paused</Badge>}
          {rebuilding !== null && rebuilding > 0 && (
            <Badge tone="info">Rebuilding: {formatCount(rebuilding)} captures left</Badge>
          )}
          {waiting > 0 && <Badge tone="info">{formatCount(waiting)} waiting</Badge>}
        </>
      }
      actions={
        <a
          href={formatRoute({ page: 'sql', query: `SELECT * FROM ${schema}.data LIMIT 100` })}
          className="flex items-center gap-1.5 text-accent-ink underline-offset-2 hover:underline"
        >
          <Database size={14} aria-hidden />
          Query in SQL
        </a>
      }
      tabs={{
        label: 'Parts of the integration',
        current: formatRoute({ page: 'integrations', id, part }),
        items: INTEGRATION_PARTS.map((one) => ({
          label: WORDS[one],
          href: formatRoute({ page: 'integrations', id, part: one }),
          extra: one === 'rejects' && <Rejected count={summary.data?.rejected ?? 0} />,
        })),
      }}
    >
      {problem !== null && (
        <p role="status" className="mx-4 mt-2 rounded-lg bg-bad-soft px-3 py-2 text-bad">
          Loading is waiting and will retry: {problem}. Accepted events are kept.
        </p>
      )}
      {props.children}
    </PageFrame>
  );
}

function Rejected({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="rounded bg-bad-soft px-1 text-xs text-bad tabular-nums">
      {formatCount(count)}
    </span>
  );
}
