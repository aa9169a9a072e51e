import { checkSize } from '../values/heap-watch.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { expressionPath } from '../values/path.ts';
import {
  type Document,
  emptyDocument,
  isDocument,
  isOperatorObject,
  type Maybe,
  table,
  type Value,
} from '../values/values.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { ARRAYS, NAMED_ARRAYS } from './arrays.ts';
import { DATE_FORMATS } from './dates/format.ts';
import { DATES_OF_STRINGS } from './dates/from-string.ts';
import { checkDateParts, DATE_PARTS, PARTS_OF_DATES } from './dates/parts.ts';
import { DATE_SPANS } from './dates/spans.ts';
import { LOGIC } from './logic.ts';
import { LOOPS } from './loops.ts';
import { NAMED_OBJECTS, OBJECTS } from './objects.ts';
import type { CompileInner, NamedOperators, Operators, OwnOperators } from './operators.ts';
import { checkObjectField, fieldPath } from '../values/field-path.ts';
import { REGEX } from './regex.ts';
import { type Compute, type Known, NO_NAMES, type Scope } from './scope.ts';
import { SETS } from './sets.ts';
import {
  LIST_SHAPES,
  listArguments,
  NAMED_SHAPES,
  namedArguments,
  unknownOperator,
} from './shapes.ts';
import { SPECIAL } from './special.ts';
import { NAMED_STRINGS, STRINGS } from './strings.ts';
import { TRIGONOMETRY } from './trigonometry.ts';
import { NAMED_TYPES, TYPES } from './types.ts';

const LISTS: Readonly<Operators> = table({
  ...ARITHMETIC,
  ...TRIGONOMETRY,
  ...ARRAYS,
  ...SETS,
  ...OBJECTS,
  ...STRINGS,
  ...TYPES,
});
const NAMED: Readonly<NamedOperators> = table({
  ...NAMED_ARRAYS,
  ...NAMED_OBJECTS,
  ...NAMED_STRINGS,
  ...NAMED_TYPES,
  ...REGEX,
  ...DATE_SPANS,
  ...DATE_FORMATS,
  ...DATES_OF_STRINGS,
  ...PARTS_OF_DATES,
});
const PARTS: Readonly<NamedOperators> = table(DATE_PARTS);
const OWN: Readonly<OwnOperators> = table({ ...LOGIC, ...LOOPS, ...SPECIAL });

/** Names of all operators of expressions. */
export const EXPRESSION_NAMES: ReadonlySet<string> = new Set([
  '$literal',
  '$const',
  ...[LISTS, NAMED, PARTS, OWN].flatMap((names) => Object.keys(names)),
]);

/**
 * Reads an expression once, and refuses it as the server does: unknown operators, numbers and names
 * of arguments, paths and variables are looked at whether there is a document or not.
 *
 * @param known names of variables it may use.
 * @returns computes it for a document; undefined where it leads to a field that is not there.
 * @throws MongoDBError
 */
export function compileExpression(expression: Value, known: Known = NO_NAMES): Compute {
  if (typeof expression === 'string') return compileText(expression, known);
  if (Array.isArray(expression)) {
    const items = expression.map((item) => compileExpression(item, known));
    return folded(items, (scope) => items.map((item) => item(scope) ?? null));
  }
  if (!isDocument(expression)) return constant(expression);
  return isOperatorObject(expression)
    ? compileOperator(expression, known)
    : compileObject(expression, known);
}

const constants = new WeakSet<Compute>();
const NOTHING: Scope = { root: undefined, variables: new Map(), now: new Date(0) };

function constant(value: Maybe): Compute {
  const compute = (): Maybe => value;
  constants.add(compute);
  return compute;
}

/**
 * What depends on constants only is computed once, as the server does: a mistake in it is told at
 * once, also in a branch that is never taken.
 */
function folded(parts: readonly Compute[], compute: Compute): Compute {
  return parts.every((part) => constants.has(part)) ? constant(compute(NOTHING)) : compute;
}

function compileObject(expression: Document, known: Known): Compute {
  const fields = Object.keys(expression).map((key) => {
    checkObjectField(key);
    return { key, compute: compileExpression(expression[key] ?? null, known) };
  });
  const all = fields.map(({ compute }) => compute);
  return folded(all, (scope) => {
    const result = emptyDocument();
    for (const { key, compute } of fields) {
      const value = compute(scope);
      if (value !== undefined) result[key] = value;
    }
    return result;
  });
}

