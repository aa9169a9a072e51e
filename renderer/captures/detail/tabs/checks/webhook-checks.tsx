import type { WebhookDetail } from '../../../../../preload/contract/apps/webhook-outcome.ts';
import { ExplainTree } from '../../../../expressions/explain-tree.tsx';
import { formatRoute } from '../../../../navigation/route.ts';
import { stageWord } from '../../words.ts';
import { CheckList } from './check-list.tsx';
import { CheckSection } from './check-section.tsx';

/** Why a webhook answered as it did: each check and the expression. */
export function WebhookChecks({ outcome }: { outcome: WebhookDetail }) {
  return (
    <div className="flex flex-col gap-4">
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
              part: 'services',
              item: `${outcome.service}/${outcome.name}`,
            })}
          >
            Open the webhook
          </a>
        )}
      </p>
      <CheckList steps={outcome.steps.map((step) => ({ ...step, stage: stageWord(step.stage) }))} />
      {outcome.expression !== null && outcome.expression.children.length > 0 && (
        <CheckSection label="Expression" title="can_evaluate">
          <ExplainTree node={outcome.expression} />
        </CheckSection>
      )}
    </div>
  );
}
