import { EJSON } from 'bson';
import type { LoadPackage } from '../../lib/packages/add-ons.ts';
import type { HeldApp } from '../config/apps.ts';
import type { DocumentsAnswer, DocumentsRequest } from '../documents/documents.ts';
import { createMongoServer } from '../documents/server/mongo-server.ts';

interface Store {
  call: (request: DocumentsRequest, signal?: AbortSignal) => Promise<DocumentsAnswer>;
  endSession: (session: string) => Promise<void>;
}

export type Documents = ReturnType<typeof createDocumentCalls>;

/** Sends actions on collections to the store of this machine, or to the server a service names. */
export function createDocumentCalls(
  store: Store,
  load: LoadPackage,
  log: (message: string, error: unknown) => void,
) {
  const servers = new Map<string, ReturnType<typeof createMongoServer>>();
  function serverOf(uri: string) {
    const known = servers.get(uri) ?? createMongoServer({ uri, load });
    servers.set(uri, known);
    return known;
  }
  const call = (request: DocumentsRequest, mongoUri: string, signal?: AbortSignal) =>
    mongoUri === '' ? store.call(request, signal) : serverOf(mongoUri).call(request, signal);

  return {
    call,
    endSession(session: string): void {
      store.endSession(session).catch((error: unknown) => log('A dry run was not ended.', error));
    },
    /** The document of custom user data that belongs to a user; {} without one. */
    async customData(app: HeldApp, userId: string): Promise<Record<string, unknown>> {
      const config = app.model.customUserData;
      if (config === null || !config.enabled) return {};
      const { service, database, collection, userIdField } = config;
      const query = { [userIdField]: userId };
      const answer = await call(
        {
          appId: app.id,
          service,
          action: 'findOne',
          args: EJSON.stringify({ database, collection, query }, { relaxed: false }),
        },
        app.serviceSettings.get(service)?.mongoUri ?? '',
      );
      const found: unknown = answer.ok ? EJSON.parse(answer.result, { relaxed: true }) : null;
      return typeof found === 'object' && found !== null
        ? (JSON.parse(JSON.stringify(found)) as Record<string, unknown>)
        : {};
    },
    /** Ends connections to servers that no service names any more. */
    async keepOnly(uris: ReadonlySet<string>): Promise<void> {
      for (const [uri, server] of servers) {
        if (uris.has(uri)) continue;
        servers.delete(uri);
        await server[Symbol.asyncDispose]();
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const server of servers.values()) await server[Symbol.asyncDispose]();
    },
  };
}
