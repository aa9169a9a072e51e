import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { SuiteRun } from '../../preload/contract/interchange/suites.ts';
import type { CaseVerdict, SuiteRunId } from '../../preload/contract/interchange/suite-cases.ts';
import { api, query } from '../api/client.ts';
import { formatRoute, navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { CaseTable } from './case-table.tsx';
import { CaseView } from './case-view.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { byVerdict, runWords, targetWords, VERDICT_ORDER, VERDICTS } from './suite-words.ts';
import { useSuiteChange } from './use-suite-change.ts';

const TRAIL = [{ label: 'Suites', href: formatRoute({ page: 'suites', id: null, n: null }) }];

/** One run: what became of each case, and of the open one both answers. */
export function RunPage({ id, n }: { id: SuiteRunId; n: number | null }) {
  const run = useQuery(query.suites.run.queryOptions({ input: { id } }));
  const cases = useQuery(query.suites.cases.queryOptions({ input: { id } }));
  const [shown, setShown] = useState<CaseVerdict | 'all'>('all');
  const error = run.error ?? cases.error;
  if (error !== null || !run.data || !cases.data) {
    return (
      <PageFrame title="Run" trail={TRAIL}>
        <div className="p-4">
          {error === null ? (
            <Spinner label="Reading the run" />
          ) : (
            <Problem
              error={error}
              onRetry={() => void Promise.all([run.refetch(), cases.refetch()])}
            />
          )}
        </div>
      </PageFrame>
    );
  }
  const { counts } = run.data;
  const there = VERDICT_ORDER.filter((verdict) => (counts[verdict] ?? 0) > 0);
  const verdict = there.find((one) => one === shown) ?? 'all';
  const rows = byVerdict(cases.data).filter((one) => verdict === 'all' || one.verdict === verdict);
  const open = (to: number | null): void => navigate({ page: 'suites', id: String(id), n: to });
  return (
    <PageFrame
      title={run.data.what}
      trail={TRAIL}
      content="fixed"
      facts={<Facts run={run.data} />}
      actions={<Actions run={run.data} />}
      {...(there.length > 1 && {
        filters: (
          <Choices
            label="Show"
            value={verdict}
            onChange={setShown}
            items={[
              { id: 'all', label: `All ${cases.data.length}` },
              ...there.map((one) => ({
                id: one,
                label: `${counts[one] ?? 0} ${VERDICTS[one].label}`,
              })),
            ]}
          />
        ),
      })}
    >
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <div className="min-h-40 min-w-0 flex-1 overflow-auto">
          <CaseTable rows={rows} openN={n} onOpen={open} />
          {cases.data.length === 0 && run.data.state === 'running' && (
            <p className="px-4 py-3 text-muted sm:px-6">The first answer is awaited.</p>
          )}
        </div>
        {n !== null && <CaseView key={n} id={id} n={n} onClose={() => open(null)} />}
      </div>
    </PageFrame>
  );
}

function Facts({ run }: { run: SuiteRun }) {
  const { label, tone } = runWords(run);
  const { state, done, total, slower } = run;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1" role="status">
      <Badge tone={tone}>{label}</Badge>
      <span className="text-muted tabular-nums">
        {state === 'running' ? `${done} of ${total}` : formatPlural(total, 'case')} to{' '}
        <span className="wire">{targetWords(run)}</span>
      </span>
      {slower > 0 && <span className="text-warn tabular-nums">{slower} slower</span>}
    </span>
  );
}

function Actions({ run }: { run: SuiteRun }) {
  const { id, source, to, options, state } = run;
  const [saving, setSaving] = useState(false);
  const stop = useSuiteChange(() => api.suites.cancel({ id }), { failed: 'Not stopped' });
  const again = useSuiteChange(() => api.suites.start({ source, to, options }), {
    failed: 'Not run',
    done: (next) => navigate({ page: 'suites', id: String(next.id), n: null }),
  });
  if (state === 'running') {
    return (
      <Button disabled={stop.isPending} onClick={() => stop.mutate(undefined)}>
        Stop
      </Button>
    );
  }
  return (
    <>
      {source.kind !== 'suite' && source.kind !== 'variants' && (
        <Button onClick={() => setSaving(true)}>Save as a suite…</Button>
      )}
      <Button
        variant="primary"
        icon={<RotateCcw size={14} />}
        disabled={again.isPending}
        onClick={() => again.mutate(undefined)}
      >
        Run again
      </Button>
      {saving && <SaveDialog run={run} onClose={() => setSaving(false)} />}
    </>
  );
}
