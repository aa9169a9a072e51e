import { Decimal128, Int32 } from 'bson';
import { compareValues, equalValues, keyOf, typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, calculate, wholeOf } from '../values/numbers.ts';
import { toRegExp } from '../values/pattern.ts';
import {
  type Document,
  isDocument,
  isNum,
  type Maybe,
  table,
  type Value,
} from '../values/values.ts';
import { ofType } from './match-values.ts';

type Test = (value: Maybe) => boolean;
type Keyword = (operand: Value, schema: Document) => Test;

const MISTAKE = 9;
const TYPE_MISMATCH = 14;

/**
 * `$jsonSchema`: draft 4 with `bsonType`, as the server reads it. Keywords about one type say nothing
 * of other types.
 *
 * @throws MongoDBError
 */
export function schemaTest(schema: Value): (document: Value) => boolean {
  const test = compileSchema(schema, '$jsonSchema');
  return (document) => test(document);
}

function compileSchema(schema: Value, where: string): Test {
  if (!isDocument(schema)) throw new MongoDBError(`${where} must be an object`, TYPE_MISMATCH);
  const tests = Object.keys(schema).map((name) => {
    const keyword = KEYWORDS[name];
    if (keyword) return keyword(schema[name] ?? null, schema);
    throw new MongoDBError(
      UNSUPPORTED.has(name)
        ? `$jsonSchema keyword '${name}' is not currently supported`
        : `Unknown $jsonSchema keyword: ${name}`,
      MISTAKE,
    );
  });
  return (value) => tests.every((test) => test(value));
}

const UNSUPPORTED = new Set(['$ref', '$schema', 'default', 'definitions', 'format', 'id']);
const JSON_TYPES: Readonly<Record<string, string>> = table({
  object: 'object',
  array: 'array',
  number: 'number',
  boolean: 'bool',
  string: 'string',
  null: 'null',
});

const always: Test = () => true;
const onArrays =
  (test: (list: Value[]) => boolean): Test =>
  (value) =>
    !Array.isArray(value) || test(value);
const onStrings =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value !== 'string' || test(value);
const onObjects =
  (test: (document: Document) => boolean): Test =>
  (value) =>
    !isDocument(value) || test(value);

const KEYWORDS: Readonly<Record<string, Keyword>> = table<Keyword>({
  title: text('title'),
  description: text('description'),
  bsonType: (operand) => ofType(checkTypes(operand, 'bsonType')),
  type(operand) {
    const names = checkTypes(operand, 'type').map((name) => {
      const known = JSON_TYPES[name];
      if (known === undefined) {
        throw new MongoDBError(
          name === 'integer'
            ? "$jsonSchema type 'integer' is not currently supported."
            : `Unknown type name alias: ${name}`,
          name === 'integer' ? MISTAKE : 2,
        );
      }
      return known;
    });
    return ofType(names);
  },
  enum(operand) {
    if (!Array.isArray(operand)) throw mustBe('enum', 'an array', operand);
    if (operand.length === 0)
      throw new MongoDBError('$jsonSchema keyword enum cannot be an empty array', MISTAKE);
    const keys = new Set(operand.map((item) => keyOf(item)));
    return (value) => keys.has(keyOf(value));
  },
  required(operand) {
    if (!Array.isArray(operand)) throw mustBe('required', 'an array', operand);
    if (operand.length === 0)
      throw new MongoDBError('$jsonSchema keyword required cannot be an empty array', MISTAKE);
    const names = operand.map((name) => {
      if (typeof name !== 'string') throw mustBe('required', 'an array of strings', name);
      return name;
    });
    return onObjects((document) => names.every((name) => document[name] !== undefined));
  },
  properties(operand) {
    const tests = schemasOf(operand, 'properties');
    return onObjects((document) =>
      tests.every(([name, test]) => document[name] === undefined || test(document[name])),
    );
  },
  patternProperties(operand) {
    const tests = schemasOf(operand, 'patternProperties').map(
      ([pattern, test]) => [toRegExp(pattern, ''), test] as const,
    );
    return onObjects((document) =>
      Object.keys(document).every((name) =>
        tests.every(([pattern, test]) => !pattern.test(name) || test(document[name])),
      ),
    );
  },
  additionalProperties(operand, schema) {
    if (operand === true) return always;
    const test: Test =
      operand === false ? () => false : compileSchema(operand, 'additionalProperties');
    const known = new Set(
      isDocument(schema['properties']) ? Object.keys(schema['properties']) : [],
    );
    const patterns = isDocument(schema['patternProperties'])
      ? Object.keys(schema['patternProperties']).map((pattern) => toRegExp(pattern, ''))
      : [];
    return onObjects((document) =>
      Object.keys(document).every(
        (name) =>
          known.has(name) || patterns.some((pattern) => pattern.test(name)) || test(document[name]),
      ),
    );
  },
  dependencies(operand) {
    if (!isDocument(operand)) throw mustBe('dependencies', 'an object', operand);
    const tests = Object.keys(operand).map(
      (name) => [name, dependency(operand[name] ?? null)] as const,
    );
    return onObjects((document) =>
      tests.every(([name, test]) => document[name] === undefined || test(document)),
    );
  },
  minProperties: count(
    'minProperties',
    (value, least) => !isDocument(value) || Object.keys(value).length >= least,
  ),
  maxProperties: count(
    'maxProperties',
    (value, most) => !isDocument(value) || Object.keys(value).length <= most,
  ),
  minItems: count('minItems', (value, least) => !Array.isArray(value) || value.length >= least),
  maxItems: count('maxItems', (value, most) => !Array.isArray(value) || value.length <= most),
  minLength: count(
    'minLength',
    (value, least) => typeof value !== 'string' || Array.from(value).length >= least,
  ),
  maxLength: count(
    'maxLength',
    (value, most) => typeof value !== 'string' || Array.from(value).length <= most,
  ),
  items(operand) {
    if (!Array.isArray(operand)) {
      const test = compileSchema(operand, 'items');
      return onArrays((list) => list.every((item) => test(item)));
    }
    const tests = operand.map((item) => compileSchema(item, 'items'));
    return onArrays((list) => list.every((item, i) => tests[i]?.(item) ?? true));
  },
  additionalItems(operand, schema) {
    const { items } = schema;
    const test: Test =
      typeof operand === 'boolean' ? () => operand : compileSchema(operand, 'additionalItems');
    if (!Array.isArray(items)) return always;
    return onArrays((list) => list.slice(items.length).every((item) => test(item)));
  },
  uniqueItems(operand) {
    if (typeof operand !== 'boolean') throw mustBe('uniqueItems', 'a boolean', operand);
    return operand
      ? onArrays((list) => new Set(list.map((item) => keyOf(item))).size === list.length)
      : always;
  },
  minimum: (operand, schema) => bound('minimum', operand, schema, 'exclusiveMinimum', 1),
  maximum: (operand, schema) => bound('maximum', operand, schema, 'exclusiveMaximum', -1),
  exclusiveMinimum: exclusive('minimum', 'exclusiveMinimum'),
  exclusiveMaximum: exclusive('maximum', 'exclusiveMaximum'),
  multipleOf(operand) {
    if (!isNum(operand)) throw mustBe('multipleOf', 'a number', operand);
    if (!(asNumber(operand) > 0))
      throw new MongoDBError('multipleOf must have a positive value', MISTAKE);
    const divisor = operand;
    return (value) => {
      if (!isNum(value)) return true;
      if (!Number.isFinite(asNumber(value))) return false;
      // As decimals: 4.2 is a multiple of 0.1.
      const rest = calculate('mod', calculate('add', value, Decimal128.fromString('0')), divisor);
      return equalValues(rest, new Int32(0));
    };
  },
  pattern(operand) {
    if (typeof operand !== 'string') throw mustBe('pattern', 'a string', operand);
    const regex = toRegExp(operand, '');
    return onStrings((value) => regex.test(value));
  },
  allOf: combined('allOf', (tests, value) => tests.every((test) => test(value))),
  anyOf: combined('anyOf', (tests, value) => tests.some((test) => test(value))),
  oneOf: combined('oneOf', (tests, value) => tests.filter((test) => test(value)).length === 1),
  not(operand) {
    const test = compileSchema(operand, 'not');
    return (value) => !test(value);
  },
});

