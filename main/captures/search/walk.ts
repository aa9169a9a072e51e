import type { Database } from 'better-sqlite3';
import type { Compiled, Params } from './conditions/condition.ts';
import { planSearch, RARE } from './plan.ts';

/** Which of what a search finds: row ids, `before` and `after` do not count themselves. */
export interface Walk {
  limit: number;
  before?: number;
  after?: number;
  /** Turns the order round, which is newest first. */
  oldestFirst?: boolean;
}

/** So many captures are in the first window, and in each of the others; what counts as rare, see `planSearch`. */
const SIZES = { first: 5000, other: 50_000, rare: RARE };

/**
 * Row ids of what a search finds, newest first.
 *
 * Where words are not what leads, SQLite lists all captures that have them before it looks at the first
 * row, which takes half a second at a million; so it is with values of fields. So the walk goes window by
 * window, each with the list of its own captures, and ends once there are enough. The start of a word is merged from all its endings
 * whatever the window: then there is one.
 */
export function walk(db: Database, compiled: Compiled, which: Walk, sizes = SIZES): number[] {
  return guessed(db, compiled, which) ?? walkAll(db, compiled, which, sizes);
}

/**
 * Merging all that a letter goes on in takes a second at a million, and most captures have one of a few
 * words of it: see `Guess`. Undefined where that says not enough.
 */
function guessed(db: Database, { guess }: Compiled, which: Walk): number[] | undefined {
  if (guess === undefined || which.oldestFirst === true) return undefined;
  const found = walkAll(db, guess.withWords, which, SIZES);
  const last = found.at(-1);
  if (found.length < which.limit || last === undefined) return undefined;
  const beside = walkAll(
    db,
    guess.without,
    { ...which, after: last - 1, limit: found.length + 1 },
    SIZES,
  );
  return beside.length === found.length ? found : undefined;
}

function walkAll(db: Database, compiled: Compiled, which: Walk, sizes: typeof SIZES): number[] {
  const { limit, before = Number.MAX_SAFE_INTEGER, after = -1, oldestFirst = false } = which;
  const { sql, params, hasList } = planSearch(db, compiled, {
    oldestFirst,
    rare: sizes.rare,
  });
  const statement = db.prepare<Params, number>(sql).pluck();
  const from = Math.max(compiled.fromId, after + 1);
  const below = Math.min(compiled.belowId, before);
  const run = (window: Window, most: number): number[] =>
    statement.all({
      ...params,
      from_: window.from,
      below_: window.below,
      before_: window.below,
      limit_: most,
    });
  if (!hasList || compiled.hasPrefix) return run({ from, below }, limit);
  const found: number[] = [];
  for (const window of windows(db, { from, below }, oldestFirst, sizes)) {
    found.push(...run(window, limit - found.length));
    if (found.length >= limit) break;
  }
  return found;
}

/** Row ids: `from` counts, `below` does not. */
interface Window {
  from: number;
  below: number;
}

function* windows(
  db: Database,
  whole: Window,
  oldestFirst: boolean,
  sizes: typeof SIZES,
): Generator<Window, void> {
  const [bound, order] = oldestFirst
    ? ['id >= ? AND id < ?', 'ASC']
    : ['id < ? AND id >= ?', 'DESC'];
  const edge = db
    .prepare<[number, number, number], number>(
      `SELECT id FROM captures WHERE ${bound} ORDER BY id ${order} LIMIT 1 OFFSET ?`,
    )
    .pluck();
  let { from, below } = whole;
  let size = sizes.first;
  while (from < below) {
    if (oldestFirst) {
      const high = edge.get(from, below, size) ?? below;
      yield { from, below: high };
      from = high;
    } else {
      const low = edge.get(below, from, size - 1) ?? from;
      yield { from: low, below };
      below = low;
    }
    size = sizes.other;
  }
}

/** Of these rows, those that a search finds, newest first. */
export function among(db: Database, compiled: Compiled, ids: readonly number[]): number[] {
  const conditions = compiled.conditions.map(({ where }) => ` AND ${where}`).join('');
  // The list of words or values, where there is one, holds nothing but what lies between.
  const from = ids.reduce((least, id) => Math.min(least, id), Number.MAX_SAFE_INTEGER);
  const below = ids.reduce((most, id) => Math.max(most, id), -1) + 1;
  return db
    .prepare<Params, number>(
      `SELECT c.id FROM captures c
        WHERE c.id IN (SELECT value FROM json_each(:these_))
          AND c.id >= :from_ AND c.id < :below_ AND c.removed_batch IS NULL${conditions}
        ORDER BY c.id DESC`,
    )
    .pluck()
    .all({
      ...compiled.params,
      these_: JSON.stringify(ids),
      from_: Math.max(compiled.fromId, from),
      below_: Math.min(compiled.belowId, below),
    });
}
