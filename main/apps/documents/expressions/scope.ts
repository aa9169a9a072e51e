import type { Maybe } from '../values/values.ts';

/** What names in an expression stand for. */
export interface Scope {
  root: Maybe;
  variables: ReadonlyMap<string, Maybe>;
  now: Date;
  /** What the query or an earlier stage found out about the document: scores and distances. */
  meta?: ReadonlyMap<string, Maybe>;
}

/** A compiled expression; undefined where it leads to a field that is not there. */
export type Compute = (scope: Scope) => Maybe;

/** Names of variables that an expression may use, beside those of the system. */
export type Known = ReadonlySet<string>;

export const NO_NAMES: Known = new Set();

export function newScope(
  root: Maybe,
  variables: ReadonlyMap<string, Maybe> = new Map(),
  now: Date = new Date(),
  meta?: ReadonlyMap<string, Maybe>,
): Scope {
  return meta ? { root, variables, now, meta } : { root, variables, now };
}

export function withVariables(scope: Scope, added: Iterable<readonly [string, Maybe]>): Scope {
  return { ...scope, variables: new Map([...scope.variables, ...added]) };
}
