import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ArrowLeft, ScrollText } from 'lucide-react';
import type { RunId, RunSummary } from '../../preload/contract/function-runs.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../apps/apps-page.tsx';
import { formatRoute } from '../shell/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatClock, formatDuration } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { RunView } from './run-view.tsx';

/** Kept runs of an app, newest first, or one of them. */
export function RunsPart({ app, item }: PartProps) {
  return item === null ? <RunList appId={app.id} /> : <OneRun appId={app.id} id={item as RunId} />;
}

/** Runs of an app, or of one function of it. */
export function RunList({ appId, name }: { appId: PartProps['app']['id']; name?: string }) {
  const runs = useInfiniteQuery(
    query.functions.runs.infiniteOptions({
      input: (before: string | undefined) => ({
        appId,
        ...(name !== undefined && { name }),
        ...(before !== undefined && { before }),
        limit: 50,
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
      refetchOnMount: 'always',
    }),
  );
  if (runs.isPending) return <Spinner label="Loading the runs" />;
  if (runs.error !== null) {
    return (
      <div className="p-6">
        <Problem error={runs.error} onRetry={() => void runs.refetch()} />
      </div>
    );
  }
  const list = runs.data.pages.flatMap((page) => page.items);
  if (list.length === 0) {
    return (
      <EmptyState icon={<ScrollText size={28} aria-hidden />} title="No runs yet">
        Each run of a function is kept with its logs, its calls and its result. Send something to a
        webhook.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-3 px-6 py-5">
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {list.map((run) => (
          <li key={run.id}>
            <RunRow run={run} />
          </li>
        ))}
      </ul>
      {runs.hasNextPage && (
        <div>
          <Button disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            Older runs
          </Button>
        </div>
      )}
    </div>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  return (
    <a
      href={formatRoute({ page: 'apps', appId: run.appId, part: 'runs', item: run.id })}
      className="flex items-center gap-3 px-3 py-2 hover:bg-hover"
    >
      <span className="w-24 shrink-0 text-sm text-muted tabular-nums">
        {formatClock(run.startedAt)}
      </span>
      {run.error === null ? <Badge tone="good">Returned</Badge> : <Badge tone="bad">Failed</Badge>}
      <span className="w-48 shrink-0 truncate font-medium">{run.name}</span>
      <span className="min-w-0 flex-1 truncate text-muted">{run.error?.message ?? ''}</span>
      <span className="text-sm text-muted tabular-nums">{formatDuration(run.durationMs)}</span>
    </a>
  );
}

function OneRun({ appId, id }: { appId: PartProps['app']['id']; id: RunId }) {
  const run = useQuery(query.functions.run.queryOptions({ input: { id } }));
  return (
    <div className="flex max-w-4xl flex-col gap-4 px-6 py-5">
      <header className="flex flex-wrap items-center gap-3">
        <a
          href={formatRoute({ page: 'apps', appId, part: 'runs', item: null })}
          className="flex items-center gap-1 text-muted hover:text-ink"
        >
          <ArrowLeft size={14} aria-hidden /> Runs
        </a>
        <h2 className="text-lg font-semibold">{run.data?.name ?? 'Run'}</h2>
        {run.data?.captureId != null && (
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'captures', id: run.data.captureId })}
          >
            The request that led to it
          </a>
        )}
      </header>
      {run.isPending && <Spinner label="Loading the run" />}
      {run.error !== null && <Problem error={run.error} />}
      {run.data !== undefined && <RunView run={run.data} />}
    </div>
  );
}
