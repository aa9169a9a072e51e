import { BSONRegExp, ObjectId } from 'bson';
import { keyOf } from '../values/compare.ts';
import { parseDocument, storedText } from '../values/ejson.ts';
import { compileQuery, type Places } from '../query/match.ts';
import { isOperators } from '../query/match-values.ts';
import { nearOf } from '../query/geo-tests.ts';
import { inOrder } from './order.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { countOf } from '../values/numbers.ts';
import type { Space } from '../store/space.ts';
import type { Namespace } from '../store/tables.ts';
import { compileUpdate, isReplacement, seedOf } from './update.ts';
import {
  cloneValue,
  type Document,
  documentOf,
  isDocument,
  isTruthy,
  type Maybe,
  type Value,
} from '../values/values.ts';

export interface Found {
  seq: number;
  text: string;
  document: Document;
  /** Where in arrays the query was true. */
  places: Places;
}

/** Documents that satisfy a query, in the order of insertion, read as they are asked for. */
export function* findRows(
  space: Space,
  namespace: Namespace,
  query: Document,
): Generator<Found, void, void> {
  const matches = compileQuery(query);
  for (const { seq, doc: text } of space.rows(namespace, idKeys(query))) {
    const document = parseDocument(text);
    const places: Places = new Map();
    if (matches(document, places)) yield { seq, text, document, places };
  }
}

/** Keys of the only `_id`s a query can be true for; undefined where it does not say. */
export function idKeys(query: Document): string[] | undefined {
  const id = query['_id'];
  if (id === undefined || isPattern(id)) return undefined;
  if (!isDocument(id) || !isOperators(id)) return [keyOf(id)];
  const equal = id['$eq'];
  if (equal !== undefined) return [keyOf(equal)];
  const list = id['$in'];
  if (!Array.isArray(list) || list.some(isPattern)) return undefined;
  return [...new Set(list.map((item) => keyOf(item)))];
}

const isPattern = (value: Value): boolean => value instanceof BSONRegExp;

/** The first document a query finds, in the order of `sort`. */
export function findFirst(
  space: Space,
  namespace: Namespace,
  query: Document,
  sort: Document | undefined,
): Found | undefined {
  const rows = findRows(space, namespace, query);
  if ((!sort || Object.keys(sort).length === 0) && !nearOf(query)) {
    return rows.next().value ?? undefined;
  }
  for (const found of inOrder(rows, query, sort)) return found;
  return undefined;
}

/** Puts an `_id` in front where there is none. @returns the `_id`. */
export function insertDocument(space: Space, namespace: Namespace, document: Document): Value {
  // null is an `_id` as good as any.
  const id = document['_id'] === undefined ? new ObjectId() : document['_id'];
  space.insert(namespace, Object.assign(documentOf({ _id: id }), document, { _id: id }));
  return id;
}

interface UpdateOptions {
  many: boolean;
  upsert: boolean;
  arrayFilters: Maybe;
  sort?: Document | undefined;
}

export interface Updated {
  matched: number;
  modified: number;
  upsertedId: Maybe;
  before: Document | null;
  after: Document | null;
  places: Places | undefined;
}

/** Updates one document or all that a query finds, or inserts one where it finds none. */
export function updateDocuments(
  space: Space,
  namespace: Namespace,
  query: Document,
  update: Value,
  options: UpdateOptions,
): Updated {
  if (options.many && isReplacement(update)) {
    throw new MongoDBError('multi update is not supported for replacement-style update', 9);
  }
  const apply = compileUpdate(update, options.arrayFilters);
  space.touch(namespace);
  const first = options.many ? undefined : findFirst(space, namespace, query, options.sort);
  // Gathered first: what an update makes match must not be met again.
  const all = options.many ? [...findRows(space, namespace, query)] : first ? [first] : [];
  const result: Updated = {
    matched: all.length,
    modified: 0,
    upsertedId: undefined,
    before: null,
    after: null,
    places: first?.places,
  };
  // Computed first: from the first write on, others wait for the lock.
  const changes: { seq: number; changed: string }[] = [];
  for (const { seq, text, document, places } of all) {
    if (!options.many) result.before = cloneValue(document);
    result.after = apply(document, { places, inserting: false });
    const changed = storedText(result.after);
    if (changed !== text) changes.push({ seq, changed });
  }
  for (const { seq, changed } of changes) space.replace(namespace, seq, changed);
  result.modified = changes.length;
  if (all.length === 0 && options.upsert) {
    const inserted = upsert(space, namespace, query, update, apply);
    result.after = inserted;
    result.upsertedId = inserted['_id'];
  }
  return result;
}

function upsert(
  space: Space,
  namespace: Namespace,
  query: Document,
  update: Value,
  apply: ReturnType<typeof compileUpdate>,
): Document {
  const equal = seedOf(query);
  const id = equal['_id'];
  const seed = isReplacement(update)
    ? id === undefined
      ? documentOf({})
      : documentOf({ _id: id })
    : equal;
  const made = apply(seed, { inserting: true });
  const own = made['_id'] === undefined ? new ObjectId() : made['_id'];
  const document = Object.assign(documentOf({ _id: own }), made);
  space.insert(namespace, document);
  return document;
}

/** `{matchedCount, modifiedCount, upsertedId?}`; an upsert counts as no match. */
export function updateResult(updated: Updated): Document {
  const result = documentOf({
    matchedCount: countOf(updated.matched),
    modifiedCount: countOf(updated.modified),
  });
  if (updated.upsertedId !== undefined) result['upsertedId'] = updated.upsertedId;
  return result;
}

export function deleteDocuments(
  space: Space,
  namespace: Namespace,
  query: Document,
  many: boolean,
): number {
  space.touch(namespace);
  let count = 0;
  for (const { seq } of many
    ? [...findRows(space, namespace, query)]
    : findOnly(space, namespace, query)) {
    space.remove(namespace, seq);
    count += 1;
  }
  return count;
}

function findOnly(space: Space, namespace: Namespace, query: Document): Found[] {
  const found = findFirst(space, namespace, query, undefined);
  return found ? [found] : [];
}

export const asksUpsert = (options: Document | undefined): boolean => isTruthy(options?.['upsert']);
