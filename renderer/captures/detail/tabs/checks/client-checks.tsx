import type { ClientCallDetail } from '../../../../../preload/contract/apps/client-api.ts';
import { ExplainTree } from '../../../../expressions/explain-tree.tsx';
import { RuleDecision } from '../../../../runs/rule-decision.tsx';
import { formatRoute } from '../../../../navigation/route.ts';
import { formatPlural } from '../../../../ui/format.ts';
import { callWords } from './client-call-words.ts';
import { CheckList } from './check-list.tsx';
import { CheckSection } from './check-section.tsx';

/** What a client application asked for, as whom, and which rule decided. */
export function ClientChecks({ call }: { call: ClientCallDetail }) {
  const { user, appId } = call;
  return (
    <div className="flex flex-col gap-4">
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
      <CheckList steps={call.steps} />
      {call.error !== null && !call.steps.some((step) => !step.ok) && (
        <p className="break-words text-bad">
          <span className="wire">{call.error.code}</span>: {call.error.message}
        </p>
      )}
      {call.decision !== null && (
        <CheckSection label="Rules">
          <RuleDecision decision={call.decision} />
        </CheckSection>
      )}
      {call.expression !== null && (
        <CheckSection label="Expression" title="can_evaluate">
          <ExplainTree node={call.expression} />
        </CheckSection>
      )}
    </div>
  );
}
