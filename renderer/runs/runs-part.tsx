import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Inbox, Pencil } from 'lucide-react';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { FunctionRun, RunId } from '../../preload/contract/apps/function-runs.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { formatRoute } from '../navigation/route.ts';
import { formatStamp } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import { pageOf } from './stack-place.ts';

/** Kept runs of an app, newest first, or one of them. */
export function RunsPart({ app, item }: PartProps) {
  return item === null ? <RunList appId={app.id} /> : <OneRun appId={app.id} id={item as RunId} />;
}

function OneRun({ appId, id }: { appId: AppId; id: RunId }) {
  const run = useQuery(query.functions.run.queryOptions({ input: { id } }));
  return (
    <div className="flex max-w-4xl flex-col gap-4 px-4 sm:px-6 py-5">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <a
          href={formatRoute({ page: 'apps', appId, part: 'runs', item: null })}
          className="flex items-center gap-1 text-muted hover:text-ink"
        >
          <ArrowLeft size={14} aria-hidden /> Runs
        </a>
        <h2 className="min-w-0 truncate text-lg font-semibold">{run.data?.name ?? 'Run'}</h2>
        {run.data !== undefined && <Links run={run.data} />}
      </header>
      {run.isPending && <Spinner label="Loading the run" />}
      {run.error !== null && <Problem error={run.error} onRetry={() => void run.refetch()} />}
      {run.data !== undefined && <RunView run={run.data} withArgs />}
    </div>
  );
}

const LINK = 'flex items-center gap-1.5 text-accent-ink hover:underline';

function Links({ run }: { run: FunctionRun }) {
  const page = pageOf(run, { name: run.name, line: 1 });
  return (
    <>
      <span className="text-muted tabular-nums">{formatStamp(run.startedAt)}</span>
      {run.captureId !== null && (
        <a className={LINK} href={formatRoute({ page: 'captures', id: run.captureId })}>
          <Inbox size={14} aria-hidden /> Its capture
        </a>
      )}
      {page !== null && (
        <a className={LINK} href={formatRoute(page)}>
          <Pencil size={14} aria-hidden /> Its code
        </a>
      )}
    </>
  );
}
