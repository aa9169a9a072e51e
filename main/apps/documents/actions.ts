import { bulkWrite, eachOrdered, expectReplacement, isOrdered } from './writes/bulk.ts';
import { distinctValues } from './values/compare.ts';
import { parseDocument } from './values/ejson.ts';
import { explainQuery } from './explain.ts';
import { MongoDBError } from './values/mongo-error.ts';
import { countOf, numberOf } from './values/numbers.ts';
import { compileWriting } from './writes/output-stages.ts';
import { leafValues } from './values/path.ts';
import { compilePipeline } from './pipeline/pipeline.ts';
import { compileFindProjection } from './query/projection.ts';
import { documentsOf, type Place, type Space } from './store/space.ts';
import type { Namespace } from './store/tables.ts';
import {
  type Document,
  documentOf,
  emptyDocument,
  expectArray,
  expectDocument,
  expectString,
  isDocument,
  type Maybe,
  table,
  type Value,
} from './values/values.ts';
import { objectOption, refuseOptions, windowOf } from './options.ts';
import { inOrder } from './writes/order.ts';
import {
  asksUpsert,
  deleteDocuments,
  findFirst,
  findRows,
  type Found,
  insertDocument,
  updateDocuments,
  updateResult,
} from './writes/writes.ts';

/** The vendor's limit on one query; more is an error, since a silent cut would be a lie. */
const MAX_RESULTS = 50_000;

interface Call {
  space: Space;
  place: Place;
  args: Document;
}

type Action = (call: Call) => Value;

/** The actions of a `mongodb-atlas` service, by name. */
const ACTIONS = table<Action>({
  find,
  findOne(call) {
    const { space, args } = call;
    const options = optionsOf(args);
    const sort = objectOption(options?.['sort'], 'sort');
    const project = projectionOf(args['projection'] ?? options?.['projection']);
    const found = findFirst(space, namespaceOf(call), queryOf(args), sort);
    return found ? project(found) : null;
  },
  findOneAndUpdate: (call) => findOneAndChange(call, call.args['update'] ?? null),
  findOneAndReplace: (call) =>
    findOneAndChange(call, expectReplacement(call.args['replacement'] ?? null)),
  findOneAndDelete(call) {
    const { space, args } = call;
    const options = optionsOf(args);
    const namespace = namespaceOf(call);
    // Before it is looked up: in a dry run this makes the copy that the row is then removed from.
    space.touch(namespace);
    const sort = objectOption(options?.['sort'], 'sort');
    const project = projectionOf(options?.['projection']);
    const found = findFirst(space, namespace, queryOf(args), sort);
    if (!found) return null;
    space.remove(namespace, found.seq);
    return project(found);
  },
  insertOne(call) {
    const document = expectDocument(call.args['document'], 'the document of insertOne');
    return documentOf({ insertedId: insertDocument(call.space, namespaceOf(call), document) });
  },
  insertMany(call) {
    const documents = expectArray(call.args['documents'], 'the documents of insertMany');
    const insertedIds: Value[] = [];
    eachOrdered(call.space, documents, isOrdered(call.args['options']), (item) => {
      const document = expectDocument(item, 'a document of insertMany');
      insertedIds.push(insertDocument(call.space, namespaceOf(call), document));
    });
    return documentOf({ insertedIds });
  },
  updateOne: (call) => update(call, false),
  updateMany: (call) => update(call, true),
  replaceOne(call) {
    const replacement = expectReplacement(call.args['replacement'] ?? null);
    const options = {
      many: false,
      upsert: asksUpsert(optionsOf(call.args)),
      arrayFilters: undefined,
    };
    const { space, args } = call;
    return updateResult(
      updateDocuments(space, namespaceOf(call), queryOf(args), replacement, options),
    );
  },
  deleteOne: (call) => remove(call, false),
  deleteMany: (call) => remove(call, true),
  aggregate,
  count,
  countDocuments: count,
  distinct(call) {
    const field = expectString(call.args['field'], 'the field of distinct');
    const rows = findRows(call.space, namespaceOf(call), queryOf(call.args));
    return distinctValues([...rows].flatMap(({ document }) => leafValues(document, field)));
  },
  explain: (call) => explainQuery(namespaceOf(call), call.args, queryOf(call.args)),
  bulkWrite(call) {
    const operations = expectArray(call.args['operations'], 'the operations of bulkWrite');
    const ordered = isOrdered(call.args['options']);
    bulkWrite(call.space, namespaceOf(call), operations, ordered);
    return null;
  },
  getDBNames: ({ space, place }) => [
    ...new Set(space.list(place.service).map((item) => item.database)),
  ],
  getCollectionNames: ({ space, place }) =>
    space
      .list(place.service)
      .filter((item) => item.database === place.database)
      .map((item) => item.collection),
});

/**
 * Runs one action.
 *
 * @throws MongoDBError
 */
export function runAction(space: Space, service: string, action: string, args: Document): Value {
  const run = ACTIONS[action];
  if (!run) throw new MongoDBError(`action "${action}" is not available offline`);
  const database = action === 'getDBNames' ? '' : expectString(args['database'], 'database');
  refuseOptions(args);
  refuseOptions(optionsOf(args));
  return run({ space, place: { service, database }, args });
}

function namespaceOf({ place, args }: Call): Namespace {
  const collection = expectString(args['collection'], 'collection');
  if (collection === '' || place.database === '') {
    throw new MongoDBError('a database and a collection need a name');
  }
  return { ...place, collection };
}

