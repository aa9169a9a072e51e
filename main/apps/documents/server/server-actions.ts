import { EJSON, type Long } from 'bson';
import type {
  AnyBulkWriteOperation,
  Collection,
  Document,
  Filter,
  MongoClient,
  UpdateFilter,
} from 'mongodb';
import { MongoDBError } from '../values/mongo-error.ts';
import { countOf } from '../values/numbers.ts';

type Args = Record<string, unknown>;

// What an option may be is the server's to say: it gets what the function gave.
type Action = (collection: Collection, args: Args) => Promise<unknown>;

const MAX_RESULTS = 50_000;

/** Runs an action through the driver. @returns canonical EJSON. */
export async function runOnServer(
  client: MongoClient,
  action: string,
  args: Args,
): Promise<string> {
  const result = await dispatch(client, action, args);
  return EJSON.stringify(result ?? null, { relaxed: false });
}

/** @throws MongoDBError, or the library's own error where the text is no EJSON. */
export function readArgs(text: string): Args {
  const parsed: unknown = EJSON.parse(text, { relaxed: false });
  if (typeof parsed !== 'object' || parsed === null) {
    throw new MongoDBError('the arguments must be an object');
  }
  return { ...parsed };
}

async function dispatch(client: MongoClient, action: string, args: Args): Promise<unknown> {
  if (action === 'getDBNames') {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    return databases.map((database) => database.name);
  }
  const database = client.db(text(args, 'database'));
  if (action === 'getCollectionNames') {
    const list = await database.listCollections({}, { nameOnly: true }).toArray();
    return list.map((item) => item.name);
  }
  const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!run) throw new MongoDBError(`unknown action "${action}"`);
  return run(database.collection(text(args, 'collection')), args);
}

function text(args: Args, name: string): string {
  const value = args[name];
  if (typeof value !== 'string' || value === '') throw new MongoDBError(`${name} must be a name`);
  return value;
}

function object(args: Args, name: string): Document {
  const value = args[name];
  return typeof value === 'object' && value !== null ? value : {};
}

function list(args: Args, name: string): Document[] {
  const value = args[name];
  if (!Array.isArray(value)) throw new MongoDBError(`${name} must be an array`);
  return value.map((item: unknown) => (typeof item === 'object' && item !== null ? item : {}));
}

const query = (args: Args): Filter<Document> => object(args, 'query');

/**
 * Without promotion, numbers are objects of their BSON types; and of the driver's own copy of the
 * classes, so that only their values tell.
 */
function whole(value: unknown): number | undefined {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isInteger(number) ? number : undefined;
}

const count = (value: unknown): Long => countOf(whole(value) ?? 0);

function update(args: Args): UpdateFilter<Document> | Document[] {
  return Array.isArray(args['update']) ? list(args, 'update') : object(args, 'update');
}

/** The vendor's option names as the driver's. */
function options(args: Args): Document {
  const given = { ...object(args, 'options') };
  const { returnNewDocument: asksNew, ...rest } = given;
  if (asksNew === true) rest['returnDocument'] = 'after';
  for (const name of ['limit', 'skip']) {
    if (rest[name] !== undefined) rest[name] = whole(rest[name]);
  }
  return rest;
}

const isReplacement = (change: Document): boolean =>
  !Array.isArray(change) && !Object.keys(change)[0]?.startsWith('$');

const ACTIONS: Record<string, Action> = {
  async find(collection, args) {
    const { projection, sort, skip, limit } = { ...options(args), ...args };
    const cursor = collection.find(query(args), {
      projection: projection ?? undefined,
      sort: sort ?? undefined,
      skip: whole(skip),
      limit: Math.min(Math.abs(whole(limit) ?? 0) || Infinity, MAX_RESULTS + 1),
    });
    return capped(await cursor.toArray());
  },
  findOne: (collection, args) =>
    collection.findOne(query(args), { ...options(args), projection: object(args, 'projection') }),
  findOneAndUpdate: (collection, args) =>
    collection.findOneAndUpdate(query(args), update(args), options(args)),
  findOneAndReplace: (collection, args) =>
    collection.findOneAndReplace(query(args), object(args, 'replacement'), options(args)),
  findOneAndDelete: (collection, args) => collection.findOneAndDelete(query(args), options(args)),
  async insertOne(collection, args) {
    const { insertedId } = await collection.insertOne(object(args, 'document'));
    return { insertedId };
  },
  async insertMany(collection, args) {
    const { insertedIds } = await collection.insertMany(list(args, 'documents'), options(args));
    return { insertedIds: Object.values(insertedIds) };
  },
  async updateOne(collection, args) {
    const change = update(args);
    const result = isReplacement(change)
      ? await collection.replaceOne(query(args), change, options(args))
      : await collection.updateOne(query(args), change, options(args));
    return updated(result);
  },
  updateMany: async (collection, args) =>
    updated(await collection.updateMany(query(args), update(args), options(args))),
  replaceOne: async (collection, args) =>
    updated(await collection.replaceOne(query(args), object(args, 'replacement'), options(args))),
  deleteOne: async (collection, args) => deleted(await collection.deleteOne(query(args))),
  deleteMany: async (collection, args) => deleted(await collection.deleteMany(query(args))),
  async aggregate(collection, args) {
    const stages = [...list(args, 'pipeline')];
    const skip = whole(args['skip']);
    const limit = whole(args['limit']);
    if (skip) stages.push({ $skip: skip });
    if (limit) stages.push({ $limit: limit });
    return capped(await collection.aggregate(stages).toArray());
  },
  count: counted,
  countDocuments: counted,
  explain: (collection, args) =>
    args['pipeline'] === undefined
      ? collection.find(query(args), options(args)).explain()
      : collection.aggregate(list(args, 'pipeline')).explain(),
  distinct: (collection, args) => collection.distinct(text(args, 'field'), query(args)),
  async bulkWrite(collection, args) {
    await collection.bulkWrite(list(args, 'operations').map(operation), options(args));
    return null;
  },
};

/** Their names and fields are the same for the driver; `query` is an old name of `filter`. */
function operation(spec: Document): AnyBulkWriteOperation {
  const [name] = Object.keys(spec);
  const fields: unknown = name === undefined ? undefined : spec[name];
  if (name === undefined || typeof fields !== 'object' || fields === null) {
    throw new MongoDBError('an operation must have exactly one field');
  }
  const renamed = 'query' in fields ? { ...fields, filter: fields.query } : fields;
  return { [name]: renamed } as unknown as AnyBulkWriteOperation;
}

async function counted(collection: Collection, args: Args): Promise<unknown> {
  return count(await collection.countDocuments(query(args), options(args)));
}

function capped(documents: Document[]): Document[] {
  if (documents.length <= MAX_RESULTS) return documents;
  throw new MongoDBError(
    `the result has more than ${MAX_RESULTS} documents: use limit() and skip()`,
  );
}

function updated(result: {
  matchedCount: unknown;
  modifiedCount: unknown;
  upsertedId?: unknown;
}): Document {
  return {
    matchedCount: count(result.matchedCount),
    modifiedCount: count(result.modifiedCount),
    ...(result.upsertedId ? { upsertedId: result.upsertedId } : {}),
  };
}

function deleted(result: { deletedCount: unknown }): Document {
  return { deletedCount: count(result.deletedCount) };
}
