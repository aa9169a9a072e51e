import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Compiled, Params } from '../search/conditions/condition.ts';
import { planSearch, type Plan } from '../search/plan.ts';

/** So many captures are looked at in one go: some 10 ms, after which others have their turn. */
const SLICE = 20_000;

/** Row ids: `from` counts, `below` does not. */
export interface IdRange {
  from: number;
  below: number;
}

/**
 * Reads what a search finds in slices, newest first, with a turn of the event loop between them:
 * counting 100,000 captures in one statement would keep requests waiting.
 *
 * A search with the start of a word is one slice: what it brings is merged again for each statement, and
 * costs more than the rest. Its signal ends a read between two slices, with its reason thrown.
 */
export function openSlices(db: Database) {
  const boundary = db
    .prepare<[number, number], number>(
      `SELECT id FROM captures WHERE id < ? AND id >= ?
        ORDER BY id DESC LIMIT 1 OFFSET ${SLICE - 1}`,
    )
    .pluck();

  async function* parts(
    compiled: Compiled,
    plan: Plan,
    range: IdRange,
    signal?: AbortSignal,
  ): AsyncGenerator<Params, void, void> {
    const from = Math.max(range.from, compiled.fromId);
    const isWhole = compiled.hasPrefix;
    let below = Math.min(range.below, compiled.belowId);
    while (below > from) {
      signal?.throwIfAborted();
      const low = isWhole ? from : (boundary.get(below, from) ?? from);
      yield { ...plan.params, from_: low, below_: below, before_: below, limit_: -1 };
      below = low;
      if (below > from) await nextTurn();
    }
  }

  return {
    /** @param value SQL over `captures c` that gives a number. */
    async *values(
      compiled: Compiled,
      value: string,
      range: IdRange,
      signal?: AbortSignal,
    ): AsyncGenerator<number[], void, void> {
      const plan = planSearch(db, compiled, { read: value });
      const statement = db.prepare<Params, number>(plan.sql).pluck();
      for await (const params of parts(compiled, plan, range, signal)) yield statement.all(params);
    },
    /** As `values`, with several columns: an array for each capture. */
    async *rows<Row>(
      compiled: Compiled,
      columns: string,
      range: IdRange,
      signal?: AbortSignal,
    ): AsyncGenerator<Row[], void, void> {
      const plan = planSearch(db, compiled, { read: columns });
      const statement = db.prepare<Params, Row>(plan.sql).raw();
      for await (const params of parts(compiled, plan, range, signal)) yield statement.all(params);
    },
  };
}
