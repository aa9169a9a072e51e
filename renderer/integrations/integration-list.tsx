import { useQuery } from '@tanstack/react-query';
import { Plus, Table2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Integration, IntegrationSummary } from '../../preload/contract/integrations.ts';
import { query } from '../api/client.ts';
import { Sparkline } from './rate-plot.tsx';
import { DATA_TABS } from '../navigation/data-tabs.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { LeftBehindList } from './left-behind-list.tsx';
import { NewIntegration } from './new-integration.tsx';

/** All integrations with what they hold. */
export function IntegrationList(props: { integrations: readonly Integration[]; missing: boolean }) {
  const [adding, setAdding] = useState(false);
  const summaries = useQuery(query.integrations.summaries.queryOptions());
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add integration
    </Button>
  );
  return (
    <PageFrame
      title="Data"
      tabs={{ label: 'Sides of Data', current: DATA_TABS[0].href, items: DATA_TABS }}
      actions={props.integrations.length > 0 && add}
    >
      <div className="flex min-h-0 flex-1 flex-col px-4 py-4 sm:px-6">
        {props.missing && (
          <p role="status" className="mb-4 rounded-lg bg-warn-soft px-3 py-2 text-warn">
            This integration no longer exists.
          </p>
        )}
        {props.integrations.length === 0 ? (
          <EmptyState
            icon={<Table2 size={28} aria-hidden />}
            title="No integrations yet"
            actions={add}
          >
            An integration gives a provider a URL and loads the JSON it sends into a table you can
            query: one row per event, a column per field.
          </EmptyState>
        ) : (
          <>
            <p className="pb-4 text-muted">JSON webhooks, loaded into tables.</p>
            <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
              {props.integrations.map((one) => (
                <Item
                  key={one.id}
                  integration={one}
                  summary={summaries.data?.find(({ id }) => id === one.id)}
                />
              ))}
            </ul>
          </>
        )}
        <LeftBehindList />
        {adding && <NewIntegration onClose={() => setAdding(false)} />}
      </div>
    </PageFrame>
  );
}

function Item(props: { integration: Integration; summary: IntegrationSummary | undefined }) {
  const { integration, summary } = props;
  const { id, name, schema, state, problem, waiting } = integration;
  return (
    <li>
      <a
        href={formatRoute({ page: 'integrations', id, part: 'rows' })}
        className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 outline-offset-[-2px] hover:bg-hover"
      >
        <span className="min-w-40 flex-1">
          <span className="flex items-center gap-2 font-medium">
            {name}
            {state === 'paused' && <Badge tone="warn">Paused</Badge>}
            {problem !== null && (
              <Badge tone="bad" title={problem}>
                <TriangleAlert size={12} aria-hidden />
                Loading is waiting
              </Badge>
            )}
          </span>
          <span className="wire text-sm text-muted">{schema}.data</span>
        </span>
        <span className="w-28 text-right tabular-nums">
          {summary === undefined ? '…' : formatPlural(summary.rows, 'row')}
        </span>
        <span className="w-28 text-right text-muted tabular-nums">
          {summary === undefined ? '' : formatPlural(summary.rejected, 'reject')}
        </span>
        <span className="w-52 text-right text-muted">
          {waiting > 0 ? `${waiting} waiting` : <LastLoad at={summary?.lastLoadAt ?? null} />}
        </span>
        <Sparkline perHour={summary?.perHour ?? []} />
      </a>
    </li>
  );
}

function LastLoad({ at }: { at: string | null }) {
  if (at === null) return 'Nothing loaded yet';
  return (
    <>
      Loaded <Moment at={at} />
    </>
  );
}
