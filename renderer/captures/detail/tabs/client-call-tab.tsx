import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { ClientCallDetail } from '../../../../preload/contract/client-api.ts';
import { query } from '../../../api/client.ts';
import { ExplainTree } from '../../../expressions/explain-tree.tsx';
import { RuleDecision } from '../../../runs/rule-decision.tsx';
import { RunView } from '../../../runs/run-view.tsx';
import { formatRoute } from '../../../navigation/route.ts';
import { formatPlural } from '../../../ui/format.ts';
import { Problem } from '../../../ui/problem.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { callWords } from './client-call-words.ts';

/** What a client application asked for, as whom, and which rule decided. */
export function ClientCallTab(props: { detail: CaptureDetail; call: ClientCallDetail }) {
  const { detail, call } = props;
  const run = useQuery(
    query.functions.runOf.queryOptions({
      input: { id: detail.id },
      enabled: call.runId !== null,
    }),
  );
  const { user, appId } = call;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-auto p-3">
      <div>
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-medium">{callWords(call)}</span>
          {call.namespace !== '' && <span className="wire">{call.namespace}</span>}
        </p>
        {user !== null && (
          <p className="flex flex-wrap gap-x-2 text-muted">
            as {user.label === '' ? 'user' : user.label} <span className="wire">{user.id}</span>
            {appId !== null && (
              <a
                className="text-accent-ink underline"
                href={formatRoute({ page: 'apps', appId, part: 'users', item: null })}
              >
                Users of the app
              </a>
            )}
          </p>
        )}
        {call.events !== null && (
          <p className="text-muted">{formatPlural(call.events, 'change')} sent</p>
        )}
      </div>
      <ol aria-label="Checks" className="flex flex-col gap-2">
        {call.steps.map((step) => (
          <li key={`${step.check} ${step.message}`} className="flex items-start gap-2">
            {step.ok ? (
              <Check size={16} className="mt-0.5 shrink-0 text-good" aria-hidden />
            ) : (
              <X size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
            )}
            <div className="min-w-0">
              <p>
                <span className="sr-only">{step.ok ? 'Passed: ' : 'Failed: '}</span>
                <span className="font-medium">{step.check}</span>
              </p>
              <p className={step.ok ? 'break-words text-muted' : 'break-words text-bad'}>
                {step.message}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {call.error !== null && !call.steps.some((step) => !step.ok) && (
        <p className="break-words text-bad">
          <span className="wire">{call.error.code}</span>: {call.error.message}
        </p>
      )}
      {call.decision !== null && (
        <section aria-label="Rules">
          <h3 className="pb-1 font-semibold">Rules</h3>
          <RuleDecision decision={call.decision} />
        </section>
      )}
      {call.expression !== null && (
        <section aria-label="Expression">
          <h3 className="pb-1 font-semibold">can_evaluate</h3>
          <ExplainTree node={call.expression} />
        </section>
      )}
      {run.isLoading && <Spinner label="Loading the run" />}
      {run.error !== null && <Problem error={run.error} />}
      {run.data != null && (
        <section aria-label="Function">
          <h3 className="pb-1 font-semibold">Function</h3>
          <RunView run={run.data} />
        </section>
      )}
    </div>
  );
}
