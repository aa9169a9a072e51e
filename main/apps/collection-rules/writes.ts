import { ObjectId } from 'bson';
import {
  at,
  fieldsOf,
  keyOf,
  list,
  NotAllowed,
  READS,
  requireDocuments,
  SCRATCH,
  type Work,
} from './action.ts';
import { overlay } from './overlay.ts';
import { emptyFields, type Fields, isFields, put } from './roles.ts';
import { gather } from './walk.ts';

/** Does a write of a user, as far as every document it touches may be written. */
export function write(work: Work): Promise<unknown> {
  switch (work.action) {
    case 'insertOne':
      return insert(work, [fieldsOf(work.args.document)]);
    case 'insertMany':
      return insert(work, list(work.args.documents));
    case 'updateOne':
    case 'updateMany':
    case 'replaceOne':
    case 'findOneAndUpdate':
    case 'findOneAndReplace':
      return update(work);
    case 'deleteOne':
    case 'deleteMany':
    case 'findOneAndDelete':
      return remove(work);
    case 'bulkWrite':
      return bulk(work);
    default:
      throw new NotAllowed(`users cannot call '${work.action}'`, 'MongoDBError');
  }
}

/** Rules may ask for the `_id`: it is given here where the document has none. */
function withId(document: Fields): Fields {
  if (document['_id'] !== undefined) return document;
  const id = { _id: { $oid: new ObjectId().toHexString() } };
  return Object.assign(emptyFields(), id, document);
}

async function insert(work: Work, given: readonly Fields[]): Promise<unknown> {
  const documents = given.map(withId);
  for (const document of documents) {
    if (!(await work.access.mayInsert(document))) throw new NotAllowed('insert not permitted');
  }
  const args =
    work.action === 'insertOne' ? { document: documents[0] ?? {} } : { ...work.args, documents };
  return work.parts.perform(work.action, { ...args, ...at(work) });
}

const isMany = ({ action }: Work): boolean => action.endsWith('Many');
const returnsDocument = ({ action }: Work): boolean => action.startsWith('findOneAnd');

/** Which of the documents that a user sees a write means. */
async function meant(work: Work): Promise<Fields[]> {
  const sort = fieldsOf(fieldsOf(work.args.options).sort);
  const most = isMany(work) ? Infinity : 1;
  const found = await gather(work, { query: fieldsOf(work.args.query), sort, most });
  return found.map(({ whole }) => whole);
}

const textsOf = (documents: readonly Fields[]): string[] =>
  documents.map((document) => JSON.stringify(document));

/** Only these, and only as they were when they were judged. */
const exactly = (documents: readonly Fields[]): Fields =>
  documents.length === 0
    ? { _id: { $in: [] } }
    : {
        $or: documents.map((document) => ({
          _id: document['_id'],
          $expr: { $eq: ['$$ROOT', { $literal: document }] },
        })),
      };

/** The write itself, on documents that were judged; what comes back is what the user may see. */
async function perform(work: Work, documents: readonly Fields[]): Promise<unknown> {
  const { parts, args } = work;
  const { upsert: _upsert, projection, ...options } = fieldsOf(args.options);
  const query = { $and: [fieldsOf(args.query), exactly(documents)] };
  const { projection: _shown, ...rest } = args;
  const result = await parts.perform(work.action, { ...rest, ...at(work), query, options });
  if (!returnsDocument(work)) return result;
  return shownResult(work, isFields(result) ? result : null, projection ?? args.projection);
}

async function shownResult(
  work: Work,
  document: Fields | null,
  projection: unknown,
): Promise<Fields | null> {
  const shown = document === null ? null : await work.access.shown(document);
  if (shown === null || !isFields(projection)) return shown;
  return overlay(work, textsOf([shown]), (run) =>
    run('findOne', { ...SCRATCH, query: {}, projection }).then((found) =>
      isFields(found) ? found : null,
    ),
  );
}

async function update(work: Work): Promise<unknown> {
  const documents = await meant(work);
  const options = fieldsOf(work.args.options);
  if (documents.length === 0 && options.upsert === true) return upsert(work);
  const changed = await changedBy(work, documents);
  for (const before of documents) {
    const after = changed.get(keyOf(before)) ?? before;
    if (!(await work.access.mayUpdate({ before, after })))
      throw new NotAllowed('update not permitted');
  }
  return perform(work, documents);
}

/** How documents would be after the update, by their `_id`. */
async function changedBy(work: Work, documents: Fields[]): Promise<Map<string, Fields>> {
  if (documents.length === 0) return new Map();
  const { args } = work;
  const after = await overlay(work, textsOf(documents), async (run) => {
    const { upsert: _upsert, projection: _projection, ...options } = fieldsOf(args.options);
    const query = fieldsOf(args.query);
    const { projection: _shown, ...rest } = args;
    await run(work.action, { ...rest, ...SCRATCH, query, options });
    return list(await run('find', { ...SCRATCH, query: {} }));
  });
  return new Map(after.map((document) => [keyOf(document), document]));
}

/** Nothing that the user sees matches: what would be made is judged as an insert. */
async function upsert(work: Work): Promise<unknown> {
  const { args } = work;
  const made = await overlay(work, [], async (run) => {
    const { projection: _projection, ...options } = fieldsOf(args.options);
    const { projection: _shown, ...rest } = args;
    await run(work.action, { ...rest, ...SCRATCH, options });
    return list(await run('find', { ...SCRATCH, query: {} }))[0];
  });
  if (made === undefined) throw new NotAllowed('upsert made no document', 'MongoDBError');
  if (!(await work.access.mayInsert(made))) throw new NotAllowed('insert not permitted');
  await work.parts.perform('insertOne', { ...at(work), document: made });
  if (!returnsDocument(work)) {
    const counts = await perform({ ...work, args: { ...args, options: {} } }, []);
    return { ...fieldsOf(counts), upsertedId: made['_id'] };
  }
  const options = fieldsOf(args.options);
  const asksNew = options.returnNewDocument === true || options.returnDocument === 'after';
  return shownResult(work, asksNew ? made : null, options.projection ?? args.projection);
}

async function remove(work: Work): Promise<unknown> {
  const documents = await meant(work);
  for (const document of documents) {
    if (!(await work.access.mayDelete(document))) throw new NotAllowed('delete not permitted');
  }
  return perform(work, documents);
}

/** One after the other: each has to be judged on what the one before it left. */
async function bulk(work: Work): Promise<null> {
  for (const operation of list(work.args.operations)) {
    const [name, given] = Object.entries(operation)[0] ?? ['', {}];
    const { filter, query = filter, upsert, arrayFilters, sort, ...rest } = fieldsOf(given);
    const options = emptyFields();
    for (const [option, value] of Object.entries({ upsert, arrayFilters, sort }))
      if (value !== undefined) put(options, option, value);
    if (name === 'bulkWrite' || READS.has(name))
      throw new NotAllowed(`bulkWrite has no '${name}'`, 'MongoDBError');
    requireDocuments({ query });
    await write({
      ...work,
      action: name,
      args: { ...rest, ...(query !== undefined && { query }), options },
    });
  }
  return null;
}
