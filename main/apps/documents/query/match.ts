import { BSONRegExp } from 'bson';
import { compileExpression } from '../expressions/compile.ts';
import { type Known, newScope } from '../expressions/scope.ts';
import { metaOf } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, wholeOf } from '../values/numbers.ts';
import { checkOperand, listOperand, numberOperand, objectOperand } from '../values/operands.ts';
import { splitPath, visitPath } from '../values/path.ts';
import { typeName } from '../values/compare.ts';
import { type Document, isDocument, isTruthy, type Maybe, type Value } from '../values/values.ts';
import { geoTest, isGeoOption, nearOf } from './geo-tests.ts';
import { schemaTest } from './json-schema.ts';
import {
  asksForPresence,
  equality,
  isOperators,
  matches,
  membership,
  ofType,
  VALUE_TESTS,
  type ValueTest,
} from './match-values.ts';
import { fieldShape, topShape } from './shapes.ts';
import { textTest } from './text.ts';

/** Path of an array to the place in it that made the query true: for the positional `$`. */
export type Places = Map<string, number>;

/** Tests a document. `places` is told where in arrays it was found, if it was. */
export type Matcher = (document: Document, places?: Places) => boolean;

type Variables = ReadonlyMap<string, Maybe>;

/** What a matcher needs beside the document. */
interface Context {
  variables: Variables;
  now: Date;
}

/** Tests what stands at a path; answers with the index of an array it was found at, or true. */
type PlaceTest = (value: Maybe, expand: boolean) => number | boolean;

/** One operator of a field; `not` is the operators inside `$not`. */
type Condition = { test: PlaceTest; negated: boolean } | { not: Condition[] };

const BAD_VALUE = 2;
const FAILED_TO_PARSE = 9;

/**
 * Makes a matcher of a query document.
 *
 * @param variables of `let`, for `$expr`.
 * @throws MongoDBError that names the operator which is unknown or not available.
 */
export function compileQuery(
  query: Document,
  variables: Variables = new Map(),
  now: Date = new Date(),
): Matcher {
  return compileAll(query, { variables, now });
}

/** Makes a matcher that is told its variables with each document; their names are known before. */
export function compileQueryFor(query: Document, known: Known) {
  const names: Variables = new Map([...known].map((name) => [name, undefined]));
  const context = { variables: names, now: new Date() };
  const matcher = compileAll(query, context);
  return (document: Document, variables: Variables, now: Date): boolean => {
    context.variables = variables;
    context.now = now;
    return matcher(document);
  };
}

function compileAll(query: Document, context: Context): Matcher {
  const parts = Object.keys(query).map((key) => compileEntry(key, query[key] ?? null, context));
  return (document, places) => parts.every((part) => part(document, places));
}

function compileEntry(key: string, operand: Value, context: Context): Matcher {
  if (!key.startsWith('$')) return compileField(key, operand, context);
  checkOperand(operand, topShape(key));
  switch (key) {
    case '$comment':
      return () => true;
    case '$expr':
      return compileExpr(operand, context);
    case '$and':
    case '$or':
    case '$nor':
      return compileLogic(key, operand, context);
    case '$alwaysTrue':
    case '$alwaysFalse':
      return always(key, operand);
    case '$sampleRate':
      return compileRate(operand);
    case '$jsonSchema': {
      const test = schemaTest(operand);
      return (document) => test(document);
    }
    case '$text':
      return textTest(operand);
    default:
      throw new MongoDBError(`unknown top level operator: ${key}`, BAD_VALUE);
  }
}

function always(key: '$alwaysTrue' | '$alwaysFalse', operand: Value): Matcher {
  if (wholeOf(operand) !== 1) {
    throw new MongoDBError(`${key} must be an integer value of 1`, FAILED_TO_PARSE);
  }
  return () => key === '$alwaysTrue';
}

function compileExpr(operand: Value, context: Context): Matcher {
  const compute = compileExpression(operand, new Set(context.variables.keys()));
  return (document) =>
    isTruthy(compute(newScope(document, context.variables, context.now, metaOf(document))));
}

function compileLogic(key: '$and' | '$or' | '$nor', operand: Value, context: Context): Matcher {
  const list = listOperand(operand, topShape(key)).map((item) => {
    if (key !== '$and' && isDocument(item) && nearOf(item)) {
      throw new MongoDBError('geo $near must be top-level expr', BAD_VALUE);
    }
    if (isDocument(item)) return compileAll(item, context);
    throw new MongoDBError('$or/$and/$nor entries need to be full objects', BAD_VALUE);
  });
  if (key === '$and') return (doc, places) => list.every((part) => part(doc, places));
  if (key === '$or') return (doc, places) => list.some((part) => part(doc, places));
  return (doc) => !list.some((part) => part(doc));
}

function compileRate(operand: Value): Matcher {
  const rate = asNumber(numberOperand(operand, topShape('$sampleRate')));
  if (!(rate >= 0 && rate <= 1)) {
    throw new MongoDBError('numeric argument to $sampleRate must be in [0, 1]', BAD_VALUE);
  }
  return () => Math.random() < rate;
}

