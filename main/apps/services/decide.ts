import type { Service } from '../../../preload/contract/app-model.ts';
import type { ExplainNode, RuleDecision } from '../../../preload/contract/apps/function-runs.ts';

/** Push, and deliveries, which go only where the owner of this machine said. */
const NEEDS_NO_RULES = new Set(['gcm', 'deliveries']);

/** What decides about an action. */
export interface Question {
  service: Service;
  action: string;
  asSystem: boolean;
  /** Rules also bind the system user. */
  strict: boolean;
  evaluate: (when: string) => Promise<{ verdict: boolean; explain: ExplainNode }>;
}

/**
 * Whether an action may be called: the system user may, application users need a rule that lists the
 * action and is true. Push and deliveries ask for a rule
 * only once one exists. All rules that list the action are
 * evaluated, so that one sees which would have let it pass.
 */
export async function decide(question: Question): Promise<RuleDecision> {
  const { service, action, asSystem, strict } = question;
  const rules: RuleDecision['rules'] = [];
  let passing: string | null = null;
  for (const rule of service.rules) {
    const listed = rule.actions.some((pattern) => lists(pattern, action));
    if (!listed) {
      rules.push({ name: rule.name, listed, explain: null });
      continue;
    }
    const { verdict, explain } = await question.evaluate(rule.when);
    rules.push({ name: rule.name, listed, explain });
    if (verdict) passing ??= rule.name;
  }
  if (asSystem && !strict) return { allowed: true, why: 'system', rule: passing, rules };
  if (NEEDS_NO_RULES.has(service.type) && service.rules.length === 0) {
    return { allowed: true, why: 'no-rules-needed', rule: null, rules };
  }
  return passing === null
    ? { allowed: false, why: 'no-rule', rule: null, rules }
    : { allowed: true, why: 'rule', rule: passing, rules };
}

/** AWS rules may name all actions of a service: `s3:*`. */
function lists(pattern: string, action: string): boolean {
  if (pattern === action) return true;
  return pattern.endsWith(':*') && action.startsWith(pattern.slice(0, -1));
}
