import { randomUUID } from 'node:crypto';
import type { CollectionRule } from '../../../preload/contract/app-model.ts';
import type { RuleDecision } from '../../../preload/contract/apps/function-runs.ts';
import type { HeldApp } from '../config/apps.ts';
import {
  type Bounds,
  type GuardParts,
  NotAllowed,
  type Part,
  type Perform,
  Text,
} from '../collection-rules/action.ts';
import { guardedAction } from '../collection-rules/guard.ts';
import { type Fields, isFields } from '../collection-rules/roles.ts';
import { mayWatch, seenChanges, type Watch } from '../collection-rules/watch.ts';
import type { Documents as DocumentStore, DocumentsRequest } from '../documents/documents.ts';
import type { ExpressionScope } from '../../expressions/scope.ts';
import type { HostCallAnswer } from '../../functions/run-request.ts';
import { createPauses } from '../../lib/slices.ts';
import type { Documents } from './document-calls.ts';

/** An action on a collection, and for whom. */
export interface UserAction {
  app: HeldApp;
  request: DocumentsRequest;
  mongoUri: string;
  asSystem: boolean;
  /** A client application asked: without rules nothing is allowed. */
  denyByDefault: boolean;
  scope: () => ExpressionScope;
  signal: AbortSignal;
}

export type GuardedDocuments = ReturnType<typeof createGuardedDocuments>;

/** An answer of the store that says no. */
class StoreFailure extends Error {}

/** The vendor's limit on one query; what a dry run may hold; and what somebody waits for. */
const BOUNDS: Bounds = { documents: 50_000, bytes: 48_000_000, ms: 20_000 };

/** Sends actions on collections to the store, as far as the rules of the collection let a user. */
export function createGuardedDocuments(
  documents: Documents,
  store: DocumentStore,
  bounds: Bounds = BOUNDS,
) {
  const rulesOf = (app: HeldApp, service: string): CollectionRule[] =>
    app.model.collectionRules.filter((rule) => rule.service === service);

  function partsFor({
    request,
    mongoUri,
    signal,
  }: Pick<UserAction, 'request' | 'mongoUri' | 'signal'>): GuardParts {
    const { appId, service } = request;
    const performer = (uri: string, session: string | undefined): Perform => {
      const text = async (action: string, args: string): Promise<string> => {
        const answer = await documents.call(
          { appId, service, action, args, ...(session && { session }) },
          uri,
          signal,
        );
        if (!answer.ok) throw new StoreFailure(answer.message);
        return answer.result;
      };
      const perform = async (action: string, args: Fields): Promise<unknown> =>
        JSON.parse(await text(action, JSON.stringify(args)));
      return Object.assign(perform, { text });
    };
    const perform = performer(mongoUri, request.session);
    return {
      perform,
      slice: (at, query, from) =>
        mongoUri === '' ? sliceHere(at, query, from) : sliceThere(perform, at, query, from),
      async sift(texts, { query, sort, limit }) {
        const answer = await store.sift(
          {
            documents: `[${texts.join(',')}]`,
            query: JSON.stringify(query),
            sort: JSON.stringify(sort),
            limit,
          },
          signal,
        );
        if (!answer.ok) throw new StoreFailure(answer.message);
        return answer.places;
      },
      bounds,
      now: () => performance.now(),
      pauses: createPauses,
      async scratch(work) {
        const session = `seen-${randomUUID()}`;
        try {
          return await work(performer('', session));
        } finally {
          documents.endSession(session);
        }
      },
    };

    async function sliceHere(
      at: Fields,
      query: Fields,
      { after, most }: { after: unknown; most: number },
    ): Promise<Part> {
      const answer = await store.slice(
        { appId, service, database: String(at['database']), collection: String(at['collection']) },
        {
          query: JSON.stringify(query),
          after: typeof after === 'number' ? after : -1,
          most,
          session: request.session ?? '',
        },
        signal,
      );
      if (!answer.ok) throw new StoreFailure(answer.message);
      return answer;
    }
  }

  return {
    async call(
      asked: UserAction,
    ): Promise<{ outcome: HostCallAnswer['outcome']; decision: RuleDecision | null }> {
      const { app, request, mongoUri, signal, asSystem } = asked;
      const rules = rulesOf(app, request.service);
      const isFree = asSystem || (!asked.denyByDefault && rules.length === 0);
      if (isFree)
        return { outcome: await documents.call(request, mongoUri, signal), decision: null };
      let decision: RuleDecision | null = null;
      try {
        const args = JSON.parse(request.args) as Record<string, unknown>;
        const { database, collection } = args;
        const result = await guardedAction(
          partsFor(asked),
          rules,
          asked.scope(),
          {
            action: request.action,
            database: typeof database === 'string' ? database : '',
            collection: typeof collection === 'string' ? collection : '',
            args,
          },
          (decided) => {
            decision = decided;
          },
        );
        const text = result instanceof Text ? result.text : JSON.stringify(result ?? null);
        return { outcome: { ok: true, result: text }, decision };
      } catch (error) {
        if (!(error instanceof NotAllowed) && !(error instanceof StoreFailure)) throw error;
        const code = error instanceof NotAllowed ? error.code : 'MongoDBError';
        return { outcome: { ok: false, code, message: error.message }, decision };
      }
    },
    /**
     * Changes of a collection, as a user sees them.
     *
     * @throws NotAllowed
     */
    watch(
      app: HeldApp,
      service: string,
      watch: Watch,
      scope: ExpressionScope,
      signal: AbortSignal,
    ): { decision: RuleDecision; events: AsyncIterable<string> } {
      if ((app.serviceSettings.get(service)?.mongoUri ?? '') !== '') {
        const words = 'collections on your own server cannot be watched here';
        throw new NotAllowed(words, 'MongoDBError');
      }
      const { rule, decision } = mayWatch(rulesOf(app, service), watch);
      const { database, collection } = watch;
      const changes = store.watch({ appId: app.id, service, database, collection }, signal);
      const request = { appId: app.id, service, action: '', args: '' };
      const { sift } = partsFor({ request, mongoUri: '', signal });
      return { decision, events: seenChanges({ sift }, rule, scope, watch, changes) };
    },
  };
}

/** A server has no order of its own that can be gone on with: there it is that of `_id`. */
async function sliceThere(
  perform: Perform,
  at: Fields,
  query: Fields,
  { after, most }: { after: unknown; most: number },
): Promise<Part> {
  // As an expression, since `$gt` in a query finds only values of the same type.
  const behind = after === null ? {} : { $expr: { $gt: ['$_id', { $literal: after }] } };
  const found = await perform('find', {
    ...at,
    query: { $and: [query, behind] },
    sort: { _id: { $numberInt: '1' } },
    limit: { $numberInt: String(most) },
  });
  const documents = Array.isArray(found) ? found.filter(isFields) : [];
  return { documents, after: documents.at(-1)?.['_id'], more: documents.length === most };
}