const SYSTEM = new Set(['ROOT', 'CURRENT', 'NOW', 'REMOVE', 'KEEP', 'PRUNE', 'DESCEND']);
/** Of a cluster, and of its time. */
const ELSEWHERE = new Set(['CLUSTER_TIME', 'USER_ROLES', 'SEARCH_META', 'JS_SCOPE', 'IS_MR']);

function compileText(text: string, known: Known): Compute {
  if (!text.startsWith('$')) return constant(text);
  if (text === '$') throw new MongoDBError("'$' by itself is not a valid FieldPath", 16872);
  if (!text.startsWith('$$')) {
    const parts = fieldPath(text.slice(1));
    return (scope) => expressionPath(scope.variables.get('CURRENT') ?? scope.root, parts);
  }
  const [name = '', ...path] = text.slice(2).split('.');
  if (name === '') throw new MongoDBError('empty variable names are not allowed', 9);
  if (path.length > 0) fieldPath(path.join('.'));
  if (!known.has(name)) return compileSystem(name, path);
  return (scope) => expressionPath(scope.variables.get(name), path);
}

function compileSystem(name: string, path: readonly string[]): Compute {
  if (ELSEWHERE.has(name)) {
    throw new MongoDBError(`the variable $$${name} is not available offline`);
  }
  if (!SYSTEM.has(name)) throw new MongoDBError(`Use of undefined variable: ${name}`, 17276);
  if (name === 'NOW') return (scope) => expressionPath(scope.now, path);
  if (name === 'REMOVE') return () => undefined;
  if (name === 'ROOT') return (scope) => expressionPath(scope.root, path);
  if (name === 'CURRENT') {
    return (scope) => expressionPath(scope.variables.get('CURRENT') ?? scope.root, path);
  }
  return () => `$$${name}`;
}

function compileOperator(expression: Document, known: Known): Compute {
  const [name = '', ...others] = Object.keys(expression);
  if (others.length > 0) {
    throw new MongoDBError(
      `an expression specification must contain exactly one field, the name of the expression. Found ${others.length + 1} fields in it.`,
      15983,
    );
  }
  const compute = compileNamed(name, expression[name] ?? null, known);
  if (constants.has(compute)) return compute;
  return (scope) => {
    const computed = compute(scope);
    checkSize(computed);
    return computed;
  };
}

function compileNamed(name: string, operand: Value, known: Known): Compute {
  const inner: CompileInner = (expression, names = known) => compileExpression(expression, names);
  if (name === '$literal' || name === '$const') return constant(operand);
  const own = OWN[name];
  if (own) return own(operand, inner, known);
  const list = LISTS[name];
  const listShape = LIST_SHAPES[name];
  if (list && listShape) {
    const args = listArguments(name, operand, listShape).map((item) => inner(item));
    const compute: Compute = (scope) => list(args.map((arg) => arg(scope)));
    return name === '$rand' ? compute : folded(args, compute);
  }
  const part = PARTS[name];
  if (part) return compileNamedArguments(name, partArguments(name, operand), part, inner);
  const byName = NAMED[name];
  if (byName) return compileNamedArguments(name, operand, byName, inner);
  throw unknownOperator(name);
}

/** `$year` and its like also take the date alone, or as the only item of a list. */
function partArguments(name: string, operand: Value): Value {
  if (isDocument(operand) && !isOperatorObject(operand)) return operand;
  const list = Array.isArray(operand) ? operand : [operand];
  const [date] = list;
  if (list.length !== 1 || date === undefined) {
    throw new MongoDBError(
      `${name} accepts exactly one argument if given an array, but was given ${list.length}`,
      40536,
    );
  }
  return Object.assign(emptyDocument(), { date });
}

function compileNamedArguments(
  name: string,
  operand: Value,
  operator: NamedOperators[string],
  inner: CompileInner,
): Compute {
  const shape = NAMED_SHAPES[name];
  if (!shape) throw unknownOperator(name);
  const spec = namedArguments(name, operand, shape);
  if (name === '$dateFromParts') checkDateParts(Object.keys(spec));
  const args = Object.keys(spec).map((key) => ({ key, compute: inner(spec[key] ?? null) }));
  const all = args.map(({ compute }) => compute);
  return folded(all, (scope) => {
    const values: Record<string, Maybe> = {};
    for (const { key, compute } of args) values[key] = compute(scope);
    return operator(values);
  });
}
