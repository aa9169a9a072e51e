import type { Database } from 'better-sqlite3';
import {
  type Compiled,
  type Condition,
  type Driver,
  type Params,
  plain,
} from './conditions/condition.ts';

/** A search as one statement; see `planSearch`. */
export interface Plan {
  sql: string;
  params: Params;
  /** SQLite lists captures with a word or value between the bounds of each run before the first row. */
  hasList: boolean;
}

interface Reading {
  /** Columns of `captures c` to read instead of the id, as SQL. */
  read?: string;
  /** Turns the order round. */
  oldestFirst?: boolean;
  rare?: number;
}

/** So many of the newest captures are looked at to judge how common a term is. */
const SAMPLE = 1000;
/** What has at most so many of them is rare: its captures are asked one by one for their words, at half a ms each. */
export const RARE = 1;

/**
 * Writes the statement that gives the ids a search finds, newest first, `:limit_` of them below
 * `:before_`.
 *
 * The term with the fewest matches among the newest captures drives: its matches are walked newest
 * first and the others are checked on each. So the statement stops early where matches are common
 * and looks at few rows where they are rare. SQLite's planner cannot know this, as it knows
 * nothing of what a full-text match will bring; the order of tables is therefore fixed.
 *
 */
export function planSearch(
  db: Database,
  compiled: Compiled,
  { read, oldestFirst = false, rare = RARE }: Reading = {},
): Plan {
  const { conditions, params, fromId, belowId } = compiled;
  const { driving, isRare } = pickDriver(db, compiled, rare);
  const driver = driving?.driver ?? OWN;
  const rest = conditions
    .filter((condition) => condition !== driving)
    .map((one) => (isRare && one.each !== undefined ? plain(one.each) : one));
  const where = [
    ...(driving ? [driver.where] : []),
    `${driver.key} < min(:before_, :below_)`,
    `${driver.key} >= :from_`,
    'c.removed_batch IS NULL',
    ...rest.map((condition) => condition.where),
  ];
  const join = driver.from === OWN.from ? '' : ` CROSS JOIN captures c ON c.id = ${driver.key}`;
  const sql = `SELECT ${read ?? driver.key}
    FROM ${driver.from}${join}
   WHERE ${where.join('\n     AND ')}
   ORDER BY ${driver.key} ${oldestFirst ? 'ASC' : 'DESC'} LIMIT :limit_`;
  // What leads is walked, unless it is a list itself.
  const leadsByList = driving?.isListed === true && driver.key === OWN.key;
  const hasList = leadsByList || rest.some(({ isListed }) => isListed);
  return { sql, params: { ...params, from_: fromId, below_: belowId }, hasList };
}

const OWN: Driver = { from: 'captures c', key: 'c.id', where: 'TRUE' };

/** What leads, and whether few of the newest captures have it. */
function pickDriver(
  db: Database,
  { conditions, params }: Compiled,
  rare: number,
): { driving?: Condition; isRare: boolean } {
  const able = conditions.filter((condition) => condition.driver !== null);
  const [first] = able;
  if (first === undefined) return { isRare: false };
  const isOneByOne = conditions.some((one) => one !== first && one.each !== undefined);
  if (able.length === 1 && !isOneByOne) return { driving: first, isRare: false };
  const oldest = db
    .prepare<[number], { id: number }>('SELECT id FROM captures ORDER BY id DESC LIMIT 1 OFFSET ?')
    .get(SAMPLE)?.id;
  const best = able
    .map((driving) => ({ driving, matches: countSince(db, driving, params, oldest ?? 0) }))
    .reduce((a, b) => (b.matches < a.matches ? b : a));
  return { driving: best.driving, isRare: best.matches <= rare };
}

function countSince(db: Database, condition: Condition, params: Params, oldest: number): number {
  const { driver } = condition;
  if (!driver) return Infinity;
  return (
    db
      .prepare<Params, { n: number }>(
        `SELECT count(*) AS n FROM (SELECT 1 FROM ${driver.from}
          WHERE ${driver.where} AND ${driver.key} > :oldest_ LIMIT ${SAMPLE})`,
      )
      .get({
        ...params,
        oldest_: oldest,
        from_: oldest,
        below_: Number.MAX_SAFE_INTEGER,
      })?.n ?? 0
  );
}
