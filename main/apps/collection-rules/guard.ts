import type { CollectionRule } from '../../../preload/contract/app-model.ts';
import type { RuleDecision } from '../../../preload/contract/apps/function-runs.ts';
import type { ExpressionScope } from '../../expressions/scope.ts';
import {
  type GuardedAction,
  type GuardParts,
  NotAllowed,
  READS,
  requireDocuments,
  type Work,
} from './action.ts';
import { filtersFor } from './filters.ts';
import { read } from './reads.ts';
import { createAccess } from './roles.ts';
import { write } from './writes.ts';

/** The rules of a collection: its own, or those that the service has for all others. */
export function rulesFor(
  rules: readonly CollectionRule[],
  { database, collection }: Pick<GuardedAction, 'database' | 'collection'>,
): CollectionRule | undefined {
  return (
    rules.find((one) => one.database === database && one.collection === collection) ??
    rules.find((one) => one.database === '' && one.collection === '')
  );
}

/**
 * Does an action of a user as far as the rules of the collection let it. Reads are done on what the
 * user sees of the documents: a query for a field that is hidden finds nothing.
 *
 * @throws NotAllowed; whatever `perform` throws
 */
export async function guardedAction(
  parts: GuardParts,
  rules: readonly CollectionRule[],
  scope: ExpressionScope,
  asked: GuardedAction,
  decided: (decision: RuleDecision) => void,
): Promise<unknown> {
  const rule = rulesFor(rules, asked);
  const name = `${asked.database}.${asked.collection}`;
  if (rule === undefined || rule.roles.length === 0) {
    decided({ allowed: false, why: 'no-rule', rule: null, rules: [] });
    throw new NotAllowed(`no rule exists for namespace '${name}'`);
  }
  requireDocuments(asked.args);
  const access = createAccess(rule.roles, scope);
  const tell = (allowed: boolean): void => {
    const rules = access.told.map(({ name: role, explain }) => ({
      name: role,
      listed: true,
      explain,
    }));
    const passing = access.told.find(({ explain }) => explain.verdict === true)?.name ?? null;
    decided({ allowed, why: allowed ? 'rule' : 'no-rule', rule: passing, rules });
  };
  try {
    const narrowed = await filtersFor(rule, scope);
    const work: Work = { ...asked, parts, access, narrowed };
    const result = READS.has(asked.action) ? await read(work) : await write(work);
    tell(true);
    return result;
  } catch (error) {
    if (error instanceof NotAllowed) tell(false);
    throw error;
  }
}
