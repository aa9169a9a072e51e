import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, Database } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Integration } from '../../preload/contract/integrations.ts';
import { query } from '../api/client.ts';
import { formatRoute, INTEGRATION_PARTS, type IntegrationPart } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { formatCount, formatPlural } from '../ui/format.ts';

const WORDS: Record<IntegrationPart, string> = {
  data: 'Data',
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
    <div className="flex h-full min-h-0 flex-1 flex-col bg-canvas">
      <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3">
        <a
          href={formatRoute({ page: 'integrations', id: null, part: 'data' })}
          className="flex items-center gap-1 text-muted hover:text-ink"
        >
          <ChevronLeft size={14} aria-hidden />
          Integrations
        </a>
        <h1 className="text-lg font-semibold">{name}</h1>
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
        <span className="flex-1" />
        <a
          href={formatRoute({ page: 'sql', query: `SELECT * FROM ${schema}.data LIMIT 100` })}
          className="flex items-center gap-1.5 text-accent-ink underline-offset-2 hover:underline"
        >
          <Database size={14} aria-hidden />
          Query in SQL
        </a>
      </header>
      {problem !== null && (
        <p role="status" className="mx-4 mt-2 rounded-lg bg-bad-soft px-3 py-2 text-bad">
          Loading is waiting and will retry: {problem}. Accepted events are kept.
        </p>
      )}
      <nav
        aria-label="Parts of the integration"
        className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-3 [scrollbar-width:none]"
      >
        {INTEGRATION_PARTS.map((one) => (
          <a
            key={one}
            href={formatRoute({ page: 'integrations', id, part: one })}
            aria-current={one === part ? 'page' : undefined}
            className={cx(
              'flex h-9 items-center gap-1.5 border-b-2 px-2 font-medium whitespace-nowrap outline-offset-[-3px]',
              one === part
                ? 'border-accent text-ink'
                : 'border-transparent text-muted hover:text-ink',
            )}
          >
            {WORDS[one]}
            {one === 'rejects' && (summary.data?.rejected ?? 0) > 0 && (
              <span className="rounded bg-bad-soft px-1 text-xs text-bad tabular-nums">
                {formatCount(summary.data?.rejected ?? 0)}
              </span>
            )}
          </a>
        ))}
      </nav>
      <div className="flex min-h-0 flex-1 flex-col overflow-auto">{props.children}</div>
    </div>
  );
}
