import type { RuleDecision as Decision } from '../../preload/contract/apps/function-runs.ts';
import { ExplainTree } from '../expressions/explain-tree.tsx';

/** Which rule let an action pass, or why none did. */
export function RuleDecision({ decision }: { decision: Decision }) {
  return (
    <div>
      <p className="text-sm text-muted">{words(decision)}</p>
      {decision.rules.map((rule) => (
        <div key={rule.name} className="mt-1">
          <p className="text-sm font-medium">
            Rule {rule.name}
            {!rule.listed && <span className="text-muted"> does not list this action</span>}
          </p>
          {rule.explain !== null && <ExplainTree node={rule.explain} />}
        </div>
      ))}
    </div>
  );
}

function words(decision: Decision): string {
  switch (decision.why) {
    case 'system':
      return decision.rule === null
        ? 'Allowed: the system user may call everything. No rule would have allowed it.'
        : `Allowed: the system user may call everything. The rule ${decision.rule} allows it too.`;
    case 'rule':
      return decision.rule === null
        ? 'Allowed: rules decide for each document.'
        : `Allowed by the rule ${decision.rule}.`;
    case 'no-rules-needed':
      return 'Allowed: push needs no rule until one exists.';
    case 'no-rule':
      return decision.rules.length === 0
        ? 'Refused: there is no rule. Without one, users may call nothing.'
        : 'Refused: no rule that is true lists this action.';
    case 'context-http':
      return 'Rules do not apply to context.http.';
    default:
      return decision.why satisfies never;
  }
}
