import { ObjectId } from 'bson';
import type { CollectionRule } from '../../preload/contract/app-model.ts';
import type { RuleDecision } from '../../preload/contract/function-runs.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { filtersFor, type Narrowed } from './filters.ts';
import { createJudge, emptyFields, type Fields, isFields, type Judge, put } from './roles.ts';

/** Runs an action of a collection; results are canonical EJSON, parsed as JSON. */
export type Perform = (action: string, args: Fields) => Promise<unknown>;

/** What a guard needs of the store. */
export interface GuardParts {
  /** Where the documents are. */
  perform: Perform;
  /** A place of its own, gone afterwards: what is computed on documents a user sees is done there. */
  scratch: <T>(work: (perform: Perform) => Promise<T>) => Promise<T>;
}

/** An action on a collection, on behalf of a user. */
export interface GuardedAction {
  action: string;
  database: string;
  collection: string;
  /** `query`, `update`, `options`, … as the store wants them. */
  args: Fields;
}

/** A call that the rules do not allow. */
export class NotAllowed extends Error {
  readonly code: 'NoMatchingRuleFound' | 'MongoDBError';
  constructor(text: string, code: NotAllowed['code'] = 'NoMatchingRuleFound') {
    super(text);
    this.code = code;
  }
}

interface Seen {
  whole: Fields;
  shown: Fields;
}

interface Work extends GuardedAction {
  parts: GuardParts;
  judge: Judge;
  narrowed: Narrowed;
}

const READS = new Set(['find', 'findOne', 'aggregate', 'count', 'countDocuments', 'distinct']);
/** What reads or writes other collections, whose rules are others. */
const ELSEWHERE = ['$lookup', '$graphLookup', '$unionWith', '$out', '$merge'];
const SCRATCH = { database: 'seen by a user', collection: 'documents' };

/** The rules of a collection: its own, or those that the service has for all others. */
export function rulesFor(
  rules: readonly CollectionRule[],
  { database, collection }: Pick<GuardedAction, 'database' | 'collection'>,
): CollectionRule | undefined {
  return (
    rules.find((one) => one.database === database && one.collection === collection) ??
    rules.find((one) => one.database === '' && one.collection === '')
  );
}

/**
 * Does an action of a user as far as the rules of the collection let it. Reads are done on what the
 * user sees of the documents: a query for a field that is hidden finds nothing.
 *
 * @throws NotAllowed; whatever `perform` throws
 */
export async function guardedAction(
  parts: GuardParts,
  rules: readonly CollectionRule[],
  scope: ExpressionScope,
  asked: GuardedAction,
  decided: (decision: RuleDecision) => void,
): Promise<unknown> {
  const rule = rulesFor(rules, asked);
  const name = `${asked.database}.${asked.collection}`;
  if (rule === undefined || rule.roles.length === 0) {
    decided({ allowed: false, why: 'no-rule', rule: null, rules: [] });
    throw new NotAllowed(`no rule exists for namespace '${name}'`);
  }
  requireDocuments(asked.args);
  const judge = createJudge(rule.roles, scope);
  const tell = (allowed: boolean): void => {
    const rules = judge.told.map(({ name: role, explain }) => ({
      name: role,
      listed: true,
      explain,
    }));
    const passing = judge.told.find(({ explain }) => explain.verdict === true)?.name ?? null;
    decided({ allowed, why: allowed ? 'rule' : 'no-rule', rule: passing, rules });
  };
  try {
    const narrowed = await filtersFor(rule, scope);
    const work: Work = { ...asked, parts, judge, narrowed };
    const result = READS.has(asked.action) ? await read(work) : await write(work);
    tell(true);
    return result;
  } catch (error) {
    if (error instanceof NotAllowed) tell(false);
    throw error;
  }
}

/** A query that is no document must not become one that finds everything. */
function requireDocuments({ query, options }: Fields): void {
  for (const [name, value] of Object.entries({ query, options })) {
    if (value === undefined || value === null || isFields(value)) continue;
    throw new NotAllowed(`the ${name} has to be a document`, 'MongoDBError');
  }
}

const at = ({ database, collection }: Pick<Work, 'database' | 'collection'>): Fields => ({
  database,
  collection,
});
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : emptyFields());
const keyOf = (document: Fields): string => JSON.stringify(document._id ?? null);

function and(queries: readonly Fields[]): Fields {
  const [only] = queries;
  if (queries.length === 0 || only === undefined) return {};
  return queries.length === 1 ? only : { $and: queries };
}

/** Projections of filters are all applied, one after the other. */
async function projected(work: Work, documents: Fields[]): Promise<Fields[]> {
  let result = documents;
  for (const projection of work.narrowed.projections) {
    const input = result;
    result = await overlay(work, input, (perform) =>
      perform('find', { ...SCRATCH, query: {}, projection }).then(list),
    );
  }
  return result;
}

/** Does something on documents that are handed in, in the order they have. */
function overlay<T>(
  { parts }: Work,
  documents: readonly Fields[],
  work: (perform: Perform) => Promise<T>,
): Promise<T> {
  return parts.scratch(async (perform) => {
    if (documents.length > 0) await perform('insertMany', { ...SCRATCH, documents });
    return work(perform);
  });
}

