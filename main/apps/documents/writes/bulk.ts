import { refuseOptions } from '../options.ts';
import { messageOf, MongoDBError } from '../values/mongo-error.ts';
import type { Space } from '../store/space.ts';
import type { Namespace } from '../store/tables.ts';
import {
  expectDocument,
  isDocument,
  isTruthy,
  onlyField,
  table,
  type Value,
} from '../values/values.ts';
import { asksUpsert, deleteDocuments, insertDocument, updateDocuments } from './writes.ts';

type Operation = (space: Space, namespace: Namespace, spec: Value) => void;

const OPERATIONS = table<Operation>({
  insertOne(space, namespace, spec) {
    const { document } = expectDocument(spec, 'insertOne');
    insertDocument(space, namespace, expectDocument(document, 'the document of insertOne'));
  },
  updateOne: updating(false),
  updateMany: updating(true),
  replaceOne(space, namespace, spec) {
    const fields = expectDocument(spec, 'replaceOne');
    const replacement = expectReplacement(fields['replacement'] ?? null);
    updateDocuments(space, namespace, filterOf(fields), replacement, {
      many: false,
      upsert: asksUpsert(fields),
      arrayFilters: undefined,
    });
  },
  deleteOne: deleting(false),
  deleteMany: deleting(true),
});

function updating(many: boolean): Operation {
  return (space, namespace, spec) => {
    const fields = expectDocument(spec, 'an update operation');
    updateDocuments(space, namespace, filterOf(fields), fields['update'] ?? null, {
      many,
      upsert: asksUpsert(fields),
      arrayFilters: fields['arrayFilters'],
    });
  };
}

function deleting(many: boolean): Operation {
  return (space, namespace, spec) => {
    deleteDocuments(space, namespace, filterOf(expectDocument(spec, 'a delete')), many);
  };
}

function filterOf(fields: Record<string, Value>) {
  return expectDocument(fields['filter'] ?? fields['query'] ?? null, 'the filter of an operation');
}

/** A document without operators. */
export function expectReplacement(value: Value): Value {
  if (!isDocument(value) || Object.keys(value)[0]?.startsWith('$')) {
    throw new MongoDBError('the replacement document must not contain update operators');
  }
  return value;
}

export function bulkWrite(
  space: Space,
  namespace: Namespace,
  operations: readonly Value[],
  ordered: boolean,
): void {
  eachOrdered(space, operations, ordered, (operation) => {
    const [name, spec] = onlyField(expectDocument(operation, 'an operation'), 'an operation');
    const run = OPERATIONS[name];
    if (!run) throw new MongoDBError(`unknown bulk operation: ${name}`);
    if (isDocument(spec)) refuseOptions(spec);
    run(space, namespace, spec);
  });
}

/** What failed in a call that goes on past failures; the rest was written. */
export class PartialFailure extends MongoDBError {}

/**
 * Ordered, the first failure ends the call and takes everything back. Unordered, what can be done
 * is done: then the failures are reported, and the rest stays.
 */
export function eachOrdered(
  space: Space,
  items: readonly Value[],
  ordered: boolean,
  work: (item: Value) => void,
): void {
  const failures: string[] = [];
  for (const item of items) {
    try {
      // Of one that fails halfway nothing stays.
      if (ordered) work(item);
      else space.atomically(() => work(item));
    } catch (error) {
      if (ordered || !(error instanceof MongoDBError)) throw error;
      failures.push(messageOf(error));
    }
  }
  if (failures.length > 0) {
    throw new PartialFailure(`${failures.length} of ${items.length} writes failed: ${failures[0]}`);
  }
}

/** `{ordered: false}` is the only way to ask for it. */
export const isOrdered = (options: Value | undefined): boolean =>
  !isDocument(options) || options['ordered'] === undefined || isTruthy(options['ordered']);
