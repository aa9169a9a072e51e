import { z } from 'zod';
import { BackstitchError } from '../lib/errors.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import type { Log } from '../lib/log.ts';
import { openDocumentCrew } from './processes/crew.ts';
import type {
  CollectionName,
  DocumentOrder,
  DocumentOutcome,
} from './processes/worker-protocol.ts';

/** An action of a `mongodb-atlas` service. */
export interface DocumentsRequest {
  appId: string;
  service: string;
  action: string;
  /** EJSON text of an object: `{database, collection, query, …}`. */
  args: string;
  /** Id of a dry run: its writes are seen by itself only, and never reach the disk. */
  session?: string;
}

export type DocumentsAnswer =
  /** Canonical EJSON text. */
  { ok: true; result: string } | { ok: false; code: 'MongoDBError'; message: string };

/** What answers the actions: the store on this machine, or a real server. Never rejects. */
export type CallDocuments = (
  request: DocumentsRequest,
  signal?: AbortSignal,
) => Promise<DocumentsAnswer>;

interface DocumentsOptions {
  /** Folder of the files, one for each app. */
  dir: string;
  log: Log;
  startProcess: StartProcess;
  limitMs?: number;
  sessionIdleMs?: number;
  sessionBytes?: number;
}

const Overview = z.array(
  z.object({ database: z.string(), collection: z.string(), count: z.number().int() }),
);
const Page = z.object({ items: z.array(z.string()), total: z.number().int() });

export type Documents = ReturnType<typeof openDocuments>;

/** The store behind the `mongodb-atlas` services of all apps. It starts at the first call. */
export function openDocuments(options: DocumentsOptions) {
  const { limitMs = 30_000, sessionIdleMs = 120_000, sessionBytes = 64_000_000 } = options;
  const setup = { dir: options.dir, sessionIdleMs, sessionBytes };
  const crew = openDocumentCrew(setup, limitMs, options.log, options.startProcess);
  /** @throws BackstitchError DOCUMENTS_FAILED */
  const demand = async (order: DocumentOrder): Promise<string> => {
    const outcome = await crew.ask(order);
    if (outcome.ok) return outcome.result;
    throw new BackstitchError('DOCUMENTS_FAILED', sentence(outcome.message));
  };
  const call: CallDocuments = async (request, signal) =>
    toAnswer(
      await crew.ask(
        {
          kind: 'action',
          appId: request.appId,
          service: request.service,
          action: request.action,
          args: request.args,
          session: request.session ?? '',
        },
        signal,
      ),
    );

  return {
    call,
    /** Ends a dry run: its changes are gone. */
    async endSession(session: string): Promise<void> {
      await crew.ask({ kind: 'end-session', session });
    },
    /** Collections of a service with the number of their documents, by name. */
    overview: async (appId: string, service: string) =>
      Overview.parse(JSON.parse(await demand({ kind: 'overview', appId, service }))),
    /** A page in the order of insertion; `query` is EJSON, '' for all. */
    read: async (at: CollectionName, page: { query: string; skip: number; limit: number }) =>
      Page.parse(JSON.parse(await demand({ kind: 'page', ...pick(at), ...page }))),
    /** @returns the document as it is kept, with its `_id`. */
    insert: (at: CollectionName, document: string) =>
      demand({ kind: 'save', ...pick(at), document, isNew: true }),
    /** Replaces the document with the same `_id`. @returns it as it is kept. */
    replace: (at: CollectionName, document: string) =>
      demand({ kind: 'save', ...pick(at), document, isNew: false }),
    /** @param id EJSON of the `_id`. @returns whether it was there. */
    remove: async (at: CollectionName, id: string) =>
      (await demand({ kind: 'remove', ...pick(at), id })) === 'true',
    /** Deletes all documents of an app, for good. */
    async forget(appId: string): Promise<void> {
      await demand({ kind: 'forget', appId });
    },
    [Symbol.asyncDispose]: () => crew[Symbol.asyncDispose](),
  };
}

/** Only these: an object handed in may carry more. */
function pick({ appId, service, database, collection }: CollectionName): CollectionName {
  return { appId, service, database, collection };
}

function toAnswer(outcome: DocumentOutcome): DocumentsAnswer {
  if (outcome.ok) return outcome;
  return { ok: false, code: 'MongoDBError', message: outcome.message };
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`;
}
