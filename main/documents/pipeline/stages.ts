import { GROUP_ACCUMULATORS } from '../expressions/accumulators.ts';
import { compareValues, keyOf } from '../values/compare.ts';
import { evaluate, newScope, type Scope } from '../expressions/evaluate.ts';
import { spend } from '../values/heap-watch.ts';
import { compileQuery } from '../query/match.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { numberOf } from '../values/numbers.ts';
import { expressionPath, setPath, splitPath, unsetPath } from '../values/path.ts';
import { compileProjection, flatEntries } from '../query/projection.ts';
import { sortDocuments } from '../values/sort.ts';
import {
  cloneValue,
  type Document,
  documentOf,
  emptyDocument,
  expectArray,
  expectDocument,
  expectString,
  isDocument,
  isTruthy,
  type Maybe,
  onlyField,
  type Value,
  wholeNumber,
  table,
} from '../values/values.ts';

/** What names in expressions of a pipeline stand for, beside the document. */
export interface PipelineNames {
  variables: ReadonlyMap<string, Maybe>;
  now: Date;
}

/** Documents in, documents out; what comes in is not changed. */
export type Stage = (documents: Document[], operand: Value, names: PipelineNames) => Document[];

const scopeOf = (document: Document, names: PipelineNames): Scope =>
  newScope(document, names.variables, names.now);

/** Stages that look at nothing but the documents that come in. */
export const STAGES: Record<string, Stage> = table({
  $match(documents, operand, names) {
    const matcher = compileQuery(expectDocument(operand, '$match'), names.variables);
    return documents.filter((document) => matcher(document));
  },
  $project(documents, operand, names) {
    const spec = expectDocument(operand, '$project');
    if (Object.keys(spec).length === 0) throw new MongoDBError('$project needs at least one field');
    const project = compileProjection(spec, false);
    return documents.map((document) => project(document, scopeOf(document, names)));
  },
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: (documents, operand, names) =>
    replaceRoot(documents, expectDocument(operand, '$replaceRoot')['newRoot'] ?? null, names),
  $replaceWith: replaceRoot,
  $sort: (documents, operand) => sortDocuments(documents, expectDocument(operand, '$sort')),
  $limit(documents, operand) {
    const limit = wholeNumber(operand, '$limit');
    if (limit <= 0) throw new MongoDBError('the limit must be positive');
    return documents.slice(0, limit);
  },
  $skip: (documents, operand) => documents.slice(Math.max(0, wholeNumber(operand, '$skip'))),
  $count: (documents, operand) =>
    documents.length === 0
      ? []
      : [documentOf({ [expectString(operand, '$count')]: numberOf(documents.length) })],
  $sample: sample,
  $unwind: unwind,
  $group: group,
  $sortByCount(documents, operand, names) {
    const spec = documentOf({ _id: operand, count: documentOf({ $sum: numberOf(1) }) });
    return sortDocuments(group(documents, spec, names), documentOf({ count: numberOf(-1) }));
  },
  $bucket: bucket,
  $redact: redact,
});

function addFields(documents: Document[], operand: Value, names: PipelineNames): Document[] {
  const fields = flatEntries(expectDocument(operand, '$addFields')).map(([path, expression]) => ({
    parts: splitPath(path),
    expression,
  }));
  return documents.map((document) => {
    const result = cloneValue(document);
    const scope = scopeOf(document, names);
    for (const { parts, expression } of fields) {
      const value = evaluate(expression, scope);
      if (value === undefined) unsetPath(result, parts);
      else setPath(result, parts, value);
    }
    return result;
  });
}

function unset(documents: Document[], operand: Value): Document[] {
  const paths = (Array.isArray(operand) ? operand : [operand]).map((path) =>
    splitPath(expectString(path, 'an entry of $unset')),
  );
  return documents.map((document) => {
    const result = cloneValue(document);
    for (const parts of paths) unsetPath(result, parts);
    return result;
  });
}

function replaceRoot(documents: Document[], operand: Value, names: PipelineNames): Document[] {
  return documents.map((document) => {
    const root = evaluate(operand, scopeOf(document, names));
    if (!isDocument(root)) throw new MongoDBError("'newRoot' must evaluate to an object");
    return root;
  });
}

function sample(documents: Document[], operand: Value): Document[] {
  const size = wholeNumber(expectDocument(operand, '$sample')['size'], 'the size of $sample');
  const pool = [...documents];
  const picked: Document[] = [];
  while (picked.length < size && pool.length > 0) {
    const [document] = pool.splice(Math.floor(Math.random() * pool.length), 1);
    if (document) picked.push(document);
  }
  return picked;
}