function compileField(path: string, operand: Value, context: Context): Matcher {
  const parts = splitPath(path);
  const conditions = compileConditions(operand, context);
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
function compileConditions(operand: Value, context: Context): Condition[] {
  if (operand instanceof BSONRegExp) return [{ test: onLeaves(matches(operand)), negated: false }];
  if (!isDocument(operand) || !isOperators(operand)) {
    return [{ test: onLeaves(equality(operand)), negated: false }];
  }
  const operators = operand;
  return Object.keys(operators).flatMap((name) => {
    const own = operators[name] ?? null;
    checkOperand(own, fieldShape(name));
    if (name === '$options') {
      if (operators['$regex'] !== undefined) return [];
      throw new MongoDBError('$options needs a $regex', BAD_VALUE);
    }
    if (isGeoOption(name, operators)) return [];
    return name === '$all'
      ? allConditions(own, context)
      : [compileOperator(name, own, operators, context)];
  });
}

const plain = (test: PlaceTest): Condition => ({ test, negated: false });

function compileOperator(
  name: string,
  operand: Value,
  siblings: Document,
  context: Context,
): Condition {
  const leaf = VALUE_TESTS[name];
  if (name === '$eq' && operand instanceof BSONRegExp) return plain(onLeaves(equality(operand)));
  if (leaf) return plain(onLeaves(leaf(operand)));
  switch (name) {
    case '$ne':
      return { test: onLeaves(equality(operand)), negated: true };
    case '$nin':
      return { test: onLeaves(membership(operand)), negated: true };
    case '$regex':
      return plain(onLeaves(matches(operand, siblings['$options'])));
    case '$exists':
      return { test: (value) => value !== undefined, negated: !asksForPresence(operand) };
    case '$type':
      return plain(onLeaves(ofType(operand)));
    case '$size':
      return plain(sizeTest(operand));
    case '$elemMatch':
      return plain(elementTest(operand, context));
    case '$not':
      return { not: negatedConditions(operand, context) };
    default: {
      const geo = geoTest(name, operand, siblings);
      if (geo) return plain(geo);
      throw new MongoDBError(`unknown operator: ${name}`, BAD_VALUE);
    }
  }
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
  const size = wholeOf(operand);
  if (size === undefined) {
    throw new MongoDBError(
      `Failed to parse $size. Expected an integer: ${typeName(operand)}`,
      BAD_VALUE,
    );
  }
  if (size < 0) {
    throw new MongoDBError(
      `Failed to parse $size. Expected a non-negative number in: $size: ${size}`,
      BAD_VALUE,
    );
  }
  return (value) => Array.isArray(value) && value.length === size;
}

/** `$elemMatch` asks for one element that satisfies everything at once. */
function elementTest(operand: Value, context: Context): PlaceTest {
  const element = elementMatcher(objectOperand(operand, fieldShape('$elemMatch')), context);
  return (value) => {
    if (!Array.isArray(value)) return false;
    const at = value.findIndex((item) => element(item));
    return at >= 0 ? at : false;
  };
}

const LOGIC = new Set(['$and', '$or', '$nor', '$expr']);

/** A test of one element: operators look at the element itself, fields into it. */
export function compileElement(criteria: Document, variables: Variables): ValueTest {
  return elementMatcher(criteria, { variables, now: new Date() });
}

function elementMatcher(criteria: Document, context: Context): ValueTest {
  const first = Object.keys(criteria)[0] ?? '';
  if (isOperators(criteria) && !LOGIC.has(first)) {
    const conditions = compileConditions(criteria, context);
    return (item) => conditions.every((condition) => elementSatisfies(condition, item));
  }
  const matcher = compileAll(criteria, context);
  return (item) => {
    if (isDocument(item)) return matcher(item);
    // An array inside of an array is looked into by its indexes.
    return Array.isArray(item) && matcher(Object.assign(Object.create(null) as Document, item));
  };
}

/** `$all` asks each of its values of some element, so each is a condition of its own. */
function allConditions(operand: Value, context: Context): Condition[] {
  const list = listOperand(operand, fieldShape('$all'));
  if (list.length === 0) return [plain(() => false)];
  const isElement = (item: Value): item is Document =>
    isDocument(item) && item['$elemMatch'] !== undefined;
  const areElements = isElement(list[0] ?? null);
  return list.map((item) => {
    if (areElements) {
      if (!isElement(item) || Object.keys(item).length > 1) {
        throw new MongoDBError('$all/$elemMatch has to be consistent', BAD_VALUE);
      }
      return plain(elementTest(item['$elemMatch'] ?? null, context));
    }
    if (isOperators(item)) throw new MongoDBError('no $ expressions in $all', BAD_VALUE);
    return plain(onLeaves(item instanceof BSONRegExp ? matches(item) : equality(item)));
  });
}

function elementSatisfies(condition: Condition, item: Maybe): boolean {
  if ('not' in condition) return !condition.not.every((inner) => elementSatisfies(inner, item));
  return (condition.test(item, false) !== false) !== condition.negated;
}

function negatedConditions(operand: Value, context: Context): Condition[] {
  if (operand instanceof BSONRegExp) return compileConditions(operand, context);
  const operators = objectOperand(operand, fieldShape('$not'));
  if (Object.keys(operators).length === 0) {
    throw new MongoDBError('$not cannot be empty', BAD_VALUE);
  }
  if (!isOperators(operators)) {
    throw new MongoDBError(`unknown operator: ${Object.keys(operators)[0]}`, BAD_VALUE);
  }
  return compileConditions(operators, context);
}
