import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import {
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { mergeObjects } from './accumulators.ts';
import { isNullish, type NamedOperators, type Operators } from './operators.ts';

/** Documents: their fields as values, merged, and made of arrays. */
export const OBJECTS: Operators = {
  $mergeObjects: (args) =>
    mergeObjects(args.length === 1 && Array.isArray(args[0]) ? args[0] : args),
  $objectToArray([value]) {
    if (isNullish(value)) return null;
    if (!isDocument(value)) {
      throw new MongoDBError(
        `$objectToArray requires a document input, found: ${typeName(value)}`,
        40390,
      );
    }
    return Object.keys(value).map((key) => documentOf({ k: key, v: value[key] ?? null }));
  },
  $arrayToObject([value]) {
    if (isNullish(value)) return null;
    if (!Array.isArray(value)) {
      throw new MongoDBError(
        `$arrayToObject requires an array input, found: ${typeName(value)}`,
        40386,
      );
    }
    return fromPairs(value);
  },
};

export const NAMED_OBJECTS: NamedOperators = {
  $getField({ field, input }) {
    if (typeof field !== 'string') {
      throw new MongoDBError(
        `$getField requires 'field' to evaluate to type String, but got ${typeName(field)}`,
        3041704,
      );
    }
    if (isDocument(input)) return input[field];
    return input === null ? null : undefined;
  },
  $setField: ({ field, input, value }) => withField(field, input, value, '$setField'),
  $unsetField: ({ field, input }) => withField(field, input, undefined, '$unsetField'),
};

function withField(field: Maybe, input: Maybe, value: Maybe, name: string): Value {
  if (typeof field !== 'string') {
    throw new MongoDBError(`${name} requires 'field' to evaluate to type String`, 4161107);
  }
  if (isNullish(input)) return null;
  if (!isDocument(input)) {
    throw new MongoDBError(`${name} requires 'input' to evaluate to type Object`, 4161105);
  }
  const copy: Document = documentOf(input);
  if (value === undefined) delete copy[field];
  else copy[field] = value;
  return copy;
}

function fromPairs(list: readonly Value[]): Value {
  const result = emptyDocument();
  const isList = Array.isArray(list[0]);
  for (const item of list) {
    const [key, value] = isList ? pairOf(item) : fieldOf(item);
    if (key.includes('\0')) {
      throw new MongoDBError(
        'Key field cannot contain an embedded null byte',
        isList ? 4940400 : 4940401,
      );
    }
    result[key] = value;
  }
  return result;
}

function pairOf(item: Value): [string, Value] {
  if (!Array.isArray(item)) {
    throw new MongoDBError(
      `$arrayToObject requires a consistent input format, an array was expected, found: ${typeName(item)}`,
      40396,
    );
  }
  const [key, value] = item;
  if (item.length !== 2 || value === undefined) {
    throw new MongoDBError(
      `$arrayToObject requires an array of size 2 arrays, found array of size: ${item.length}`,
      40397,
    );
  }
  if (typeof key !== 'string') {
    throw new MongoDBError(
      `$arrayToObject requires an array of key-value pairs, where the key must be of type string, found: ${typeName(key)}`,
      40395,
    );
  }
  return [key, value];
}

function fieldOf(item: Value): [string, Value] {
  if (Array.isArray(item)) {
    throw new MongoDBError(
      '$arrayToObject requires a consistent input format, an object was expected, found: array',
      40391,
    );
  }
  if (!isDocument(item)) {
    throw new MongoDBError(
      `Unrecognised input type format for $arrayToObject: ${typeName(item)}`,
      40398,
    );
  }
  if (Object.keys(item).length !== 2) {
    throw new MongoDBError(
      `$arrayToObject requires an object keys of 'k' and 'v', found ${Object.keys(item).length} keys`,
      40392,
    );
  }
  const { k: key, v: value } = item;
  if (key === undefined || value === undefined) {
    throw new MongoDBError("$arrayToObject requires an object with keys 'k' and 'v'", 40393);
  }
  if (typeof key !== 'string') {
    throw new MongoDBError(
      `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string, found: ${typeName(key)}`,
      40394,
    );
  }
  return [key, value];
}
