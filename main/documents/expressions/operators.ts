import type { Maybe } from '../values/values.ts';

/** Operators of expressions that get their arguments evaluated. */
export type Operators = Record<string, (args: readonly Maybe[]) => Maybe>;

/** Operators that take named arguments, `{input: …, chars: …}`; these are evaluated too. */
export type NamedOperators = Record<string, (args: Readonly<Record<string, Maybe>>) => Maybe>;
