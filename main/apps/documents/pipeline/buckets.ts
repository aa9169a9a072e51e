import { compileExpression } from '../expressions/compile.ts';
import type { Known } from '../expressions/scope.ts';
import { compareValues, equalValues, typeName, typeRank } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { int32Of, numberOf } from '../values/numbers.ts';
import {
  type Document,
  documentOf,
  isDocument,
  isNum,
  isOperatorObject,
  type Value,
} from '../values/values.ts';
import { compileAccumulator } from './group-accumulators.ts';
import { type Fields, gathered } from './group.ts';
import { readStage, scopeOf, type Stage, type StageContext } from './stage.ts';

const BUCKET = {
  needed: ['groupBy', 'boundaries'],
  optional: ['default', 'output'],
  codes: { object: 40201, unknown: 40197, missing: 40198 },
};
const AUTO = {
  needed: ['groupBy', 'buckets'],
  optional: ['output', 'granularity'],
  codes: { object: 40240, unknown: 40245, missing: 40246 },
};

function expectExpression(value: Value, name: string, code: number): Value {
  const isOne = typeof value === 'string' ? value.startsWith('$') : isOperatorObject(value);
  if (isOne) return value;
  throw new MongoDBError(
    `The ${name} 'groupBy' field must be defined as a $-prefixed path or an expression`,
    code,
  );
}

function outputFields(output: Value | undefined, known: Known, code: number): Fields {
  const spec = output ?? documentOf({ count: documentOf({ $sum: numberOf(1) }) });
  if (!isDocument(spec)) {
    throw new MongoDBError(
      `The 'output' field must be an object, but found type: ${typeName(spec)}`,
      code,
    );
  }
  return Object.keys(spec).map((name) => {
    if (name === '_id')
      throw new MongoDBError("a bucket's _id can't be specified in 'output'", 15948);
    return [name, compileAccumulator(name, spec[name] ?? null, known)] as const;
  });
}

/** Groups by ranges: from each boundary up to the next, which is not in it. */
export function bucket(operand: Value, { known }: StageContext): Stage {
  const spec = readStage('$bucket', operand, BUCKET);
  const by = compileExpression(expectExpression(spec['groupBy'] ?? null, '$bucket', 40202), known);
  const bounds = boundariesOf(spec['boundaries'] ?? null);
  const other = defaultOf(spec['default'], bounds);
  const fields = outputFields(spec['output'], known, 40196);
  const [least = null, most = null] = [bounds[0], bounds.at(-1)];
  return (documents, run) => {
    const members = new Map<Value, Document[]>();
    for (const document of documents) {
      const value = by(scopeOf(document, run));
      const isInside = compareValues(value, least) >= 0 && compareValues(value, most) < 0;
      const id = isInside ? bounds.findLast((bound) => compareValues(value, bound) >= 0) : other;
      if (id === undefined) {
        throw new MongoDBError(
          '$switch could not find a matching branch for an input, and no default was specified.',
          40066,
        );
      }
      members.set(id, [...(members.get(id) ?? []), document]);
    }
    return [...members]
      .toSorted(([a], [b]) => compareValues(a, b))
      .map(([id, list]) => gathered(id, list, fields, run));
  };
}

/** Constants, which an expression may give: `{$add: [1, 2]}`. */
function constant(value: Value): Value {
  return (
    compileExpression(value)({ root: undefined, variables: new Map(), now: new Date() }) ?? null
  );
}

function boundariesOf(value: Value): Value[] {
  if (!Array.isArray(value)) {
    throw new MongoDBError(
      `The $bucket 'boundaries' field must be an array, but found type: ${typeName(value)}`,
      40200,
    );
  }
  if (value.length < 2) {
    throw new MongoDBError(
      `The $bucket 'boundaries' field must have at least 2 values, but found ${value.length}`,
      40192,
    );
  }
  const bounds = value.map((bound) => constant(bound));
  for (const [i, bound] of bounds.entries()) {
    const before = bounds[i - 1];
    if (i === 0 || before === undefined) continue;
    if (typeRank(before) !== typeRank(bound)) {
      throw new MongoDBError(
        "All values in the 'boundaries' option to $bucket must have the same type",
        40193,
      );
    }
    if (compareValues(before, bound) >= 0) {
      throw new MongoDBError("The 'boundaries' option to $bucket must be sorted", 40194);
    }
  }
  return bounds;
}

function defaultOf(value: Value | undefined, bounds: readonly Value[]): Value | undefined {
  if (value === undefined) return undefined;
  const other = constant(value);
  const [least = null, most = null] = [bounds[0], bounds.at(-1)];
  if (
    typeRank(other) === typeRank(least) &&
    compareValues(other, least) >= 0 &&
    compareValues(other, most) < 0
  ) {
    throw new MongoDBError(
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
      40199,
    );
  }
  return other;
}

/** Groups by as many ranges as are asked for, about the same number of documents in each. */
export function bucketAuto(operand: Value, { known }: StageContext): Stage {
  const spec = readStage('$bucketAuto', operand, AUTO);
  const by = compileExpression(
    expectExpression(spec['groupBy'] ?? null, '$bucketAuto', 40239),
    known,
  );
  const count = bucketCount(spec['buckets'] ?? null);
  const fields = outputFields(spec['output'], known, 40244);
  if (spec['granularity'] !== undefined) {
    throw new MongoDBError("the option 'granularity' of $bucketAuto is not available offline");
  }
  return (documents, run) => {
    const rows = documents
      .map((document) => ({ document, value: by(scopeOf(document, run)) ?? null }))
      .toSorted((a, b) => compareValues(a.value, b.value));
    const size = Math.max(1, Math.round(rows.length / count));
    const buckets: (typeof rows)[] = [];
    for (let from = 0; from < rows.length;) {
      let to = buckets.length === count - 1 ? rows.length : Math.min(rows.length, from + size);
      // Equal values stay together.
      while (to < rows.length && equalValues(rows[to]?.value, rows[to - 1]?.value)) to += 1;
      buckets.push(rows.slice(from, to));
      from = to;
    }
    return buckets.map((members, i) => {
      const max = buckets[i + 1]?.[0]?.value ?? members.at(-1)?.value ?? null;
      const id = documentOf({ min: members[0]?.value ?? null, max });
      return gathered(
        id,
        members.map(({ document }) => document),
        fields,
        run,
      );
    });
  };
}

function bucketCount(value: Value): number {
  if (!isNum(value)) {
    throw new MongoDBError(
      `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(value)}`,
      40241,
    );
  }
  const count = int32Of(value);
  if (count === undefined) {
    throw new MongoDBError(
      "The $bucketAuto 'buckets' field must be representable as a 32-bit integer",
      40242,
    );
  }
  if (count <= 0) {
    throw new MongoDBError(
      `The $bucketAuto 'buckets' field must be greater than 0, but found: ${count}`,
      40243,
    );
  }
  return count;
}