function unwind(documents: Document[], operand: Value): Document[] {
  const spec = isDocument(operand) ? operand : documentOf({ path: operand });
  const path = expectString(spec['path'], 'the path of $unwind');
  if (!path.startsWith('$')) throw new MongoDBError("the path of $unwind must begin with '$'");
  const parts = splitPath(path.slice(1));
  const indexField = spec['includeArrayIndex'];
  const keepEmpty = isTruthy(spec['preserveNullAndEmptyArrays']);
  const withIndex = (document: Document, index: number | null): Document => {
    if (typeof indexField !== 'string') return document;
    setPath(document, splitPath(indexField), index === null ? null : numberOf(index));
    return document;
  };
  return documents.flatMap((document) => {
    const value = expressionPath(document, parts);
    const isEmpty = value === undefined || value === null;
    if (!Array.isArray(value)) {
      return isEmpty && !keepEmpty ? [] : [withIndex(cloneValue(document), null)];
    }
    if (value.length === 0 && keepEmpty) {
      const without = cloneValue(document);
      unsetPath(without, parts);
      return [withIndex(without, null)];
    }
    return value.map((item, i) => withIndex(withValue(document, parts, item), i));
  });
}

/** A copy with one field replaced; what is not on its path is shared. */
function withValue(document: Document, parts: readonly string[], value: Value, at = 0): Document {
  spend(256);
  const copy = Object.assign(emptyDocument(), document);
  const part = parts[at] ?? '';
  const inner = copy[part];
  if (at === parts.length - 1) copy[part] = value;
  else if (isDocument(inner)) copy[part] = withValue(inner, parts, value, at + 1);
  return copy;
}

function group(documents: Document[], operand: Value, names: PipelineNames): Document[] {
  const spec = expectDocument(operand, '$group');
  const id = spec['_id'];
  if (id === undefined) throw new MongoDBError('a group specification must include an _id');
  const fields = Object.keys(spec)
    .filter((name) => name !== '_id')
    .map((name) => ({ name, ...accumulatorOf(name, spec[name] ?? null) }));
  const groups = new Map<string, { id: Value; values: Maybe[][] }>();
  for (const document of documents) {
    const scope = scopeOf(document, names);
    const value = evaluate(id, scope) ?? null;
    const key = keyOf(value);
    const found = groups.get(key) ?? { id: value, values: fields.map(() => []) };
    groups.set(key, found);
    for (const [i, field] of fields.entries()) {
      found.values[i]?.push(evaluate(field.operand, scope));
    }
  }
  return [...groups.values()].map((found) => {
    const result = documentOf({ _id: found.id });
    for (const [i, field] of fields.entries()) {
      result[field.name] = field.accumulate(found.values[i] ?? []);
    }
    return result;
  });
}

function accumulatorOf(
  field: string,
  spec: Value,
): { accumulate: (values: readonly Maybe[]) => Value; operand: Value } {
  const [name, operand] = onlyField(
    expectDocument(spec, `the field '${field}' of a group`),
    `the field '${field}' of a group`,
  );
  const accumulate = GROUP_ACCUMULATORS[name];
  if (!accumulate) throw new MongoDBError(`accumulator ${name} is not available offline`);
  return { accumulate, operand };
}

function bucket(documents: Document[], operand: Value, names: PipelineNames): Document[] {
  const spec = expectDocument(operand, '$bucket');
  const bounds = expectArray(spec['boundaries'], 'the boundaries of $bucket');
  const place = (document: Document): Value => {
    const value = evaluate(spec['groupBy'] ?? null, scopeOf(document, names));
    const above = bounds.findIndex((bound) => compareValues(value, bound) < 0);
    const found = above > 0 ? bounds[above - 1] : spec['default'];
    if (found === undefined) throw new MongoDBError('$bucket found no bucket, and has no default');
    return found;
  };
  const output = expectDocument(
    spec['output'] ?? documentOf({ count: documentOf({ $sum: numberOf(1) }) }),
    'the output of $bucket',
  );
  const byBucket = new Map<string, { id: Value; documents: Document[] }>();
  for (const document of documents) {
    const id = place(document);
    const found = byBucket.get(keyOf(id)) ?? { id, documents: [] };
    byBucket.set(keyOf(id), found);
    found.documents.push(document);
  }
  const ordered = [...byBucket.values()].toSorted((a, b) => compareValues(a.id, b.id));
  return ordered.flatMap(({ id, documents: inside }) =>
    group(inside, documentOf({ _id: documentOf({ $literal: id }), ...output }), names),
  );
}

function redact(documents: Document[], operand: Value, names: PipelineNames): Document[] {
  const visit = (document: Document): Document | null => {
    const verdict = evaluate(operand, scopeOf(document, names));
    if (verdict === '$$KEEP') return document;
    if (verdict === '$$PRUNE') return null;
    if (verdict !== '$$DESCEND') throw new MongoDBError('$redact must give KEEP, PRUNE or DESCEND');
    const result = emptyDocument();
    for (const key of Object.keys(document)) {
      const value = document[key] ?? null;
      const kept = isDocument(value) ? visit(value) : redactList(value, visit);
      if (kept !== null || value === null) result[key] = kept;
    }
    return result;
  };
  return documents.map((document) => visit(document)).filter((document) => document !== null);
}

function redactList(value: Value, visit: (document: Document) => Document | null): Value {
  if (!Array.isArray(value)) return value;
  return value.flatMap((item): Value[] => {
    if (!isDocument(item)) return [item];
    const kept = visit(item);
    return kept === null ? [] : [kept];
  });
}