const queryOf = (args: Document): Document =>
  objectOption(args['query'], 'filter') ?? emptyDocument();

const optionsOf = (args: Document): Document | undefined =>
  objectOption(args['options'], 'options');

type Seen = Pick<Found, 'document' | 'places'>;

/** What stays of a document, read before there is one. @throws MongoDBError */
function projectionOf(spec: Maybe): (found: Seen) => Document {
  const projection = objectOption(spec, 'projection');
  if (!projection) return ({ document }) => document;
  const project = compileFindProjection(projection);
  return ({ document, places }) => project(document, undefined, places);
}

function find(call: Call): Value {
  const { space, args } = call;
  const options = optionsOf(args);
  const merged = Object.assign(emptyDocument(), options, args);
  const { skip, limit } = windowOf(merged);
  const sort = objectOption(merged['sort'], 'sort');
  const project = projectionOf(merged['projection']);
  const rows = findRows(space, namespaceOf(call), queryOf(args));
  const found = inOrder(rows, queryOf(args), sort);
  const result: Value[] = [];
  let passed = 0;
  for (const one of found) {
    if (passed++ < skip) continue;
    if (result.length >= limit) break;
    if (result.length >= MAX_RESULTS) throw tooMany();
    result.push(project(one));
  }
  return result;
}

function tooMany(): MongoDBError {
  return new MongoDBError(
    `the result has more than ${MAX_RESULTS} documents: use limit() and skip(), or a narrower query`,
  );
}

function findOneAndChange(call: Call, change: Value): Value {
  const { space, args } = call;
  const options = optionsOf(args);
  const project = projectionOf(options?.['projection']);
  const updated = updateDocuments(space, namespaceOf(call), queryOf(args), change, {
    many: false,
    upsert: asksUpsert(options),
    arrayFilters: options?.['arrayFilters'],
    sort: objectOption(options?.['sort'], 'sort'),
  });
  const asksNew =
    options?.['returnNewDocument'] === true || options?.['returnDocument'] === 'after';
  const document = asksNew ? updated.after : updated.before;
  const places = updated.places ?? new Map();
  return document ? project({ document, places }) : null;
}

function update(call: Call, many: boolean): Value {
  const { space, args } = call;
  const options = optionsOf(args);
  const updated = updateDocuments(space, namespaceOf(call), queryOf(args), args['update'] ?? null, {
    many,
    upsert: asksUpsert(options),
    arrayFilters: options?.['arrayFilters'],
  });
  return updateResult(updated);
}

function remove(call: Call, many: boolean): Value {
  const deleted = deleteDocuments(call.space, namespaceOf(call), queryOf(call.args), many);
  return documentOf({ deletedCount: countOf(deleted) });
}

function count(call: Call): Value {
  const { space, args } = call;
  const query = queryOf(args);
  const { skip, limit } = windowOf(optionsOf(args) ?? args);
  const isAll = Object.keys(query).length === 0;
  let total = isAll ? space.count(namespaceOf(call)) : 0;
  if (!isAll) for (const _ of findRows(space, namespaceOf(call), query)) total += 1;
  return countOf(Math.min(limit, Math.max(0, total - skip)));
}

function aggregate(call: Call): Value {
  const { space, place, args } = call;
  const stages = [...expectArray(args['pipeline'], 'the pipeline')];
  const { skip, limit } = windowOf(args);
  if (skip > 0) stages.push(documentOf({ $skip: numberOf(skip) }));
  if (limit < Infinity) stages.push(documentOf({ $limit: numberOf(limit) }));
  const namespace = namespaceOf(call);
  const { run, writing } = compilePipeline(stages);
  const write = writing && compileWriting(space, place, writing);
  const names = { variables: new Map<string, Maybe>(), now: new Date() };
  const result = run(startOf(space, namespace, stages[0]), {
    ...names,
    read: (collection) => documentsOf(space, { ...place, collection }),
  });
  if (write) {
    write(result, names);
    return [];
  }
  if (result.length > MAX_RESULTS) throw tooMany();
  return result;
}

/** What a pipeline begins with: a `$match` in front uses the index of `_id`, and keeps memory small. */
function startOf(space: Space, namespace: Namespace, first: Maybe): Document[] {
  const query = isDocument(first) && Object.keys(first).length === 1 ? first['$match'] : undefined;
  if (!isDocument(query)) return documentsOf(space, namespace);
  return [...findRows(space, namespace, query)].map((row) => row.document);
}

/**
 * A page of a collection for a person: the documents, and how many the query finds.
 *
 * @param page.sort EJSON of `{field: 1 or -1}`; '' for the order they were added in.
 */
export function readPage(
  space: Space,
  namespace: Namespace,
  page: { query: string; skip: number; limit: number; sort: string },
): { items: string[]; total: number } {
  const query = page.query.trim() === '' ? emptyDocument() : parseDocument(page.query, 'the query');
  const sort = page.sort.trim() === '' ? undefined : parseDocument(page.sort, 'the sort');
  if (Object.keys(query).length === 0 && sort === undefined) {
    const items: string[] = [];
    let passed = 0;
    for (const row of space.rows(namespace)) {
      if (passed++ < page.skip) continue;
      if (items.length >= page.limit) break;
      items.push(row.doc);
    }
    return { items, total: space.count(namespace) };
  }
  const rows = findRows(space, namespace, query);
  const found = [...inOrder(rows, query, sort)].map((row) => row.text);
  return { items: found.slice(page.skip, page.skip + page.limit), total: found.length };
}
