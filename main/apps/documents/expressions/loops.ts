import { compareValues, typeName } from '../values/compare.ts';
import { checkElements } from '../values/heap-watch.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, int32Of } from '../values/numbers.ts';
import { compareBySort, readSort } from '../values/sort.ts';
import { isDocument, isNum, isTruthy, type Maybe, type Value } from '../values/values.ts';
import { expectList } from './arrays.ts';
import type { OwnOperators } from './operators.ts';
import { namedOf } from './logic.ts';
import { isNullish } from './operators.ts';
import { checkVariable } from '../values/field-path.ts';
import { withVariables } from './scope.ts';

/** The name that `as` gives to an element. */
function nameOf(as: Value | undefined): string {
  if (as === undefined) return 'this';
  const name = typeof as === 'string' ? as : '';
  checkVariable(name);
  return name;
}

/** Operators that compute something for each element of an array. */
export const LOOPS: OwnOperators = {
  $map(operand, compile, known) {
    const spec = namedOf('$map', operand);
    const name = nameOf(spec['as']);
    const input = compile(spec['input'] ?? null);
    const body = compile(spec['in'] ?? null, new Set([...known, name]));
    return (scope) => {
      const items = input(scope);
      if (isNullish(items)) return null;
      const list = expectList(items, 'input to $map must be an array', 16883);
      return list.map((item) => body(withVariables(scope, [[name, item]])) ?? null);
    };
  },
  $filter(operand, compile, known) {
    const spec = namedOf('$filter', operand);
    const name = nameOf(spec['as']);
    const input = compile(spec['input'] ?? null);
    const limit = spec['limit'] === undefined ? undefined : compile(spec['limit']);
    const test = compile(spec['cond'] ?? null, new Set([...known, name]));
    return (scope) => {
      const items = input(scope);
      if (isNullish(items)) return null;
      const list = expectList(items, 'input to $filter must be an array', 28651);
      const most = limit ? limitOf(limit(scope)) : Infinity;
      const kept: Value[] = [];
      for (const item of list) {
        if (kept.length >= most) break;
        if (isTruthy(test(withVariables(scope, [[name, item]])))) kept.push(item);
      }
      return kept;
    };
  },
  $reduce(operand, compile, known) {
    const spec = namedOf('$reduce', operand);
    const input = compile(spec['input'] ?? null);
    const initial = compile(spec['initialValue'] ?? null);
    const body = compile(spec['in'] ?? null, new Set([...known, 'this', 'value']));
    return (scope) => {
      const items = input(scope);
      if (isNullish(items)) return null;
      let value = initial(scope);
      for (const item of expectList(items, "$reduce requires that 'input' be an array", 40080)) {
        value = body(
          withVariables(scope, [
            ['this', item],
            ['value', value],
          ]),
        );
      }
      return value;
    };
  },
  $sortArray(operand, compile) {
    const spec = namedOf('$sortArray', operand);
    const input = compile(spec['input'] ?? null);
    const compare = arrayOrder(spec['sortBy'] ?? null);
    return (scope) => {
      const items = input(scope);
      if (isNullish(items)) return null;
      return expectList(
        items,
        'The input argument to $sortArray must be an array',
        2942504,
      ).toSorted(compare);
    };
  },
  $zip(operand, compile) {
    const spec = namedOf('$zip', operand);
    const { inputs, defaults, useLongestLength: longest } = spec;
    if (!Array.isArray(inputs)) {
      throw new MongoDBError('inputs must be an array of expressions', 34461);
    }
    if (longest !== undefined && typeof longest !== 'boolean') {
      throw new MongoDBError('useLongestLength must be a bool', 34463);
    }
    if (defaults !== undefined && !Array.isArray(defaults)) {
      throw new MongoDBError('defaults must be an array of expressions', 34462);
    }
    if (inputs.length === 0)
      throw new MongoDBError('$zip requires at least one input array', 34465);
    if (defaults !== undefined && longest !== true) {
      throw new MongoDBError('cannot specify defaults unless useLongestLength is true', 34466);
    }
    if (defaults !== undefined && defaults.length !== inputs.length) {
      throw new MongoDBError('defaults and inputs must have the same length', 34467);
    }
    const lists = inputs.map((item) => compile(item));
    const fills = defaults?.map((item) => compile(item)) ?? [];
    return (scope) => {
      const values = lists.map((list) => list(scope));
      if (values.some(isNullish)) return null;
      const arrays = values.map((value) =>
        expectList(value, '$zip found a non-array expression in input', 34468),
      );
      const lengths = arrays.map((list) => list.length);
      const length = longest === true ? Math.max(...lengths) : Math.min(...lengths);
      checkElements(length * lengths.length);
      const fill = fills.map((item) => item(scope));
      return Array.from({ length }, (_, row) =>
        arrays.map((list, i) => list[row] ?? fill[i] ?? null),
      );
    };
  },
};

function limitOf(value: Maybe): number {
  if (isNullish(value)) return Infinity;
  const limit = int32Of(value);
  if (limit === undefined) {
    throw new MongoDBError(
      `$filter: limit must be represented as a 32-bit integral value: ${typeName(value)}`,
      327391,
    );
  }
  if (limit < 1) throw new MongoDBError(`$filter: limit must be greater than 0: ${limit}`, 327392);
  return limit;
}

function arrayOrder(order: Value): (a: Value, b: Value) => number {
  if (isNum(order)) {
    const sign = asNumber(order);
    if (sign !== 1 && sign !== -1) {
      throw new MongoDBError('The $sort element value must be either 1 or -1', 2942506);
    }
    return (a, b) => compareValues(a, b) * sign;
  }
  if (!isDocument(order)) {
    throw new MongoDBError(
      `sortBy must be an integer or an object, not ${typeName(order)}`,
      2942507,
    );
  }
  if (Object.keys(order).length === 0) {
    throw new MongoDBError('the sort specification of $sortArray must have a field', 2942505);
  }
  const compare = compareBySort(readSort(order));
  return (a, b) => compare(a, b);
}
