import { Double } from 'bson';
import { addTo, type Unit, unitOf } from '../expressions/dates/spans.ts';
import { fixedZone } from '../expressions/dates/time-zones.ts';
import { fieldPath } from '../values/field-path.ts';
import { compareValues, equalValues, typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, calculate, numberOf } from '../values/numbers.ts';
import { expressionPath, setPath } from '../values/path.ts';
import {
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  isNum,
  type Num,
  type Value,
} from '../values/values.ts';
import { fieldPaths, readStage, type Stage } from './stage.ts';
import { partitioned } from './windows.ts';

const SHAPE = {
  needed: ['field', 'range'],
  optional: ['partitionByFields'],
  codes: { object: 5733200, unknown: 40415, missing: 40414 },
};
const RANGE = {
  needed: ['step', 'bounds'],
  optional: ['unit'],
  codes: { object: 14, unknown: 40415, missing: 40414 },
};
const MOST = 500_000;

interface Range {
  step: Num;
  unit: Unit | undefined;
  bounds: 'full' | 'partition' | readonly [Value, Value];
}

/** Documents for the values of a field that are missing between those that are there. */
export function densify(operand: Value): Stage {
  const spec = readStage('$densify', operand, SHAPE);
  const { field, partitionByFields: names = [] } = spec;
  if (typeof field !== 'string')
    throw new MongoDBError("the field 'field' of $densify must be a string", 14);
  const parts = fieldPath(field);
  const paths = fieldPaths(names, "'partitionByFields'");
  const range = readRange(spec['range'] ?? null);
  if (range.bounds === 'partition' && paths.length === 0) {
    throw new MongoDBError(
      "one may not specify the bounds as 'partition' without specifying a non-empty array of partitionByFields",
      5733408,
    );
  }
  return (documents) => {
    const plain = documents.filter((document) => isMissing(expressionPath(document, parts)));
    const valued = documents.filter((document) => !isMissing(expressionPath(document, parts)));
    const all = valued.map((document) => checked(expressionPath(document, parts) ?? null, range));
    const key = (document: Document): Document =>
      documentOf(
        Object.fromEntries(
          paths.map((path, i) => [String(i), expressionPath(document, path) ?? null]),
        ),
      );
    const partitions = paths.length === 0 ? [valued] : partitioned(valued, key);
    const filled = partitions.flatMap((members) => {
      const sorted = members.toSorted((a, b) =>
        compareValues(expressionPath(a, parts), expressionPath(b, parts)),
      );
      const values = sorted.map((document) => expressionPath(document, parts) ?? null);
      const [from, to, isOpen] = ends(range, values, all);
      const made = missingValues(from, to, isOpen, range, values).map((value) => {
        const document = emptyDocument();
        for (const path of paths) {
          const own = sorted[0] && expressionPath(sorted[0], path);
          if (own !== undefined) setPath(document, path, own);
        }
        setPath(document, parts, value);
        return document;
      });
      if (made.length > MOST)
        throw new MongoDBError(`$densify would make more than ${MOST} documents`, 5897900);
      return [...sorted, ...made].toSorted((a, b) =>
        compareValues(expressionPath(a, parts), expressionPath(b, parts)),
      );
    });
    return [...plain, ...filled];
  };
}

const isMissing = (value: Value | undefined): boolean => value === undefined || value === null;

function readRange(operand: Value): Range {
  const spec = readStage('$densify range', operand, RANGE);
  const { step = null, bounds = null, unit } = spec;
  if (!isNum(step) || !(asNumber(step) > 0)) {
    throw new MongoDBError(
      'the step parameter in a range statement must be a strictly positive numeric value',
      5733401,
    );
  }
  const read = unit === undefined ? undefined : unitOf(unit, '$densify');
  if (read !== undefined && !Number.isInteger(asNumber(step))) {
    throw new MongoDBError(
      'The step parameter in a range statement must be a whole number when densifying a date range',
      6586400,
    );
  }
  if (bounds === 'full' || bounds === 'partition') return { step, unit: read, bounds };
  if (!Array.isArray(bounds)) {
    throw new MongoDBError(
      "the bounds in a range statement must be the string 'full', 'partition', or an ascending array of two numbers or two dates",
      isDocument(bounds) ? 5733404 : 5946802,
    );
  }
  const [low = null, high = null] = bounds;
  const areRight =
    read === undefined ? isNum(low) && isNum(high) : low instanceof Date && high instanceof Date;
  if (bounds.length !== 2 || !areRight) {
    throw new MongoDBError(
      'a bounding array must hold two numbers, or with a unit two dates',
      5733403,
    );
  }
  if (compareValues(low, high) > 0) {
    throw new MongoDBError('the bounding array must be ascending', 5733402);
  }
  return { step, unit: read, bounds: [low, high] };
}

function checked(value: Value, { unit }: Range): Value {
  if (unit === undefined ? isNum(value) : value instanceof Date) return value;
  throw new MongoDBError(
    `PlanExecutor error during aggregation :: caused by :: Densify field type must be ${unit === undefined ? 'numeric' : 'a date'}, not ${typeName(value)}`,
    unit === undefined ? 5733201 : 6053600,
  );
}

/** Where the values begin and end, and whether the end itself is left out. */
function ends(
  { bounds }: Range,
  own: readonly Value[],
  all: readonly Value[],
): [Value, Value, boolean] {
  if (typeof bounds !== 'string') return [bounds[0], bounds[1], true];
  const list = bounds === 'full' ? all.toSorted((a, b) => compareValues(a, b)) : own;
  return [list[0] ?? null, list.at(-1) ?? null, false];
}

function missingValues(
  from: Value,
  to: Value,
  isOpen: boolean,
  range: Range,
  own: readonly Value[],
): Value[] {
  const made: Value[] = [];
  let place = 0;
  for (let i = 0; i <= MOST; i++) {
    const value = step(from, i, range);
    const order = compareValues(value, to);
    if (value === null || order > 0 || (isOpen && order === 0)) break;
    while (place < own.length && compareValues(own[place], value) < 0) place += 1;
    if (!equalValues(own[place], value)) made.push(value);
  }
  return made;
}

function step(from: Value, count: number, { step: size, unit }: Range): Value {
  if (from instanceof Date && unit !== undefined) {
    return new Date(addTo(from.getTime(), unit, count * asNumber(size), fixedZone(0)));
  }
  if (!isNum(from)) return null;
  return calculate(
    'add',
    from,
    calculate(
      'multiply',
      size,
      count === 0 && size instanceof Double ? new Double(0) : numberOf(count),
    ),
  );
}
