import { ScrollText } from 'lucide-react';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { RunSummary } from '../../preload/contract/apps/function-runs.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatClock, formatDuration } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useRuns } from './use-runs.ts';
import { byDay, counts } from './run-words.ts';

/** Runs of an app, or of one function of it, by day. */
export function RunList({ appId, name }: { appId: AppId; name?: string }) {
  const runs = useRuns(appId, name);
  if (runs.isPending) return <Spinner label="Loading the runs" />;
  if (runs.data === undefined) {
    return (
      <div className="p-6">
        <Problem error={runs.error} onRetry={() => void runs.refetch()} />
      </div>
    );
  }
  // On the page of a function they stand below its heading, else below that of the app.
  const Heading = name === undefined ? 'h2' : 'h3';
  const list = runs.data.pages.flatMap((page) => page.items);
  if (list.length === 0) return <NoRuns ofOne={name !== undefined} />;
  return (
    <div className="flex flex-col gap-4 px-4 sm:px-6 py-5">
      {byDay(list).map(({ day, items }) => (
        <section key={day} aria-label={`Runs of ${day}`}>
          <Heading className="pb-1 text-sm font-semibold text-muted">{day}</Heading>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {items.map((run) => (
              <li key={run.id}>
                <RunRow run={run} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {runs.hasNextPage && (
        <div>
          <Button disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            {runs.isFetchingNextPage ? 'Loading' : 'Older runs'}
          </Button>
        </div>
      )}
    </div>
  );
}

function NoRuns({ ofOne }: { ofOne: boolean }) {
  return (
    <EmptyState icon={<ScrollText size={28} aria-hidden />} title="No runs yet">
      {ofOne
        ? 'Runs started by an HTTPS endpoint appear here. Calls from other functions are in the run of the caller.'
        : 'Every run is kept with its logs, calls and result. Send something to a webhook.'}
    </EmptyState>
  );
}

const KINDS: Record<RunSummary['kind'], string> = {
  webhook: 'webhook',
  endpoint: 'HTTPS endpoint',
  function: 'function',
  script: 'script',
  try: 'try',
};

function RunRow({ run }: { run: RunSummary }) {
  return (
    <a
      href={formatRoute({ page: 'apps', appId: run.appId, part: 'runs', item: run.id })}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 outline-offset-[-2px] hover:bg-hover"
    >
      <span className="w-24 shrink-0 text-sm text-muted tabular-nums">
        {formatClock(run.startedAt)}
      </span>
      <span className="w-20 shrink-0">
        {run.error === null ? (
          <Badge tone="good">Returned</Badge>
        ) : (
          <Badge tone="bad">Failed</Badge>
        )}
      </span>
      <span
        className="min-w-0 truncate font-medium max-sm:order-last max-sm:w-full sm:w-36 sm:shrink-0 lg:w-56"
        title={run.name}
      >
        {run.name}
      </span>
      <span className="w-28 shrink-0 text-sm text-muted max-lg:hidden">{KINDS[run.kind]}</span>
      <span className="min-w-0 flex-1 truncate text-sm text-bad max-sm:order-last max-sm:basis-full">
        {run.error?.message}
      </span>
      <span className="shrink-0 text-sm text-muted tabular-nums max-lg:hidden">{counts(run)}</span>
      <span className="w-16 shrink-0 text-right text-sm text-muted tabular-nums max-sm:ml-auto">
        {formatDuration(run.durationMs)}
      </span>
    </a>
  );
}
