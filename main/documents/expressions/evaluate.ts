import { ARITHMETIC } from './arithmetic.ts';
import { ARRAYS, NAMED_ARRAYS } from './arrays.ts';
import { computeByLibrary, libraryHas } from './library.ts';
import type { NamedOperators, Operators } from './operators.ts';
import { NAMED_STRINGS } from './strings.ts';
import { NAMED_TYPES, TYPES } from './types.ts';
import { checkSize } from '../values/heap-watch.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { expressionPath } from '../values/path.ts';
import {
  type Document,
  emptyDocument,
  expectArray,
  expectDocument,
  expectString,
  isDocument,
  isOperatorObject,
  isTruthy,
  type Maybe,
  onlyField,
  type Value,
  table,
} from '../values/values.ts';

/** What names in an expression stand for. */
export interface Scope {
  root: Maybe;
  variables: ReadonlyMap<string, Maybe>;
  now: Date;
}

export function newScope(
  root: Maybe,
  variables: ReadonlyMap<string, Maybe> = new Map(),
  now: Date = new Date(),
): Scope {
  return { root, variables, now };
}

function withVariables(scope: Scope, added: [string, Maybe][]): Scope {
  return { ...scope, variables: new Map([...scope.variables, ...added]) };
}

const EAGER: Operators = table({ ...ARITHMETIC, ...ARRAYS, ...TYPES });
const NAMED: NamedOperators = table({ ...NAMED_ARRAYS, ...NAMED_TYPES, ...NAMED_STRINGS });

/** Operators that decide themselves what of their operand is evaluated, and with which names. */
const LAZY: Record<string, (operand: Value, scope: Scope) => Maybe> = table({
  $literal: (operand) => operand,
  $expr: (operand, scope) => evaluate(operand, scope),
  $and: (operand, scope) => listOf(operand).every((item) => isTruthy(evaluate(item, scope))),
  $or: (operand, scope) => listOf(operand).some((item) => isTruthy(evaluate(item, scope))),
  $not: (operand, scope) => !isTruthy(evaluate(listOf(operand)[0] ?? null, scope)),
  $ifNull(operand, scope) {
    const choices = expectArray(operand, '$ifNull');
    for (const choice of choices.slice(0, -1)) {
      const value = evaluate(choice, scope);
      if (value !== undefined && value !== null) return value;
    }
    return evaluate(choices.at(-1) ?? null, scope);
  },
  $cond(operand, scope) {
    const [test, then, otherwise] = isDocument(operand)
      ? [operand['if'], operand['then'], operand['else']]
      : expectArray(operand, '$cond');
    if (test === undefined || then === undefined || otherwise === undefined) {
      throw new MongoDBError('$cond needs if, then and else');
    }
    return evaluate(isTruthy(evaluate(test, scope)) ? then : otherwise, scope);
  },
  $switch(operand, scope) {
    const spec = expectDocument(operand, '$switch');
    for (const branch of expectArray(spec['branches'], 'the branches of $switch')) {
      const { case: test, then } = expectDocument(branch, 'a branch of $switch');
      if (isTruthy(evaluate(test ?? null, scope))) return evaluate(then ?? null, scope);
    }
    if (spec['default'] === undefined) {
      throw new MongoDBError('$switch could not find a matching branch, and has no default');
    }
    return evaluate(spec['default'], scope);
  },
  $let(operand, scope) {
    const { vars, in: body } = expectDocument(operand, '$let');
    const names = expectDocument(vars, 'the vars of $let');
    const added = Object.keys(names).map((name): [string, Maybe] => [
      name,
      evaluate(names[name] ?? null, scope),
    ]);
    return evaluate(body ?? null, withVariables(scope, added));
  },
  $map: (operand, scope) =>
    eachItem(operand, scope, '$map', (items, name, spec) =>
      items.map(
        (item) => evaluate(spec['in'] ?? null, withVariables(scope, [[name, item]])) ?? null,
      ),
    ),
  $filter: (operand, scope) =>
    eachItem(operand, scope, '$filter', (items, name, spec) =>
      items.filter((item) =>
        isTruthy(evaluate(spec['cond'] ?? null, withVariables(scope, [[name, item]]))),
      ),
    ),
  $reduce(operand, scope) {
    const spec = expectDocument(operand, '$reduce');
    const items = evaluate(spec['input'] ?? null, scope);
    if (items === undefined || items === null) return null;
    let value = evaluate(spec['initialValue'] ?? null, scope);
    for (const item of expectArray(items, 'the input of $reduce')) {
      const names: [string, Maybe][] = [
        ['value', value],
        ['this', item],
      ];
      value = evaluate(spec['in'] ?? null, withVariables(scope, names));
    }
    return value;
  },
});

