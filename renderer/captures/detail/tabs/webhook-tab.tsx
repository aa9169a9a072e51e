import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { WebhookDetail, WebhookStep } from '../../../../preload/contract/webhook-outcome.ts';
import { query } from '../../../api/client.ts';
import { ExplainTree } from '../../../expressions/explain-tree.tsx';
import { RunView } from '../../../runs/run-view.tsx';
import { formatRoute } from '../../../navigation/route.ts';
import { Problem } from '../../../ui/problem.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { stageWord } from '../words.ts';

/** Why a webhook answered as it did: each check, the expression, and the function's run. */
export function WebhookTab({ detail, outcome }: { detail: CaptureDetail; outcome: WebhookDetail }) {
  const run = useQuery(
    query.functions.runOf.queryOptions({
      input: { id: detail.id },
      enabled: outcome.runId !== null,
    }),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-auto p-3">
      <p className="flex flex-wrap items-center gap-x-3">
        <span className="wire font-medium">
          {outcome.kind === 'webhook' ? `${outcome.service}/${outcome.name}` : outcome.name}
        </span>
        {outcome.user !== null && (
          <span className="text-muted">
            as {outcome.user.type === 'system' ? 'system' : `user ${outcome.user.id}`}
          </span>
        )}
        {outcome.appId !== null && outcome.kind === 'webhook' && outcome.name !== '' && (
          <a
            className="text-accent-ink underline"
            href={formatRoute({
              page: 'apps',
              appId: outcome.appId,
              part: 'webhooks',
              item: `${outcome.service}/${outcome.name}`,
            })}
          >
            Open the webhook
          </a>
        )}
      </p>
      <ol aria-label="Checks" className="flex flex-col gap-2">
        {outcome.steps.map((step) => (
          <Step key={`${step.stage} ${step.check}`} step={step} />
        ))}
      </ol>
      {outcome.expression !== null && outcome.expression.children.length > 0 && (
        <section aria-label="Expression">
          <h3 className="pb-1 font-semibold">can_evaluate</h3>
          <ExplainTree node={outcome.expression} />
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

function Step({ step }: { step: WebhookStep }) {
  const Icon = step.ok ? Check : X;
  return (
    <li className="flex items-start gap-2">
      <Icon
        size={16}
        className={`mt-0.5 shrink-0 ${step.ok ? 'text-good' : 'text-bad'}`}
        aria-hidden
      />
      <div className="min-w-0">
        <p>
          <span className="sr-only">{step.ok ? 'Passed: ' : 'Failed: '}</span>
          <span className="font-medium">{step.check}</span>{' '}
          <span className="text-sm text-muted">{stageWord(step.stage)}</span>
        </p>
        <p className={step.ok ? 'break-words text-muted' : 'break-words text-bad'}>
          {step.message}
        </p>
        {step.expected !== undefined && (
          <p className="text-sm text-muted">
            expected <span className="wire">{step.expected}</span>
          </p>
        )}
        {step.found !== undefined && (
          <p className="text-sm text-muted">
            found <span className="wire">{step.found}</span>
          </p>
        )}
      </div>
    </li>
  );
}
