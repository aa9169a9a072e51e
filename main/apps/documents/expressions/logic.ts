import { MongoDBError } from '../values/mongo-error.ts';
import { typeName } from '../values/compare.ts';
import { isDocument, isTruthy, type Value } from '../values/values.ts';
import type { CompileInner, OwnOperators } from './operators.ts';
import { isNullish } from './operators.ts';
import { checkVariable } from '../values/field-path.ts';
import { withVariables } from './scope.ts';
import { LIST_SHAPES, listArguments, NAMED_SHAPES, namedArguments } from './shapes.ts';

function args(name: string, operand: Value): Value[] {
  const shape = LIST_SHAPES[name];
  return shape ? listArguments(name, operand, shape) : [];
}

/** The named arguments of an operator, by the table of shapes. */
export function namedOf(name: string, operand: Value): Record<string, Value> {
  const shape = NAMED_SHAPES[name];
  if (!shape) throw new MongoDBError(`Unrecognized expression '${name}'`, 168);
  return namedArguments(name, operand, shape);
}

/** Conditions, which compute no more than they need, and names for values. */
export const LOGIC: OwnOperators = {
  $and(operand, compile) {
    const list = args('$and', operand).map((item) => compile(item));
    return (scope) => list.every((item) => isTruthy(item(scope)));
  },
  $or(operand, compile) {
    const list = args('$or', operand).map((item) => compile(item));
    return (scope) => list.some((item) => isTruthy(item(scope)));
  },
  $not(operand, compile) {
    const inner = compile(args('$not', operand)[0] ?? null);
    return (scope) => !isTruthy(inner(scope));
  },
  $ifNull(operand, compile) {
    const choices = args('$ifNull', operand).map((item) => compile(item));
    const last = choices.pop();
    return (scope) => {
      for (const choice of choices) {
        const value = choice(scope);
        if (!isNullish(value)) return value;
      }
      return last?.(scope);
    };
  },
  $cond(operand, compile) {
    const spec = isDocument(operand) ? namedOf('$cond', operand) : undefined;
    const [test = null, then = null, otherwise = null] = spec
      ? [spec['if'], spec['then'], spec['else']]
      : args('$cond', operand);
    const [isTrue, first, second] = [compile(test), compile(then), compile(otherwise)];
    return (scope) => (isTruthy(isTrue(scope)) ? first(scope) : second(scope));
  },
  $switch(operand, compile) {
    const spec = namedOf('$switch', operand);
    const branches = branchesOf(spec['branches'], compile);
    const otherwise = spec['default'] === undefined ? undefined : compile(spec['default']);
    return (scope) => {
      const branch = branches.find(({ test }) => isTruthy(test(scope)));
      if (branch) return branch.result(scope);
      if (otherwise) return otherwise(scope);
      throw new MongoDBError(
        '$switch could not find a matching branch for an input, and no default was specified.',
        40069,
      );
    };
  },
  $let(operand, compile, known) {
    const spec = namedOf('$let', operand);
    const names = spec['vars'] ?? null;
    if (!isDocument(names)) {
      throw new MongoDBError(`invalid parameter: expected an object (vars)`, 10065);
    }
    const added = Object.keys(names).map((name) => {
      checkVariable(name);
      return { name, compute: compile(names[name] ?? null) };
    });
    const body = compile(spec['in'] ?? null, new Set([...known, ...Object.keys(names)]));
    return (scope) =>
      body(
        withVariables(
          scope,
          added.map(({ name, compute }) => [name, compute(scope)] as const),
        ),
      );
  },
};

function branchesOf(list: Value | undefined, compile: CompileInner) {
  if (list !== undefined && !Array.isArray(list)) {
    throw new MongoDBError(
      `$switch expected an array for 'branches', found: ${typeName(list)}`,
      40061,
    );
  }
  if (list === undefined || list.length === 0) {
    throw new MongoDBError('$switch requires at least one branch.', 40068);
  }
  return list.map((branch) => {
    if (!isDocument(branch)) {
      throw new MongoDBError(
        `$switch expected each branch to be an object, found: ${typeName(branch)}`,
        40062,
      );
    }
    const unknown = Object.keys(branch).find((key) => key !== 'case' && key !== 'then');
    if (unknown !== undefined) {
      throw new MongoDBError(`$switch found an unknown argument to a branch: ${unknown}`, 40063);
    }
    const { case: test, then } = branch;
    if (test === undefined) {
      throw new MongoDBError("$switch requires each branch have a 'case' expression", 40064);
    }
    if (then === undefined) {
      throw new MongoDBError("$switch requires each branch have a 'then' expression.", 40065);
    }
    return { test: compile(test), result: compile(then) };
  });
}
