import type { Maybe, Value } from '../values/values.ts';
import type { Compute, Known } from './scope.ts';

/** Operators of expressions that get their arguments evaluated, in order. */
export type Operators = Record<string, (args: readonly Maybe[]) => Maybe>;

export type Named = Readonly<Record<string, Maybe>>;

/**
 * Operators that take named arguments, `{input: …, chars: …}`; these are evaluated too. One that was
 * not given is no key of the record, one that leads to nothing is undefined.
 */
export type NamedOperators = Record<string, (args: Named) => Maybe>;

/** null, and a field that is not there. */
export const isNullish = (value: Maybe): value is null | undefined =>
  value === undefined || value === null;

/** Compiles what stands inside an operator; the names it may use are those around it, unless told. */
export type CompileInner = (expression: Value, known?: Known) => Compute;

/** Operators that decide themselves what of their operand is evaluated, and with which names. */
export type OwnOperators = Record<
  string,
  (operand: Value, compile: CompileInner, known: Known) => Compute
>;
