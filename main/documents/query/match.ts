import { BSONRegExp } from 'bson';
import { evaluate, newScope } from '../expressions/evaluate.ts';
import {
  asksForPresence,
  equality,
  isOperators,
  matches,
  VALUE_TESTS,
  type ValueTest,
} from './match-values.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { splitPath, visitPath } from '../values/path.ts';
import {
  type Document,
  expectArray,
  expectDocument,
  isDocument,
  isTruthy,
  type Maybe,
  type Value,
  wholeNumber,
} from '../values/values.ts';

/** Path of an array to the place in it that made the query true: for the positional `$`. */
export type Places = Map<string, number>;

/** Tests a document. `places` is told where in arrays it was found, if it was. */
export type Matcher = (document: Document, places?: Places) => boolean;

type Variables = ReadonlyMap<string, Maybe>;

/** Tests what stands at a path; answers with the index of an array it was found at, or true. */
type PlaceTest = (value: Maybe, expand: boolean) => number | boolean;

/** One operator of a field; `not` is the operators inside `$not`. */
type Condition = { test: PlaceTest; negated: boolean } | { not: Condition[] };

const NOT_HERE = new Set(['$where', '$text', '$near', '$nearSphere', '$geoWithin', '$within']);
const GEO_AND_OTHERS = new Set(['$geoIntersects', '$geoNear', '$jsonSchema', '$function']);

/**
 * Makes a matcher of a query document.
 *
 * @param variables of `let`, for `$expr`.
 * @throws MongoDBError that names the operator which is unknown or not available.
 */
export function compileQuery(query: Document, variables: Variables = new Map()): Matcher {
  const parts = Object.keys(query).map((key) => compileEntry(key, query[key] ?? null, variables));
  return (document, places) => parts.every((part) => part(document, places));
}

function compileEntry(key: string, operand: Value, variables: Variables): Matcher {
  if (!key.startsWith('$')) return compileField(key, operand, variables);
  if (key === '$comment') return () => true;
  if (key === '$expr') {
    return (document) => isTruthy(evaluate(operand, newScope(document, variables)));
  }
  if (key === '$and' || key === '$or' || key === '$nor') {
    const list = expectArray(operand, key).map((item) =>
      compileQuery(expectDocument(item, `an entry of ${key}`), variables),
    );
    if (list.length === 0) throw new MongoDBError(`${key} must be a nonempty array`);
    if (key === '$and') return (doc, places) => list.every((part) => part(doc, places));
    if (key === '$or') return (doc, places) => list.some((part) => part(doc, places));
    return (doc) => !list.some((part) => part(doc));
  }
  throw refuse(key, 'top level operator');
}

function refuse(name: string, kind: string): MongoDBError {
  return NOT_HERE.has(name) || GEO_AND_OTHERS.has(name)
    ? new MongoDBError(`operator ${name} is not available offline`)
    : new MongoDBError(`unknown ${kind}: ${name}`);
}

function compileField(path: string, operand: Value, variables: Variables): Matcher {
  const parts = splitPath(path);
  const conditions = compileConditions(operand, variables);
  const satisfied = (condition: Condition, document: Document, places?: Places): boolean => {
    if ('not' in condition) return !condition.not.every((inner) => satisfied(inner, document));
    const { test, negated } = condition;
    const found = visitPath(document, parts, (value, index) => {
      const place = test(value, true);
      if (place === false) return false;
      const at = index ?? (typeof place === 'number' ? place : null);
      if (at !== null && !negated) places?.set(path, at);
      return true;
    });
    return found !== negated;
  };
  return (document, places) =>
    conditions.every((condition) => satisfied(condition, document, places));
}

/** What is asked of one value: operators, a pattern, or to be equal. */
function compileConditions(operand: Value, variables: Variables): Condition[] {
  if (operand instanceof BSONRegExp) return [{ test: onLeaves(matches(operand)), negated: false }];
  if (!isDocument(operand) || !isOperators(operand)) {
    return [{ test: onLeaves(equality(operand)), negated: false }];
  }
  const operators = operand;
  return Object.keys(operators)
    .filter((name) => name !== '$options' || operators['$regex'] === undefined)
    .flatMap((name) => {
      const own = operators[name] ?? null;
      return name === '$all'
        ? allConditions(own, variables)
        : [compileOperator(name, own, operators, variables)];
    });
}

