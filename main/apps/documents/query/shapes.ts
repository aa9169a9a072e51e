import { absentWords } from '../values/absent.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { type OperandShape, types } from '../values/operands.ts';
import { table } from '../values/values.ts';

const BAD_VALUE = 2;
const NO_SUCH_KEY = 4;
const FAILED_TO_PARSE = 9;
const TYPE_MISMATCH = 14;

const any: OperandShape = { code: BAD_VALUE, words: () => '' };
const takes = (names: string, words: OperandShape['words'], code = BAD_VALUE): OperandShape => ({
  types: types(names),
  code,
  words,
});

const comparison: OperandShape = {
  not: new Set(['regex']),
  code: BAD_VALUE,
  words: () => "Can't have RegEx as arg to predicate over field",
};

const logic = (name: string): OperandShape => ({
  ...takes('array', () => `${name} must be an array`),
  items: {
    least: 1,
    most: Infinity,
    few: '$and/$or/$nor must be a nonempty array',
    many: '',
  },
});

const bits = (name: string): OperandShape =>
  takes(
    'array binData number',
    (found) => `${name} takes an Array, a number, or a BinData but received: ${found}`,
  );

const DISTANCES = { $maxDistance: types('number'), $minDistance: types('number') };

/** `{$geometry, …}` is of GeoJSON and has these keys only; a pair of numbers has any two. */
const near = (name: string): OperandShape =>
  takes('array object', (found) => `${name} must be an array or object, found ${found}`);

const distance = (name: string): OperandShape => takes('number', () => `${name} must be a number`);

const geoKeys = (name: string, known: Record<string, ReadonlySet<string> | undefined>) => ({
  known: table<ReadonlySet<string> | undefined>(known),
  needed: [],
  codes: { unknown: BAD_VALUE, missing: BAD_VALUE, type: BAD_VALUE },
  unknown: (key: string) => `unknown geo specifier in ${name}: ${key}`,
});

const within: OperandShape = {
  ...takes('object', () => '$geoWithin expects an object'),
  keys: geoKeys('$geoWithin', {
    $geometry: types('object'),
    $box: types('array object'),
    $center: types('array object'),
    $centerSphere: types('array object'),
    $polygon: types('array object'),
    $uniqueDocs: undefined,
  }),
};

/** `{$geometry, $maxDistance?, $minDistance?}`, as in `$near`. */
export const NEAR_GEOMETRY: OperandShape = {
  ...takes('object', () => '$near requires geojson point'),
  keys: geoKeys('$near', { $geometry: types('object'), ...DISTANCES }),
};

/**
 * What an operator at the top of a query takes. This table and the next hold the types, numbers of
 * items and known keys of all operators of queries; one that is in neither is none.
 */
export const TOP_SHAPES: Readonly<Record<string, OperandShape>> = table<OperandShape>({
  $and: logic('$and'),
  $or: logic('$or'),
  $nor: logic('$nor'),
  $expr: any,
  $comment: any,
  $alwaysTrue: takes('number', () => '$alwaysTrue must be an integer value of 1', FAILED_TO_PARSE),
  $alwaysFalse: takes(
    'number',
    () => '$alwaysFalse must be an integer value of 1',
    FAILED_TO_PARSE,
  ),
  $sampleRate: takes('number', () => 'argument to $sampleRate must be a numeric type'),
  $jsonSchema: takes('object', () => '$jsonSchema must be an object', TYPE_MISMATCH),
  $text: {
    ...takes('object', () => '$text expects an object'),
    keys: {
      known: table<ReadonlySet<string>>({
        $search: types('string'),
        $language: types('string'),
        $caseSensitive: types('bool'),
        $diacriticSensitive: types('bool'),
      }),
      needed: ['$search'],
      codes: { unknown: BAD_VALUE, missing: NO_SUCH_KEY, type: TYPE_MISMATCH },
      unknown: (key) => `extra fields in $text: ${key}`,
    },
  },
});

/** What an operator of a field takes. */
export const FIELD_SHAPES: Readonly<Record<string, OperandShape>> = table<OperandShape>({
  $eq: any,
  $ne: { ...comparison, words: () => "Can't have regex as arg to $ne." },
  $gt: comparison,
  $gte: comparison,
  $lt: comparison,
  $lte: comparison,
  $in: takes('array', () => '$in needs an array'),
  $nin: takes('array', () => '$nin needs an array'),
  $all: takes('array', () => '$all needs an array'),
  $exists: any,
  $type: takes(
    'array string number',
    () => 'type must be represented as a number or a string',
    TYPE_MISMATCH,
  ),
  $size: takes('number', (found) => `Failed to parse $size. Expected an integer: ${found}`),
  $elemMatch: takes('object', () => '$elemMatch needs an Object'),
  $not: takes('object regex', () => '$not needs a regex or a document'),
  $mod: {
    ...takes('array', () => 'malformed mod, needs to be an array'),
    items: {
      least: 2,
      most: 2,
      few: 'malformed mod, not enough elements',
      many: 'malformed mod, too many elements',
    },
  },
  $regex: takes('string regex', () => '$regex has to be a string'),
  $options: takes('string', () => '$options has to be a string'),
  $bitsAllSet: bits('$bitsAllSet'),
  $bitsAnySet: bits('$bitsAnySet'),
  $bitsAllClear: bits('$bitsAllClear'),
  $bitsAnyClear: bits('$bitsAnyClear'),
  $geoWithin: within,
  $within: within,
  $geoIntersects: {
    ...takes('object', () => '$geoIntersects requires a $geometry'),
    keys: geoKeys('$geoIntersects', { $geometry: types('object') }),
  },
  $near: near('$near'),
  $nearSphere: near('$nearSphere'),
  $geoNear: near('$geoNear'),
  $maxDistance: distance('$maxDistance'),
  $minDistance: distance('$minDistance'),
});

/** @throws MongoDBError for what is no operator of queries, or not one of ours. */
export function topShape(name: string): OperandShape {
  return TOP_SHAPES[name] ?? unknownOperator('top level operator', name);
}

/** @throws MongoDBError for what is no operator of queries, or not one of ours. */
export function fieldShape(name: string): OperandShape {
  return FIELD_SHAPES[name] ?? unknownOperator('operator', name);
}

function unknownOperator(kind: string, name: string): never {
  throw new MongoDBError(absentWords(name) ?? `unknown ${kind}: ${name}`, BAD_VALUE);
}