function eachItem(
  operand: Value,
  scope: Scope,
  name: string,
  compute: (items: Value[], variable: string, spec: Document) => Value,
): Value {
  const spec = expectDocument(operand, name);
  const items = evaluate(spec['input'] ?? null, scope);
  if (items === undefined || items === null) return null;
  const variable = spec['as'] === undefined ? 'this' : expectString(spec['as'], 'as');
  return compute(expectArray(items, `the input of ${name}`), variable, spec);
}

const listOf = (operand: Value): Value[] => (Array.isArray(operand) ? operand : [operand]);

/** Computes an expression; undefined where it leads to a field that is not there. */
export function evaluate(expression: Value, scope: Scope): Maybe {
  if (typeof expression === 'string') return named(expression, scope);
  if (Array.isArray(expression)) return expression.map((item) => evaluate(item, scope) ?? null);
  if (!isDocument(expression)) return expression;
  if (isOperatorObject(expression)) {
    const computed = operate(expression, scope);
    checkSize(computed);
    return computed;
  }
  const result = emptyDocument();
  for (const key of Object.keys(expression)) {
    const value = evaluate(expression[key] ?? null, scope);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function named(text: string, scope: Scope): Maybe {
  if (!text.startsWith('$') || text === '$') return text;
  if (!text.startsWith('$$')) return expressionPath(scope.root, text.slice(1).split('.'));
  const [name = '', ...path] = text.slice(2).split('.');
  if (name === 'ROOT' || name === 'CURRENT') return expressionPath(scope.root, path);
  if (name === 'NOW') return scope.now;
  if (name === 'REMOVE') return undefined;
  if (name === 'KEEP' || name === 'PRUNE' || name === 'DESCEND') return text;
  if (!scope.variables.has(name)) throw new MongoDBError(`use of undefined variable: ${name}`);
  return expressionPath(scope.variables.get(name), path);
}

function operate(expression: Document, scope: Scope): Maybe {
  const [name, operand] = onlyField(expression, 'an expression');
  const lazy = LAZY[name];
  if (lazy) return lazy(operand, scope);
  const eager = EAGER[name];
  if (eager) return eager(listOf(operand).map((item) => evaluate(item, scope)));
  const byName = NAMED[name];
  if (byName) return byName(namedArguments(operand, name, scope));
  if (!libraryHas(name)) throw new MongoDBError(`unrecognized expression '${name}'`);
  if (Array.isArray(operand)) {
    return computeByLibrary(
      name,
      operand.map((item) => evaluate(item, scope)),
    );
  }
  if (isDocument(operand) && !isOperatorObject(operand)) {
    return computeByLibrary(name, namedArguments(operand, name, scope));
  }
  return computeByLibrary(name, evaluate(operand, scope));
}

function namedArguments(operand: Value, name: string, scope: Scope): Record<string, Maybe> {
  // `$getField: 'name'` is short for the field of the document itself.
  if (typeof operand === 'string') return { field: operand, input: scope.root };
  const spec = expectDocument(operand, `the argument of ${name}`);
  return Object.fromEntries(
    Object.keys(spec).map((key) => [
      key,
      // The order of $sortArray is not an expression.
      key === 'sortBy' ? spec[key] : evaluate(spec[key] ?? null, scope),
    ]),
  );
}
