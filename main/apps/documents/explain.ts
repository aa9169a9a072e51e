import { Double } from 'bson';
import { compilePipeline } from './pipeline/pipeline.ts';
import { compileQuery } from './query/match.ts';
import type { Namespace } from './store/tables.ts';
import { type Document, documentOf, emptyDocument, isDocument } from './values/values.ts';
import { idKeys } from './writes/writes.ts';

/**
 * Reads a query or a pipeline without running it, and says how it would be looked up: there is no
 * index but that of `_id`.
 *
 * @throws MongoDBError where it would be refused.
 */
export function explainQuery(
  { database, collection }: Namespace,
  args: Document,
  query: Document,
): Document {
  const asked = args['pipeline'] === undefined ? query : startOf(args);
  compileQuery(asked);
  const byId = idKeys(asked) !== undefined;
  return documentOf({
    queryPlanner: documentOf({
      namespace: `${database}.${collection}`,
      parsedQuery: asked,
      winningPlan: documentOf({ stage: byId ? 'IDHACK' : 'COLLSCAN' }),
      rejectedPlans: [],
    }),
    note: byId
      ? 'found by _id, the only index of the local store'
      : 'the local store has no index except _id: it reads every document',
    ok: new Double(1),
  });
}

/** The `$match` in front of a pipeline. */
function startOf({ pipeline = [] }: Document): Document {
  compilePipeline(pipeline);
  const first =
    Array.isArray(pipeline) && isDocument(pipeline[0]) ? pipeline[0]['$match'] : undefined;
  return isDocument(first) ? first : emptyDocument();
}
