import { randomUUID } from 'node:crypto';
import type { CollectionRule } from '../../preload/contract/app-model.ts';
import type { RuleDecision } from '../../preload/contract/function-runs.ts';
import type { HeldApp } from '../app-config/apps.ts';
import { type GuardParts, NotAllowed, type Perform } from '../collection-rules/action.ts';
import { guardedAction } from '../collection-rules/guard.ts';
import { mayWatch, seenChanges, type Watch } from '../collection-rules/watch.ts';
import type { Documents as DocumentStore, DocumentsRequest } from '../documents/documents.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import type { HostCallAnswer } from '../functions/run-request.ts';
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

/** Sends actions on collections to the store, as far as the rules of the collection let a user. */
export function createGuardedDocuments(documents: Documents, store: DocumentStore) {
  const rulesOf = (app: HeldApp, service: string): CollectionRule[] =>
    app.model.collectionRules.filter((rule) => rule.service === service);

  function partsFor({
    request,
    mongoUri,
    signal,
  }: Pick<UserAction, 'request' | 'mongoUri' | 'signal'>): GuardParts {
    const performer =
      (uri: string, session: string | undefined): Perform =>
      async (action, args) => {
        const { appId, service } = request;
        const answer = await documents.call(
          { appId, service, action, args: JSON.stringify(args), ...(session && { session }) },
          uri,
          signal,
        );
        if (!answer.ok) throw new StoreFailure(answer.message);
        return JSON.parse(answer.result) as unknown;
      };
    return {
      perform: performer(mongoUri, request.session),
      async scratch(work) {
        const session = `seen-${randomUUID()}`;
        try {
          return await work(performer('', session));
        } finally {
          documents.endSession(session);
        }
      },
    };
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
        return { outcome: { ok: true, result: JSON.stringify(result ?? null) }, decision };
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
        const words = 'collections of a server of your own cannot be watched here';
        throw new NotAllowed(words, 'MongoDBError');
      }
      const { rule, decision } = mayWatch(rulesOf(app, service), watch);
      const { database, collection } = watch;
      const changes = store.watch({ appId: app.id, service, database, collection }, signal);
      const request = { appId: app.id, service, action: '', args: '' };
      const { scratch } = partsFor({ request, mongoUri: '', signal });
      return { decision, events: seenChanges({ scratch }, rule, scope, watch, changes) };
    },
  };
}
