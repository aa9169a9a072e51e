import { GROUP_ACCUMULATORS } from './expressions/accumulators.ts';
import { EXPRESSION_NAMES } from './expressions/compile.ts';
import { isAccumulator } from './pipeline/group-accumulators.ts';
import { STAGES } from './pipeline/stages.ts';
import { WINDOW_FUNCTIONS } from './pipeline/window-functions.ts';
import { FIELD_SHAPES, NEAR_GEOMETRY, TOP_SHAPES } from './query/shapes.ts';
import { absentWords } from './values/absent.ts';
import { EACH_SHAPES, UPDATE_SHAPES } from './writes/shapes.ts';

/** Names that begin with `$` and are no operators: of EJSON, references, and keys of operators. */
const OTHERS =
  '$oid $date $numberInt $numberLong $numberDouble $numberDecimal $binary $uuid $regularExpression ' +
  '$timestamp $minKey $maxKey $undefined $symbol $code $scope $dbPointer $ref $id $db $out $merge ' +
  '$natural $query $orderby $hint $explain $schema';

const keysOf = (shape: { keys?: { known: object } } | undefined): string[] =>
  Object.keys(shape?.keys?.known ?? {});

const NAMES: ReadonlySet<string> = new Set([
  ...OTHERS.split(' '),
  ...EXPRESSION_NAMES,
  ...Object.keys(STAGES),
  ...Object.keys(GROUP_ACCUMULATORS),
  ...Object.keys(WINDOW_FUNCTIONS),
  ...Object.keys(FIELD_SHAPES),
  ...Object.keys(TOP_SHAPES),
  ...Object.keys(UPDATE_SHAPES),
  ...keysOf(TOP_SHAPES['$text']),
  ...keysOf(FIELD_SHAPES['$geoWithin']),
  ...keysOf(NEAR_GEOMETRY),
  ...keysOf(EACH_SHAPES.$push),
]);

/**
 * What is to be said of code that names a stage or operator, before it runs.
 *
 * @returns the words of the refusal, and whether a server would have it; undefined where it is here.
 */
export function operatorRefusal(name: string): { words: string; isKnown: boolean } | undefined {
  const words = absentWords(name);
  if (words !== undefined) return { words, isKnown: true };
  if (NAMES.has(name) || isAccumulator(name)) return undefined;
  return {
    words: `there is no operator ${name} in MongoDB’s language: the call is refused`,
    isKnown: false,
  };
}

/** What a function is told that asks for a session. */
export const sessionWords = (method: string): string =>
  `${method}: not available offline: sessions and transactions need a server. Each call is a transaction of its own here`;
