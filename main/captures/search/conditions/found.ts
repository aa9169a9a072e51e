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

/** A table with one word for each capture that it knows: those with a word are one range of its index. */
function wordCondition(
  { table, column, words }: { table: string; column: string; words: readonly string[] },
  bind: Bind,
): Condition {
  const isAny = words.includes('any');
  const where = isAny ? 'TRUE' : `x.${column} IN (${words.map(bind).join(', ')})`;
  const driver: Driver = { from: `${table} x`, key: 'x.capture_id', where };
  // Several words are several ranges of the index: those would have to be sorted.
  const walks = isAny || words.length === 1;
  return {
    where: `c.id IN (SELECT x.capture_id FROM ${table} x WHERE ${where})`,
    driver: walks ? driver : null,
  };
}

export const chaosCondition = (words: readonly string[], bind: Bind): Condition =>
  wordCondition({ table: 'capture_chaos', column: 'kind', words }, bind);

export const suiteCondition = (words: readonly string[], bind: Bind): Condition =>
  wordCondition({ table: 'capture_verdicts', column: 'verdict', words }, bind);
