import { compileExpression } from '../expressions/compile.ts';
import { fieldPath } from '../values/field-path.ts';
import type { Known } from '../expressions/scope.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { expressionPath } from '../values/path.ts';
import { compareBySort, readSort } from '../values/sort.ts';
import { type Document, documentOf, isDocument, type Maybe, type Value } from '../values/values.ts';
import {
  fieldPaths,
  readStage,
  type Run,
  scopeOf,
  type Stage,
  type StageContext,
} from './stage.ts';
import { withValue } from './unwind.ts';
import { carryForward, linearFill } from './window-functions.ts';
import { partitioned } from './windows.ts';

const SHAPE = {
  needed: ['output'],
  optional: ['partitionBy', 'partitionByFields', 'sortBy'],
  codes: { object: 9, unknown: 40415, missing: 40414 },
};

interface Field {
  parts: string[];
  fill(values: readonly Maybe[], documents: readonly Document[], run: Run): Maybe[];
}

/** Values in place of null and missing. */
export function fill(operand: Value, { known }: StageContext): Stage {
  const spec = readStage('$fill', operand, SHAPE);
  const { output = null, sortBy: sort } = spec;
  if (!isDocument(output) || Object.keys(output).length === 0) {
    throw new MongoDBError("'output' of $fill must be a non-empty object", 6050200);
  }
  if (sort !== undefined && !isDocument(sort))
    throw new MongoDBError("'sortBy' of $fill must be an object", 14);
  const compare = sort ? compareBySort(readSort(sort)) : undefined;
  const partitionOf = partitionKey(spec, known);
  const fields = Object.keys(output).map((path) =>
    readField(path, output[path] ?? null, sort, known),
  );
  return (documents, run) =>
    partitioned(documents, (document) => partitionOf(document, run)).flatMap((members) => {
      let results = compare ? members.toSorted(compare) : members;
      for (const { parts, fill: fillIn } of fields) {
        const values = results.map((document) => expressionPath(document, parts));
        const filled = fillIn(values, results, run);
        results = results.map((document, i) => withValue(document, parts, filled[i] ?? null));
      }
      return results;
    });
}

function partitionKey(spec: Document, known: Known): (document: Document, run: Run) => Maybe {
  const { partitionBy: by, partitionByFields: names } = spec;
  if (by !== undefined && names !== undefined) {
    throw new MongoDBError(
      "Maximum one of 'partitionBy' and 'partitionByFields can be specified in '$fill'",
      6050204,
    );
  }
  if (names !== undefined) {
    const paths = fieldPaths(names, "'partitionByFields'");
    return (document) =>
      documentOf(
        Object.fromEntries(
          paths.map((parts, i) => [String(i), expressionPath(document, parts) ?? null]),
        ),
      );
  }
  const compute = compileExpression(by ?? null, known);
  return (document, run) => compute(scopeOf(document, run));
}

function readField(path: string, spec: Value, sort: Document | undefined, known: Known): Field {
  const parts = fieldPath(path);
  if (!isDocument(spec))
    throw new MongoDBError(`the output '${path}' of $fill must be an object`, 14);
  const { value, method } = spec;
  if ((value === undefined) === (method === undefined)) {
    throw new MongoDBError(
      "Exactly one of 'value' and 'method' must be specified for each field of $fill",
      6050201,
    );
  }
  if (value !== undefined) {
    const compute = compileExpression(value, known);
    return {
      parts,
      fill: (values, documents, run) =>
        values.map((old, i) => {
          const document = documents[i];
          return old === undefined || old === null
            ? document && compute(scopeOf(document, run))
            : old;
        }),
    };
  }
  if (method !== 'linear' && method !== 'locf') {
    throw new MongoDBError("Method must be either 'linear' or 'locf'", 6050202);
  }
  if (!sort)
    throw new MongoDBError(`$fill with the method '${method}' requires a 'sortBy'`, 6050203);
  if (method === 'locf') return { parts, fill: (values) => carryForward(values) };
  const [sorted = '', ...others] = Object.keys(sort);
  if (others.length > 0)
    throw new MongoDBError("the method 'linear' requires a sortBy with exactly one field", 6050200);
  return {
    parts,
    fill: (values, documents) =>
      linearFill(
        values,
        documents.map((document) => expressionPath(document, sorted.split('.'))),
      ),
  };
}