function mustBe(name: string, what: string, found: Value): MongoDBError {
  return new MongoDBError(
    `$jsonSchema keyword '${name}' must be ${what}, but found ${typeName(found)}`,
    TYPE_MISMATCH,
  );
}

function text(name: string): Keyword {
  return (operand) => {
    if (typeof operand !== 'string') throw mustBe(name, 'a string', operand);
    return always;
  };
}

function checkTypes(operand: Value, name: string): string[] {
  return (Array.isArray(operand) ? operand : [operand]).map((type) => {
    if (typeof type === 'string') return type;
    throw mustBe(name, 'a string or an array of strings', type);
  });
}

function schemasOf(operand: Value, name: string): [string, Test][] {
  if (!isDocument(operand)) throw mustBe(name, 'an object', operand);
  return Object.keys(operand).map((key) => [
    key,
    compileSchema(operand[key] ?? null, `${name}.${key}`),
  ]);
}

function dependency(operand: Value): (document: Document) => boolean {
  if (!Array.isArray(operand)) return compileSchema(operand, 'dependencies');
  if (operand.length === 0)
    throw new MongoDBError('a dependency cannot be an empty array', MISTAKE);
  return (document) =>
    operand.every((name) => typeof name === 'string' && document[name] !== undefined);
}

function count(name: string, holds: (value: Maybe, limit: number) => boolean): Keyword {
  return (operand) => {
    const limit = wholeOf(operand);
    if (limit === undefined || limit < 0) {
      throw new MongoDBError(
        `$jsonSchema keyword '${name}' must be a non-negative integer`,
        MISTAKE,
      );
    }
    return (value) => holds(value, limit);
  };
}

function bound(name: string, operand: Value, schema: Document, other: string, sign: number): Test {
  if (!isNum(operand)) throw mustBe(name, 'a number', operand);
  const isExclusive = schema[other] === true;
  return (value) => {
    if (!isNum(value)) return true;
    const order = compareValues(value, operand) * sign;
    return isExclusive ? order > 0 : order >= 0;
  };
}

function exclusive(needs: string, name: string): Keyword {
  return (operand, schema) => {
    if (typeof operand !== 'boolean') throw mustBe(name, 'a boolean', operand);
    if (schema[needs] === undefined) {
      throw new MongoDBError(
        `$jsonSchema keyword '${needs}' must be present if ${name} is present`,
        MISTAKE,
      );
    }
    return always;
  };
}

function combined(name: string, holds: (tests: readonly Test[], value: Maybe) => boolean): Keyword {
  return (operand) => {
    if (!Array.isArray(operand)) throw mustBe(name, 'an array', operand);
    if (operand.length === 0) {
      throw new MongoDBError(`$jsonSchema keyword '${name}' must be a nonempty array`, 2);
    }
    const tests = operand.map((item) => compileSchema(item, name));
    return (value) => holds(tests, value);
  };
}
