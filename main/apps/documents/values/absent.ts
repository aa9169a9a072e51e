import { table } from './values.ts';

const SCRIPTS =
  'it runs a script on the server; compute it with other operators, or in the function';
const SERVER = 'it asks the server about itself';
const SEARCH = 'it needs a search index of Atlas; use $text or $regex';

const stages = (names: string, why: string): [string, string][] =>
  names.split(' ').map((name) => [name, `stage <${name}> not available offline: ${why}`]);

const expressions = (names: string, why: string): [string, string][] =>
  names.split(' ').map((name) => [name, `the expression ${name} is not available offline: ${why}`]);

/** Stages of a server that ask for what is not here, by name. */
const STAGES: ReadonlyMap<string, string> = new Map([
  ...stages('$search $searchMeta $vectorSearch $rankFusion $scoreFusion $score', SEARCH),
  ...stages('$listSearchIndexes $indexStats', 'there is no index but that of _id'),
  ...stages(
    '$collStats $planCacheStats $currentOp $listSessions $listLocalSessions ' +
      '$shardedDataDistribution $querySettings',
    SERVER,
  ),
  ...stages('$changeStream', 'nothing watches the collections kept here; run the trigger by hand'),
]);

const EXPRESSIONS: ReadonlyMap<string, string> = new Map([
  ...expressions('$function', SCRIPTS),
  ...expressions('$toHashedIndexKey $_internalFieldModPath', 'it needs a server'),
]);

const OTHERS: Readonly<Record<string, string>> = table<string>({
  $where: 'operator $where is not available offline: use $expr',
  $accumulator: `accumulator $accumulator is not available offline: ${SCRIPTS}`,
});

/** Words for a stage that needs a server; undefined for any other. */
export const absentStage = (name: string): string | undefined => STAGES.get(name);

/** Words for an expression that needs a server; undefined for any other. */
export const absentExpression = (name: string): string | undefined =>
  EXPRESSIONS.get(name) ?? absentAccumulator(name);

/** Words for an accumulator that needs a server; undefined for any other. */
export const absentAccumulator = (name: string): string | undefined =>
  name === '$accumulator' ? OTHERS[name] : undefined;

/**
 * What is said of a stage or operator that a server has and this store does not: at run, and of the
 * code that names it before it runs. undefined for what is here, and for what no server has.
 */
export const absentWords = (name: string): string | undefined =>
  STAGES.get(name) ?? EXPRESSIONS.get(name) ?? OTHERS[name];
