import { MongoDBError } from '../values/mongo-error.ts';
import { type KeyShape, type OperandShape, types } from '../values/operands.ts';
import { table } from '../values/values.ts';

const BAD_VALUE = 2;
const FAILED_TO_PARSE = 9;
const TYPE_MISMATCH = 14;

const any: OperandShape = { code: BAD_VALUE, words: () => '' };
const takes = (names: string, words: OperandShape['words'], code = BAD_VALUE): OperandShape => ({
  types: types(names),
  code,
  words,
});
const amount = (verb: string): OperandShape =>
  takes('number', (found) => `Cannot ${verb} with non-numeric argument: ${found}`, TYPE_MISMATCH);

const integer = types('int long');

/**
 * What stands beside a field below an operator of updates: one table of types and known keys. An
 * operator that is not in it is none.
 */
export const UPDATE_SHAPES: Readonly<Record<string, OperandShape>> = table<OperandShape>({
  $set: any,
  $setOnInsert: any,
  $unset: any,
  $min: any,
  $max: any,
  $push: any,
  $addToSet: any,
  $pull: any,
  $inc: amount('increment'),
  $mul: amount('multiply'),
  $rename: takes(
    'string',
    (found) => `The 'to' field for $rename must be a string, but is of type ${found}`,
  ),
  $pop: takes('number', (found) => `Expected a number in $pop, found ${found}`, FAILED_TO_PARSE),
  $pullAll: takes(
    'array',
    (found) => `$pullAll requires an array argument but was given a ${found}`,
  ),
  $currentDate: {
    ...takes(
      'bool object',
      (found) =>
        `${found} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    ),
    keys: {
      known: table({ $type: types('string') }),
      needed: ['$type'],
      codes: { unknown: BAD_VALUE, missing: BAD_VALUE, type: BAD_VALUE },
      unknown: (key) => `Unrecognized $currentDate option: ${key}`,
    },
  },
  $bit: {
    ...takes(
      'object',
      (found) =>
        `The $bit modifier is not compatible with a ${found}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    ),
    keys: {
      known: table({ and: integer, or: integer, xor: integer }),
      needed: [],
      codes: { unknown: BAD_VALUE, missing: BAD_VALUE, type: BAD_VALUE },
      unknown: (key) =>
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${key}' which is an unknown operator`,
      type: (key, found) =>
        `The $bit modifier field must be an Integer(32/64 bit); a '${found}' is not supported here: ${key}`,
    },
  },
});

/** @throws MongoDBError for what is no operator of updates. */
export function updateShape(name: string): OperandShape {
  const shape = UPDATE_SHAPES[name];
  if (shape) return shape;
  throw new MongoDBError(
    `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    FAILED_TO_PARSE,
  );
}

/** Keys of an operand that has `$each`; without it, the operand is the one value. */
export const EACH_SHAPES = {
  $push: eachShape(
    '$push',
    { $position: types('number'), $slice: types('number'), $sort: types('number object') },
    BAD_VALUE,
  ),
  $addToSet: eachShape('$addToSet', {}, TYPE_MISMATCH),
};

function eachShape(
  name: '$push' | '$addToSet',
  modifiers: Record<string, ReadonlySet<string>>,
  type: number,
): OperandShape & { keys: KeyShape } {
  return {
    ...any,
    keys: {
      known: table({ $each: types('array'), ...modifiers }),
      needed: ['$each'],
      codes: { unknown: BAD_VALUE, missing: BAD_VALUE, type },
      unknown: (key) => `Unrecognized clause in ${name}: ${key}`,
      type(key, found) {
        if (key === '$each')
          return `The argument to $each in ${name} must be an array but it was of type: ${found}`;
        return key === '$sort'
          ? 'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields'
          : `The value for ${key} must be an integer value but was given type: ${found}`;
      },
    },
  };
}
