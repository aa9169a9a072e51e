import type { Cell } from '../../../preload/contract/integrations/rows.ts';

/** A step of a plan, with the steps it is made of. */
export interface PlanStep {
  id: number;
  text: string;
  depth: number;
  /** It reads every row of a table. */
  isScan: boolean;
}

/**
 * Steps of EXPLAIN QUERY PLAN in their order.
 *
 * @param rows id, parent, something unused, and what is done
 * @see https://sqlite.org/eqp.html
 */
export function planSteps(rows: readonly (readonly Cell[])[]): PlanStep[] {
  const depths = new Map<number, number>([[0, -1]]);
  return rows.map((row) => {
    const id = Number(row[0]);
    const depth = (depths.get(Number(row[1])) ?? -1) + 1;
    depths.set(id, depth);
    const text = String(row[3] ?? '');
    const isScan = /^SCAN (?!CONSTANT|\d+ CONSTANT)/.test(text) && !/USING .*INDEX/.test(text);
    return { id, text, depth, isScan };
  });
}
