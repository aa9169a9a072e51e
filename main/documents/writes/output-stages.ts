import { ObjectId } from 'bson';
import { mergeObjects } from '../expressions/accumulators.ts';
import { keyOf } from '../values/compare.ts';
import { parseDocument, storedText } from '../values/ejson.ts';
import { evaluate, newScope } from '../expressions/evaluate.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { expressionPath, splitPath } from '../values/path.ts';
import type { Place, Space } from '../store/space.ts';
import { type PipelineNames, STAGES } from '../pipeline/stages.ts';
import type { Namespace } from '../store/tables.ts';
import {
  cloneValue,
  type Document,
  documentOf,
  expectDocument,
  expectString,
  isDocument,
  type Maybe,
  onlyField,
  type Value,
} from '../values/values.ts';
import { insertDocument } from './writes.ts';

/** `$out`: the collection holds these documents afterwards, and nothing else. */
export function writeOut(space: Space, place: Place, operand: Value, documents: Document[]): void {
  const namespace = targetOf(place, operand);
  space.touch(namespace);
  space.clear(namespace);
  for (const document of documents) insertDocument(space, namespace, document);
}

function targetOf(place: Place, operand: Maybe): Namespace {
  if (!isDocument(operand)) {
    return { ...place, collection: expectString(operand, 'the target collection') };
  }
  const database = operand['db'] === undefined ? place.database : operand['db'];
  return {
    service: place.service,
    database: expectString(database, 'the target database'),
    collection: expectString(operand['coll'], 'the target collection'),
  };
}

interface Target {
  seq: number;
  document: Document;
}

/** `$merge`: each document meets the one that is equal in the `on` fields. */
export function writeMerge(
  space: Space,
  place: Place,
  operand: Value,
  documents: Document[],
  names: PipelineNames,
): void {
  const spec = isDocument(operand) ? operand : documentOf({ into: operand });
  const namespace = targetOf(place, spec['into']);
  const on = spec['on'] === undefined ? ['_id'] : [spec['on']].flat();
  const paths = on.map((path) => splitPath(expectString(path, "'on' of $merge")));
  const keyFor = (document: Document): string =>
    keyOf(paths.map((path) => expressionPath(document, path) ?? null));
  space.touch(namespace);
  const targets = new Map<string, Target>();
  for (const { seq, doc } of space.rows(namespace)) {
    const document = parseDocument(doc);
    targets.set(keyFor(document), { seq, document });
  }
  for (const document of documents) {
    const own = Object.assign(documentOf({ _id: document['_id'] ?? new ObjectId() }), document);
    const target = targets.get(keyFor(own));
    if (target) {
      const merged = whenMatched(spec, target.document, own, names);
      if (merged) replaceTarget(space, namespace, target, merged);
    } else {
      whenNotMatched(spec, () => insertDocument(space, namespace, own));
    }
  }
}

function replaceTarget(space: Space, namespace: Namespace, target: Target, merged: Document): void {
  // The document in the target keeps its `_id`, also where it was found by other fields.
  const id = target.document['_id'] ?? null;
  target.document = Object.assign(documentOf({ _id: id }), merged, documentOf({ _id: id }));
  space.replace(namespace, target.seq, storedText(target.document));
}

function whenMatched(
  spec: Document,
  target: Document,
  own: Document,
  names: PipelineNames,
): Document | undefined {
  const how = spec['whenMatched'] ?? 'merge';
  if (Array.isArray(how)) return throughPipeline(how, spec, target, own, names);
  if (how === 'merge') return mergeObjects([target, own]);
  if (how === 'replace') return own;
  if (how === 'keepExisting') return undefined;
  throw new MongoDBError(
    how === 'fail' ? '$merge found a matching document' : '$merge: whenMatched is not understood',
  );
}

function throughPipeline(
  stages: Value[],
  spec: Document,
  target: Document,
  own: Document,
  names: PipelineNames,
): Document {
  const variables = new Map<string, Maybe>([...names.variables, ['new', own]]);
  const added = spec['let'];
  if (isDocument(added)) {
    const scope = newScope(own, names.variables, names.now);
    for (const name of Object.keys(added))
      variables.set(name, evaluate(added[name] ?? null, scope));
  }
  let current = [cloneValue(target)];
  for (const stage of stages) {
    const [name, operand] = onlyField(expectDocument(stage, 'a stage'), 'a stage of whenMatched');
    const run = STAGES[name];
    if (!run) throw new MongoDBError(`stage <${name}> not available offline`);
    current = run(current, operand, { variables, now: names.now });
  }
  return current[0] ?? target;
}

function whenNotMatched(spec: Document, insert: () => void): void {
  const how = spec['whenNotMatched'] ?? 'insert';
  if (how === 'insert') insert();
  else if (how === 'fail') throw new MongoDBError('$merge found no matching document');
  else if (how !== 'discard') throw new MongoDBError('$merge: whenNotMatched is not understood');
}
