import { ObjectId } from 'bson';
import { compileExpression } from '../expressions/compile.ts';
import { mergeObjects } from '../expressions/accumulators.ts';
import { checkVariable, fieldPath } from '../values/field-path.ts';
import { newScope } from '../expressions/scope.ts';
import { compileChange } from '../pipeline/inner-pipeline.ts';
import type { Writing } from '../pipeline/pipeline.ts';
import type { PipelineNames } from '../pipeline/stage.ts';
import { keyOf, typeName } from '../values/compare.ts';
import { parseDocument, storedText } from '../values/ejson.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { expressionPath } from '../values/path.ts';
import type { Place, Space } from '../store/space.ts';
import type { Namespace } from '../store/tables.ts';
import {
  cloneValue,
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { insertDocument } from './writes.ts';

/** Writes what a pipeline gave. */
export type WriteResult = (documents: Document[], names: PipelineNames) => void;

/** Reads `$out` or `$merge`. @throws MongoDBError before anything was run */
export function compileWriting(space: Space, place: Place, writing: Writing): WriteResult {
  return writing.name === '$out'
    ? compileOut(space, place, writing.operand)
    : compileMerge(space, place, writing.operand);
}

/** The collection holds these documents afterwards, and nothing else. */
function compileOut(space: Space, place: Place, operand: Value): WriteResult {
  if (isDocument(operand)) {
    checkKeys(operand, ['db', 'coll'], '$out', 40415);
    if (operand['timeseries'] !== undefined) {
      throw new MongoDBError('time series collections are not available offline');
    }
  } else if (typeof operand !== 'string') {
    throw new MongoDBError(
      `$out only supports a string or object argument, but found ${typeName(operand)}`,
      16990,
    );
  }
  const namespace = targetOf(place, operand, '$out');
  return (documents) => {
    space.touch(namespace);
    space.clear(namespace);
    for (const document of documents) insertDocument(space, namespace, document);
  };
}

function checkKeys(spec: Document, known: readonly string[], name: string, code: number): void {
  const unknown = Object.keys(spec).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new MongoDBError(`BSON field '${name}.${unknown}' is an unknown field.`, code);
  }
}

function targetOf(place: Place, operand: Maybe, name: string): Namespace {
  const spec = isDocument(operand) ? operand : documentOf({ coll: operand ?? null });
  const { db: database = place.database, coll: collection } = spec;
  if (typeof database !== 'string' || typeof collection !== 'string') {
    throw new MongoDBError(
      `${name} requires the names of a collection and a database to be strings`,
      name === '$out' ? 16994 : 51178,
    );
  }
  if (database === '' || collection === '') {
    throw new MongoDBError(`Invalid ${name} target namespace`, name === '$out' ? 73 : 5786800);
  }
  return { service: place.service, database, collection };
}

interface Target {
  seq: number;
  document: Document;
}

type WhenMatched = (target: Document, own: Document, names: PipelineNames) => Document | undefined;

/** Each document meets the one that is equal in the `on` fields. */
function compileMerge(space: Space, place: Place, operand: Value): WriteResult {
  const spec = typeof operand === 'string' ? documentOf({ into: operand }) : operand;
  if (!isDocument(spec)) {
    throw new MongoDBError(
      `$merge requires a string or object argument, but found ${typeName(operand)}`,
      51182,
    );
  }
  checkKeys(spec, ['into', 'on', 'let', 'whenMatched', 'whenNotMatched'], '$merge', 40415);
  const { into } = spec;
  if (into === undefined)
    throw new MongoDBError("BSON field '$merge.into' is missing but a required field", 40414);
  if (typeof into !== 'string' && !isDocument(into)) {
    throw new MongoDBError("$merge 'into' field must be either a string or an object", 51178);
  }
  const namespace = targetOf(place, into, '$merge');
  const paths = onFields(spec['on']).map((path) => fieldPath(path));
  const matched = whenMatched(spec);
  const notMatched = whenNotMatched(spec['whenNotMatched'] ?? 'insert');
  const keyFor = (document: Document): string =>
    keyOf(paths.map((path) => onValue(document, path)));
  return (documents, names) => {
    space.touch(namespace);
    const targets = new Map<string, Target>();
    for (const { seq, doc } of space.rows(namespace)) {
      const document = parseDocument(doc);
      targets.set(keyOf(paths.map((path) => expressionPath(document, path) ?? null)), {
        seq,
        document,
      });
    }
    for (const document of documents) {
      const own = Object.assign(documentOf({ _id: document['_id'] ?? new ObjectId() }), document);
      const target = targets.get(keyFor(own));
      if (target) {
        const merged = matched(target.document, own, names);
        if (merged) replaceTarget(space, namespace, target, merged);
      } else {
        notMatched(() => insertDocument(space, namespace, own));
      }
    }
  };
}

