import { and, at, ELSEWHERE, fieldsOf, NotAllowed, Text, type Work } from './action.ts';
import { overlay } from './overlay.ts';
import { type Fields, isFields } from './roles.ts';
import { gather, type Wanted } from './walk.ts';

/** Reads what a user sees; as the text of EJSON where it was computed on documents one by one. */
export async function read(work: Work): Promise<unknown> {
  const { parts, access, narrowed, action, args } = work;
  if (action === 'aggregate') refuseOthers(args.pipeline);
  if (narrowed.projections.length === 0 && (await access.seesAll())) {
    const direct = action === 'aggregate' ? directPipeline(work) : directQuery(work);
    if (direct !== null) return parts.perform(action, { ...args, ...at(work), ...direct });
  }
  if (action === 'count' || action === 'countDocuments') return counted(work);
  const found = await gather(work, wantedBy(work));
  const texts = found.map(({ text }) => text);
  return overlay(work, texts, async (perform, scratch) => {
    return new Text(await perform.text(action, JSON.stringify({ ...args, ...scratch })));
  });
}

const directQuery = ({ narrowed, args }: Work): Fields => ({
  query: and([...narrowed.queries, fieldsOf(args.query)]),
});

/** Stages that look at the documents they are handed and at nothing else. */
const PLAIN_STAGES = new Set([
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$unwind',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$group',
  '$bucket',
  '$bucketAuto',
  '$sortByCount',
  '$count',
  '$sort',
  '$skip',
  '$limit',
]);

/** A pipeline that can be left to the store as it is: stages about a server tell of all its users. */
function directPipeline({ narrowed, args }: Work): Fields | null {
  if (narrowed.queries.length > 0 || !Array.isArray(args.pipeline)) return null;
  const isPlain = args.pipeline.every(
    (stage) => isFields(stage) && Object.keys(stage).every((name) => PLAIN_STAGES.has(name)),
  );
  return isPlain ? {} : null;
}

/** How many match, of which nothing is held but that they are there. */
async function counted(work: Work): Promise<unknown> {
  const { args, action } = work;
  // What is wrong with the call is told before anything is read.
  await overlay(work, [], (perform, scratch) => perform(action, { ...args, ...scratch }));
  const { skip, limit } = windowOf(args.options === undefined ? args : fieldsOf(args.options));
  const held = { whole: {}, shown: {}, text: '' };
  const wanted = { query: fieldsOf(args.query), sort: {}, most: skip + limit };
  const bounds = { ...work.parts.bounds, documents: Infinity };
  const found = await gather({ ...work, parts: { ...work.parts, bounds } }, wanted, () => held);
  return { $numberLong: String(Math.max(0, found.length - skip)) };
}

/** What has to be found for a read; the read itself is done on it afterwards. */
function wantedBy({ action, args }: Work): Wanted {
  if (action === 'aggregate') return wantedByPipeline(args);
  const options = fieldsOf(args.options);
  const query = fieldsOf(args.query);
  if (action === 'distinct') return { query, sort: {}, most: Infinity };
  const merged: Fields = { ...options, ...args };
  const sort = fieldsOf(action === 'findOne' ? options.sort : merged.sort);
  const { skip, limit } = windowOf(merged);
  return { query, sort, most: action === 'findOne' ? 1 : skip + limit };
}

/** `$match` in front is asked while documents are read, and `$limit` behind it ends the walk. */
function wantedByPipeline(args: Fields): Wanted {
  const stages: unknown[] = Array.isArray(args.pipeline) ? args.pipeline : [];
  const queries: Fields[] = [];
  let place = 0;
  for (; place < stages.length; place += 1) {
    const query = onlyStage(stages[place], '$match');
    if (!isFields(query)) break;
    queries.push(query);
  }
  const query = and(queries);
  const skip = numberIn(onlyStage(stages[place], '$skip'));
  if (skip !== null) place += 1;
  const limit = numberIn(onlyStage(stages[place], '$limit'));
  const ofPage = windowOf(args);
  const ofCall = stages.length === queries.length ? ofPage.skip + ofPage.limit : Infinity;
  const most = limit === null ? ofCall : (skip ?? 0) + limit;
  return { query, sort: {}, most: most >= 1 ? most : Infinity };
}

function onlyStage(stage: unknown, name: string): unknown {
  if (!isFields(stage) || Object.keys(stage).length !== 1) return undefined;
  return stage[name];
}

/** A number of canonical EJSON; null where there is none. */
function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return Math.trunc(value);
  if (!isFields(value)) return null;
  const text = value.$numberInt ?? value.$numberLong ?? value.$numberDouble;
  const number = typeof text === 'string' ? Math.trunc(Number(text)) : Number.NaN;
  return Number.isNaN(number) ? null : number;
}

/** As the store reads them: 0 gives all, and a negative number its opposite. */
function windowOf(args: Fields): { skip: number; limit: number } {
  return {
    skip: Math.max(0, numberIn(args.skip) ?? 0),
    limit: Math.abs(numberIn(args.limit) ?? 0) || Infinity,
  };
}

function refuseOthers(pipeline: unknown): void {
  if (Array.isArray(pipeline)) for (const stage of pipeline) refuseOthers(stage);
  if (!isFields(pipeline)) return;
  for (const [name, inner] of Object.entries(pipeline)) {
    if (ELSEWHERE.includes(name)) {
      const words = `${name} reads other collections: users cannot call it`;
      throw new NotAllowed(words, 'MongoDBError');
    }
    refuseOthers(inner);
  }
}
