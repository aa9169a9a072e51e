import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { WebhookDetail } from '../../../../preload/contract/apps/webhook-outcome.ts';
import { ExplainTree } from '../../../expressions/explain-tree.tsx';
import { formatRoute } from '../../../navigation/route.ts';
import { stageWord } from '../words.ts';
import { CheckList } from './check-list.tsx';
import { RunSection, TabSection } from './run-section.tsx';

/** Why a webhook answered as it did: each check, the expression, and the function's run. */
export function WebhookTab({ detail, outcome }: { detail: CaptureDetail; outcome: WebhookDetail }) {
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
      <CheckList steps={outcome.steps.map((step) => ({ ...step, stage: stageWord(step.stage) }))} />
      {outcome.expression !== null && outcome.expression.children.length > 0 && (
        <TabSection label="Expression" title="can_evaluate">
          <ExplainTree node={outcome.expression} />
        </TabSection>
      )}
      <RunSection captureId={detail.id} runId={outcome.runId} />
    </div>
  );
}
