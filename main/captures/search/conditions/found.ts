import type { DriftAsked } from '../../../../preload/rules/drift-kinds.ts';
import type { Test } from '../terms.ts';
import { holds } from './column.ts';
import { anyOf, type Bind, type Condition, type Driver } from './condition.ts';

/** A condition over what the catalogue found; the captures that have it are one range of an index. */
const cataloguedCondition = (where: string): Condition => ({
  where: `c.id IN (SELECT t.capture_id FROM capture_types t WHERE ${where})`,
  driver: { from: 'capture_types t', key: 't.capture_id', where },
});

/** The words are those of the table, never what was typed. */
function driftSql(asked: DriftAsked): string {
  if (asked === 'any') return 'TRUE';
  if (asked === 'breaking') return 't.breaking = 1';
  return asked === 'additive' ? 't.breaking = 0' : `t.drift LIKE '% ${asked} %'`;
}

export const driftCondition = (asked: readonly DriftAsked[]): Condition =>
  cataloguedCondition(`t.drift IS NOT NULL AND ${anyOf(asked.map(driftSql))}`);

export const versionCondition = (tests: readonly Test[], bind: Bind): Condition =>
  cataloguedCondition(
    `t.version IS NOT NULL AND ${anyOf(tests.map((test) => holds('t.version', 't.version', test, bind)))}`,
  );

export function chaosCondition(kinds: readonly string[], bind: Bind): Condition {
  const [only] = kinds;
  const isAny = kinds.includes('any');
  const where = isAny ? 'TRUE' : `x.kind IN (${kinds.map(bind).join(', ')})`;
  const driver: Driver = { from: 'capture_chaos x', key: 'x.capture_id', where };
  // Several kinds are several ranges of the index: those would have to be sorted.
  const walks = isAny || kinds.length === 1;
  return {
    where: `c.id IN (SELECT x.capture_id FROM capture_chaos x WHERE ${where})`,
    driver: walks && only !== undefined ? driver : null,
  };
}