/** The documents that a user sees something of. */
async function seen(work: Work): Promise<Seen[]> {
  const { parts, judge, narrowed, args } = work;
  // An `_id` is seen by whoever sees anything: asking for it first changes no answer.
  const { _id: id } = fieldsOf(args.query);
  const byId = id === undefined ? [] : [{ _id: id }];
  const query = and([...narrowed.queries, ...byId]);
  const documents = list(await parts.perform('find', { ...at(work), query }));
  const found: Seen[] = [];
  for (const whole of documents) {
    const shown = await judge.shown(whole);
    if (shown !== null) found.push({ whole, shown });
  }
  if (narrowed.projections.length === 0) return found;
  const cut = await projected(
    work,
    found.map(({ shown }) => shown),
  );
  return found.flatMap(({ whole }, index) => {
    const shown = cut[index];
    return shown === undefined ? [] : [{ whole, shown }];
  });
}

async function read(work: Work): Promise<unknown> {
  const { parts, judge, narrowed, action, args } = work;
  if (action === 'aggregate') refuseOthers(args.pipeline);
  const simple = narrowed.projections.length === 0 && action !== 'aggregate';
  if (simple && (await judge.seesAll())) {
    const query = and([...narrowed.queries, fieldsOf(args.query)]);
    return parts.perform(action, { ...args, ...at(work), query });
  }
  const documents = (await seen(work)).map(({ shown }) => shown);
  return overlay(work, documents, (perform) => perform(action, { ...args, ...SCRATCH }));
}

function refuseOthers(pipeline: unknown): void {
  if (Array.isArray(pipeline)) for (const stage of pipeline) refuseOthers(stage);
  if (!isFields(pipeline)) return;
  for (const [name, inner] of Object.entries(pipeline)) {
    if (ELSEWHERE.includes(name)) {
      const words = `${name} reaches other collections: it is not available on behalf of a user`;
      throw new NotAllowed(words, 'MongoDBError');
    }
    refuseOthers(inner);
  }
}

function write(work: Work): Promise<unknown> {
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
      throw new NotAllowed(`'${work.action}' is not available on behalf of a user`, 'MongoDBError');
  }
}

/** Rules may ask for the `_id`: it is given here where the document has none. */
function withId(document: Fields): Fields {
  if (document._id !== undefined) return document;
  const id = { _id: { $oid: new ObjectId().toHexString() } };
  return Object.assign(emptyFields(), id, document);
}

async function insert(work: Work, given: readonly Fields[]): Promise<unknown> {
  const documents = given.map(withId);
  for (const document of documents) {
    if (!(await work.judge.mayInsert(document))) throw new NotAllowed('insert not permitted');
  }
  const args =
    work.action === 'insertOne' ? { document: documents[0] ?? {} } : { ...work.args, documents };
  return work.parts.perform(work.action, { ...args, ...at(work) });
}

const isMany = ({ action }: Work): boolean => action.endsWith('Many');
const returnsDocument = ({ action }: Work): boolean => action.startsWith('findOneAnd');

/** Which of the documents that a user sees a write means. */
async function meant(work: Work): Promise<Fields[]> {
  const documents = await seen(work);
  const sort = fieldsOf(work.args.options).sort;
  const one = isMany(work) ? {} : { limit: 1 };
  const matched = await overlay(
    work,
    documents.map(({ shown }) => shown),
    (perform) =>
      perform('find', {
        ...SCRATCH,
        query: fieldsOf(work.args.query),
        ...(sort !== undefined && { sort }),
        ...one,
      }).then(list),
  );
  const whole = new Map(documents.map((document) => [keyOf(document.shown), document.whole]));
  return matched
    .map((document) => whole.get(keyOf(document)))
    .filter((found) => found !== undefined);
}

/** Only these, and only as they were when they were judged. */
const exactly = (documents: readonly Fields[]): Fields =>
  documents.length === 0
    ? { _id: { $in: [] } }
    : {
        $or: documents.map((document) => ({
          _id: document._id,
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
  const shown = document === null ? null : await work.judge.shown(document);
  if (shown === null || !isFields(projection)) return shown;
  return overlay(work, [shown], (run) =>
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
    if (!(await work.judge.mayUpdate({ before, after })))
      throw new NotAllowed('update not permitted');
  }
  return perform(work, documents);
}

/** How documents would be after the update, by their `_id`. */
async function changedBy(work: Work, documents: Fields[]): Promise<Map<string, Fields>> {
  if (documents.length === 0) return new Map();
  const { args } = work;
  const after = await overlay(work, documents, async (run) => {
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
  if (!(await work.judge.mayInsert(made))) throw new NotAllowed('insert not permitted');
  await work.parts.perform('insertOne', { ...at(work), document: made });
  if (!returnsDocument(work)) {
    const counts = await perform({ ...work, args: { ...args, options: {} } }, []);
    return { ...fieldsOf(counts), upsertedId: made._id };
  }
  const options = fieldsOf(args.options);
  const asksNew = options.returnNewDocument === true || options.returnDocument === 'after';
  return shownResult(work, asksNew ? made : null, options.projection ?? args.projection);
}

async function remove(work: Work): Promise<unknown> {
  const documents = await meant(work);
  for (const document of documents) {
    if (!(await work.judge.mayDelete(document))) throw new NotAllowed('delete not permitted');
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
      throw new NotAllowed(`bulkWrite knows no '${name}'`, 'MongoDBError');
    requireDocuments({ query });
    await write({
      ...work,
      action: name,
      args: { ...rest, ...(query !== undefined && { query }), options },
    });
  }
  return null;
}
