import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { documentOf, isDocument, isNum, isOperatorObject, type Value } from '../values/values.ts';
import { percentiles } from './accumulators.ts';
import type { OwnOperators } from './operators.ts';
import { namedOf } from './logic.ts';
import { NAMED_OBJECTS } from './objects.ts';

const METAS = new Set([
  'textScore',
  'geoNearDistance',
  'geoNearPoint',
  'randVal',
  'indexKey',
  'recordId',
  'sortKey',
]);

/** Operators whose operand is no plain list or record of arguments. */
export const SPECIAL: OwnOperators = {
  $expr: (operand, compile) => compile(operand),
  /** The name alone is short for the field of the document itself. */
  $getField(operand, compile) {
    const isShort = !isDocument(operand) || isOperatorObject(operand);
    const spec = isShort
      ? documentOf({ field: operand, input: '$$CURRENT' })
      : namedOf('$getField', operand);
    const { field: name = null, input = null } = spec;
    if (!isDocument(name) && typeof name !== 'string') {
      throw new MongoDBError(
        `$getField requires 'field' to evaluate to a constant String, but got ${typeName(name)}`,
        5654602,
      );
    }
    const [field, document] = [compile(name), compile(input)];
    return (scope) => NAMED_OBJECTS['$getField']?.({ field: field(scope), input: document(scope) });
  },
  $setField: (operand, compile) => {
    const spec = namedOf('$setField', operand);
    const field = constantField(spec['field'] ?? null, '$setField');
    const [input, value] = [compile(spec['input'] ?? null), compile(spec['value'] ?? null)];
    return (scope) =>
      NAMED_OBJECTS['$setField']?.({ field, input: input(scope), value: value(scope) });
  },
  $unsetField: (operand, compile) => {
    const spec = namedOf('$unsetField', operand);
    const field = constantField(spec['field'] ?? null, '$unsetField');
    const input = compile(spec['input'] ?? null);
    return (scope) => NAMED_OBJECTS['$unsetField']?.({ field, input: input(scope) });
  },
  $meta(operand) {
    if (typeof operand !== 'string') {
      throw new MongoDBError('$meta only supports string arguments', 17307);
    }
    if (!METAS.has(operand)) {
      throw new MongoDBError(`Unsupported argument to $meta: ${operand}`, 17308);
    }
    return (scope) => scope.meta?.get(operand);
  },
  $percentile(operand, compile) {
    const spec = namedOf('$percentile', operand);
    checkMethod(spec['method']);
    const shares = readShares(spec['p'] ?? null);
    const input = compile(spec['input'] ?? null);
    return (scope) => {
      const value = input(scope);
      return percentiles(Array.isArray(value) ? value : [value], shares);
    };
  },
  $median(operand, compile) {
    const spec = namedOf('$median', operand);
    checkMethod(spec['method']);
    const input = compile(spec['input'] ?? null);
    return (scope) => {
      const value = input(scope);
      return percentiles(Array.isArray(value) ? value : [value], [0.5])[0];
    };
  },
};

function constantField(value: Value, name: string): string {
  const field = isDocument(value) ? value['$literal'] : value;
  if (isDocument(value) && field === undefined) {
    throw new MongoDBError(`${name} requires 'field' to evaluate to a constant`, 4161106);
  }
  if (typeof field !== 'string') {
    throw new MongoDBError(
      `${name} requires 'field' to evaluate to type String, but got ${typeName(field)}`,
      4161107,
    );
  }
  if (field.startsWith('$') && !isDocument(value)) {
    throw new MongoDBError(`'${field}' is a path reference, and ${name} needs a name`, 4161108);
  }
  return field;
}

/** @throws MongoDBError unless it is `approximate`, the only method that servers have. */
export function checkMethod(method: Value | undefined): void {
  if (method !== 'approximate') {
    throw new MongoDBError("Currently only 'approximate' can be used as percentile 'method'.", 2);
  }
}

/** The `p` of percentiles: numbers from 0 to 1. */
export function readShares(value: Value): number[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new MongoDBError(
      "The $percentile 'p' field must be an array of numbers from [0.0, 1.0]",
      7750301,
    );
  }
  return value.map((share) => {
    const number = isNum(share) ? asNumber(share) : Number.NaN;
    if (!(number >= 0 && number <= 1)) {
      throw new MongoDBError(
        "The $percentile 'p' field must hold numbers from [0.0, 1.0]",
        7750303,
      );
    }
    return number;
  });
}