function compileOperator(
  name: string,
  operand: Value,
  siblings: Document,
  variables: Variables,
): Condition {
  const leaf = VALUE_TESTS[name];
  if (name === '$eq' && operand instanceof BSONRegExp) {
    return { test: onLeaves(equality(operand)), negated: false };
  }
  if (leaf) return { test: onLeaves(leaf(operand)), negated: false };
  if (name === '$ne') return { test: onLeaves(equality(operand)), negated: true };
  if (name === '$nin') return { test: onLeaves(testOf('$in', operand)), negated: true };
  if (name === '$regex') {
    return { test: onLeaves(matches(operand, siblings['$options'])), negated: false };
  }
  if (name === '$exists') {
    return { test: (value) => value !== undefined, negated: !asksForPresence(operand) };
  }
  if (name === '$size') return { test: sizeTest(operand), negated: false };
  if (name === '$elemMatch') return { test: elementTest(operand, variables), negated: false };
  if (name === '$not') return { not: negatedConditions(operand, variables) };
  throw refuse(name, 'operator');
}

function testOf(name: string, operand: Value): ValueTest {
  const make = VALUE_TESTS[name];
  if (!make) throw refuse(name, 'operator');
  return make(operand);
}

/** Each element of an array counts, and the array itself. */
function onLeaves(test: ValueTest): PlaceTest {
  return (value, expand) => {
    if (!expand || !Array.isArray(value)) return test(value);
    const at = value.findIndex((item) => test(item));
    return at >= 0 ? at : test(value);
  };
}

function sizeTest(operand: Value): PlaceTest {
  const size = wholeNumber(operand, '$size');
  if (size < 0) throw new MongoDBError('$size may not be a negative number');
  return (value) => Array.isArray(value) && value.length === size;
}

/** `$elemMatch` asks for one element that satisfies everything at once. */
function elementTest(operand: Value, variables: Variables): PlaceTest {
  const element = compileElement(expectDocument(operand, '$elemMatch'), variables);
  return (value) => {
    if (!Array.isArray(value)) return false;
    const at = value.findIndex((item) => element(item));
    return at >= 0 ? at : false;
  };
}

const LOGIC = new Set(['$and', '$or', '$nor', '$expr']);

/** A test of one element: operators look at the element itself, fields into it. */
export function compileElement(criteria: Document, variables: Variables): ValueTest {
  const first = Object.keys(criteria)[0] ?? '';
  if (isOperators(criteria) && !LOGIC.has(first)) {
    const conditions = compileConditions(criteria, variables);
    return (item) => conditions.every((condition) => elementSatisfies(condition, item));
  }
  const matcher = compileQuery(criteria, variables);
  return (item) => isDocument(item) && matcher(item);
}

/** `$all` asks each of its values of some element, so each is a condition of its own. */
function allConditions(operand: Value, variables: Variables): Condition[] {
  const items = expectArray(operand, '$all needs an array: its operand');
  if (items.length === 0) return [{ test: () => false, negated: false }];
  return items.map((item) => {
    const inner = isDocument(item) ? item['$elemMatch'] : undefined;
    if (inner !== undefined) return { test: elementTest(inner, variables), negated: false };
    const test = onLeaves(item instanceof BSONRegExp ? matches(item) : equality(item));
    return { test, negated: false };
  });
}

function elementSatisfies(condition: Condition, item: Maybe): boolean {
  if ('not' in condition) return !condition.not.every((inner) => elementSatisfies(inner, item));
  return (condition.test(item, false) !== false) !== condition.negated;
}

function negatedConditions(operand: Value, variables: Variables): Condition[] {
  if (!(operand instanceof BSONRegExp) && !isOperators(operand)) {
    throw new MongoDBError('$not needs a regex or a document of operators');
  }
  return compileConditions(operand, variables);
}
