import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { ClientCallDetail } from '../../../../preload/contract/apps/client-api.ts';
import { ExplainTree } from '../../../expressions/explain-tree.tsx';
import { RuleDecision } from '../../../runs/rule-decision.tsx';
import { formatRoute } from '../../../navigation/route.ts';
import { formatPlural } from '../../../ui/format.ts';
import { callWords } from './client-call-words.ts';
import { CheckList } from './check-list.tsx';
import { RunSection, TabSection } from './run-section.tsx';

/** What a client application asked for, as whom, and which rule decided. */
export function ClientCallTab(props: { detail: CaptureDetail; call: ClientCallDetail }) {
  const { detail, call } = props;
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
      <CheckList steps={call.steps} />
      {call.error !== null && !call.steps.some((step) => !step.ok) && (
        <p className="break-words text-bad">
          <span className="wire">{call.error.code}</span>: {call.error.message}
        </p>
      )}
      {call.decision !== null && (
        <TabSection label="Rules">
          <RuleDecision decision={call.decision} />
        </TabSection>
      )}
      {call.expression !== null && (
        <TabSection label="Expression" title="can_evaluate">
          <ExplainTree node={call.expression} />
        </TabSection>
      )}
      <RunSection captureId={detail.id} runId={call.runId} />
    </div>
  );
}
