import { compileExpression } from '../expressions/compile.ts';
import { newScope } from '../expressions/scope.ts';
import { keyOf } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { numberOf } from '../values/numbers.ts';
import { sortDocuments } from '../values/sort.ts';
import {
  type Document,
  documentOf,
  isDocument,
  isOperatorObject,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { compileAccumulator, type FieldAccumulator, groupRoot } from './group-accumulators.ts';
import { type Run, scopeOf, type Stage, type StageContext } from './stage.ts';

export type Fields = readonly (readonly [string, FieldAccumulator])[];

export function group(operand: Value, { known }: StageContext): Stage {
  if (!isDocument(operand)) {
    throw new MongoDBError("a group's fields must be specified in an object", 15947);
  }
  const spec = operand;
  const fields = Object.keys(spec)
    .filter((name) => name !== '_id')
    .map((name) => [name, compileAccumulator(name, spec[name] ?? null, known)] as const);
  const id = spec['_id'];
  if (id === undefined) {
    throw new MongoDBError('a group specification must include an _id', 15955);
  }
  const idOf = compileExpression(id, known);
  return (documents, run) => {
    const groups = new Map<string, { id: Value; members: Document[] }>();
    for (const document of documents) {
      const value = idOf(scopeOf(document, run)) ?? null;
      const key = keyOf(value);
      const found = groups.get(key);
      if (found) found.members.push(document);
      else groups.set(key, { id: value, members: [document] });
    }
    return [...groups.values()].map(({ id: own, members }) => gathered(own, members, fields, run));
  };
}

/** One document of a group. */
export function gathered(
  id: Value,
  members: readonly Document[],
  fields: Fields,
  run: Run,
): Document {
  const result = documentOf({ _id: id });
  const scope = newScope(groupRoot(id), run.variables, run.now);
  for (const [name, { collect, finish }] of fields) {
    const values: Maybe[] = members.map((document) => collect(scopeOf(document, run)));
    result[name] = finish(values, scope);
  }
  return result;
}

export function sortByCount(operand: Value, context: StageContext): Stage {
  const isExpression =
    (typeof operand === 'string' && operand.startsWith('$')) || isOperatorObject(operand);
  if (isDocument(operand) && !isExpression) {
    throw new MongoDBError(
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
      40147,
    );
  }
  if (!isExpression) {
    throw new MongoDBError(
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
      typeof operand === 'string' ? 40148 : 40149,
    );
  }
  const counted = group(
    documentOf({ _id: operand, count: documentOf({ $sum: numberOf(1) }) }),
    context,
  );
  return (documents, run) =>
    sortDocuments(counted(documents, run), documentOf({ count: numberOf(-1) }));
}
