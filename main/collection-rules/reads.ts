import {
  and,
  at,
  ELSEWHERE,
  fieldsOf,
  list,
  NotAllowed,
  type Perform,
  SCRATCH,
  type Seen,
  type Work,
} from './action.ts';
import { type Fields, isFields } from './roles.ts';

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
export function overlay<T>(
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
export async function seen(work: Work): Promise<Seen[]> {
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

export async function read(work: Work): Promise<unknown> {
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