function onFields(on: Maybe): string[] {
  if (on === undefined) return ['_id'];
  const list = typeof on === 'string' ? [on] : on;
  if (!Array.isArray(list)) {
    throw new MongoDBError(
      `$merge 'on' field must be either a string or an array of strings, but found ${typeName(on)}`,
      51186,
    );
  }
  if (list.length === 0) {
    throw new MongoDBError(
      'If explicitly specifying $merge on, must include at least one field',
      51187,
    );
  }
  const names = list.map((name) => {
    if (typeof name === 'string') return name;
    throw new MongoDBError(
      `$merge 'on' array elements must be strings, but found ${typeName(name)}`,
      51134,
    );
  });
  if (new Set(names).size < names.length) {
    throw new MongoDBError(`Found a duplicate field in the $merge.on list`, 31465);
  }
  return names;
}

function onValue(document: Document, path: readonly string[]): Value {
  const value = expressionPath(document, path);
  if (Array.isArray(value)) {
    throw new MongoDBError("$merge write error: 'on' field cannot be an array", 51185);
  }
  if ((value === undefined || value === null) && path.join('.') !== '_id') {
    throw new MongoDBError(
      "$merge write error: 'on' field cannot be missing, null, undefined or an array",
      51132,
    );
  }
  return value ?? null;
}

function replaceTarget(space: Space, namespace: Namespace, target: Target, merged: Document): void {
  // The document in the target keeps its `_id`, also where it was found by other fields.
  const id = target.document['_id'] ?? null;
  target.document = Object.assign(documentOf({ _id: id }), merged, documentOf({ _id: id }));
  space.replace(namespace, target.seq, storedText(target.document));
}

function whenMatched(spec: Document): WhenMatched {
  const how = spec['whenMatched'] ?? 'merge';
  if (Array.isArray(how)) return throughPipeline(how, spec['let']);
  if (spec['let'] !== undefined) {
    throw new MongoDBError(
      "Cannot use 'let' variables with 'whenMatched' mode other than a pipeline",
      51199,
    );
  }
  if (how === 'merge') return (target, own) => mergeObjects([target, own]);
  if (how === 'replace') return (_target, own) => own;
  if (how === 'keepExisting') return () => undefined;
  if (how === 'fail') {
    return (target) => {
      throw new MongoDBError(
        `$merge found a matching document: E11000 duplicate key: ${keyOf(target['_id']).slice(1, 100)}`,
        11000,
      );
    };
  }
  throw new MongoDBError(
    "Enumeration value for field '$merge.whenMatched' is not a valid value",
    typeof how === 'string' ? 2 : 51191,
  );
}

function throughPipeline(stages: Value[], names: Maybe): WhenMatched {
  if (names !== undefined && !isDocument(names)) {
    throw new MongoDBError("BSON field '$merge.let' is the wrong type, expected type 'object'", 14);
  }
  const spec = names ?? emptyDocument();
  const added = Object.keys(spec).map((name) => {
    checkVariable(name);
    if (name === 'new' && spec[name] !== '$$ROOT') {
      throw new MongoDBError(
        "'let' may not define a value for the reserved 'new' variable other than '$$ROOT'",
        51273,
      );
    }
    return [name, compileExpression(spec[name] ?? null)] as const;
  });
  const change = compileChange(stages, new Set(['new', ...added.map(([name]) => name)]));
  return (target, own, { variables, now }) => {
    const scope = newScope(own, variables, now);
    const values = new Map<string, Maybe>([...variables, ['new', own]]);
    for (const [name, compute] of added) values.set(name, compute(scope));
    return change(cloneValue(target), { variables: values, now });
  };
}

function whenNotMatched(how: Value): (insert: () => void) => void {
  if (how === 'insert') return (insert) => insert();
  if (how === 'discard') return () => {};
  if (how === 'fail') {
    return () => {
      throw new MongoDBError(
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
        13113,
      );
    };
  }
  throw new MongoDBError(
    "Enumeration value for field '$merge.whenNotMatched' is not a valid value",
    typeof how === 'string' ? 2 : 14,
  );
}
