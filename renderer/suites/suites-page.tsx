import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { Suite, SuiteRun } from '../../preload/contract/interchange/suites.ts';
import type { SuiteRunId } from '../../preload/contract/interchange/suite-cases.ts';
import { query } from '../api/client.ts';
import { formatRoute, useRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { ImportDialog } from './folder-dialogs.tsx';
import { openTest } from './opened.ts';
import { RunPage } from './run-page.tsx';
import { SuiteMenu } from './suite-menu.tsx';
import { countWords, runWords, targetWords } from './suite-words.ts';

/** The suites and runs, or the run that the address names. */
export function SuitesPage() {
  const route = useRoute();
  if (route.page !== 'suites') return null;
  const id = Number(route.id);
  return route.id === null || !Number.isSafeInteger(id) ? (
    <Lists />
  ) : (
    <RunPage key={id} id={id as SuiteRunId} n={route.n} />
  );
}

const testAll = (): void => openTest({ kind: 'search', search: '' });

function Lists() {
  const suites = useQuery(query.suites.list.queryOptions());
  const runs = useQuery(query.suites.runs.queryOptions());
  const [importing, setImporting] = useState(false);
  const error = suites.error ?? runs.error;
  return (
    <PageFrame
      title="Suites"
      actions={
        <>
          <Button onClick={() => setImporting(true)}>Import a folder…</Button>
          <Button variant="primary" onClick={testAll}>
            Test your handler…
          </Button>
        </>
      }
    >
      {error !== null ? (
        <div className="p-4">
          <Problem
            error={error}
            onRetry={() => void Promise.all([suites.refetch(), runs.refetch()])}
          />
        </div>
      ) : !suites.data || !runs.data ? (
        <Spinner label="Loading the suites" />
      ) : suites.data.length + runs.data.length === 0 ? (
        <EmptyState
          icon={<FlaskConical size={28} aria-hidden />}
          title="Did your change break anything?"
          actions={<Button onClick={testAll}>Test your handler…</Button>}
        >
          Send captures to your handler again and compare its answers with those before: fixed,
          regressed, the same or flaky. Keep the answers as a suite, and run it in CI.
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-6 px-4 py-4 sm:px-6">
          {suites.data.length > 0 && <SuiteList suites={suites.data} />}
          {runs.data.length > 0 && <RunList runs={runs.data} />}
        </div>
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </PageFrame>
  );
}

function SuiteList({ suites }: { suites: readonly Suite[] }) {
  return (
    <section aria-labelledby="suites-kept" className="flex flex-col gap-2">
      <h2 id="suites-kept" className="text-lg font-semibold">
        Kept
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {suites.map((suite) => (
          <li key={suite.id} className="flex items-center gap-3 px-3 py-2">
            <span className="min-w-0 flex-1 truncate font-medium">{suite.name}</span>
            <span className="text-muted tabular-nums">{formatPlural(suite.cases, 'case')}</span>
            <Button
              size="sm"
              aria-label={`Run ${suite.name}`}
              onClick={() => openTest({ ...suite, kind: 'suite' })}
            >
              Run…
            </Button>
            <SuiteMenu suite={suite} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunList({ runs }: { runs: readonly SuiteRun[] }) {
  return (
    <section aria-labelledby="suites-runs" className="flex flex-col gap-2">
      <h2 id="suites-runs" className="text-lg font-semibold">
        Runs
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {runs.map((run) => (
          <li key={run.id}>
            <a
              href={formatRoute({ page: 'suites', id: String(run.id), n: null })}
              className="grid grid-cols-[5.5rem_minmax(0,1fr)_auto] items-center gap-x-3 px-3 py-2 outline-offset-[-2px] hover:bg-hover"
            >
              <Badge tone={runWords(run).tone} className="justify-self-start">
                {runWords(run).label}
              </Badge>
              <span className="min-w-0">
                <span className="block truncate font-medium">{run.what}</span>
                <span className="block truncate text-muted">
                  {countWords(run)} · <span className="wire">{targetWords(run)}</span>
                </span>
              </span>
              <span className="text-muted">
                <Moment at={run.startedAt} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
