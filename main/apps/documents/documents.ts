import { z } from 'zod';
import type { DocumentFormat, ImportMode } from '../../../preload/contract/apps/documents.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { createPublisher, type Publisher } from '../../lib/publisher.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import type { Log } from '../../lib/log.ts';
import { openDocumentCrew } from './processes/crew.ts';
import {
  type CollectionName,
  type DocumentChange,
  type DocumentOrder,
  type DocumentOutcome,
  watchKey,
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

interface Watcher {
  appId: string;
  key: string;
  changes: Publisher<WatchedChange>;
}

/** A change, and whether it gave the whole document again. */
export type WatchedChange = DocumentChange & { replaced: boolean };

/** Orders that may change what somebody watches. */
const CHANGES = ['action', 'save', 'remove', 'import'] as const;
type Change = Extract<DocumentOrder, { kind: (typeof CHANGES)[number] }>;
const isChange = (order: DocumentOrder): order is Change =>
  CHANGES.some((kind) => kind === order.kind);
const REPLACES = new Set(['replaceOne', 'findOneAndReplace']);

const Overview = z.array(
  z.object({ database: z.string(), collection: z.string(), count: z.number().int() }),
);
const Imported = z.object({
  inserted: z.number().int(),
  replaced: z.number().int(),
  removed: z.number().int(),
});
const Exported = z.object({ text: z.string(), count: z.number().int() });
/** Written by the process of the store: its documents, which may be many, are not checked again. */
interface Slice {
  documents: Record<string, unknown>[];
  after: number;
  more: boolean;
}
type SliceAnswer = ({ ok: true } & Slice) | { ok: false; message: string };
const Places = z.array(z.number().int());
const Page = z.object({ items: z.array(z.string()), total: z.number().int() });

export type Documents = ReturnType<typeof openDocuments>;

/** The store behind the `mongodb-atlas` services of all apps. It starts at the first call. */
export function openDocuments(options: DocumentsOptions) {
  const { limitMs = 30_000, sessionIdleMs = 120_000, sessionBytes = 64_000_000 } = options;
  const setup = { dir: options.dir, sessionIdleMs, sessionBytes };
  const crew = openDocumentCrew(setup, limitMs, options.log, options.startProcess);
  const watchers = new Set<Watcher>();
  /** Asks, and hands what changed to those who watch. */
  async function ask(order: DocumentOrder, signal?: AbortSignal): Promise<DocumentOutcome> {
    if (!isChange(order)) return crew.ask(order, signal);
    const { appId } = order;
    const watched = [...watchers].filter((one) => one.appId === appId).map((one) => one.key);
    const outcome = await crew.ask(
      watched.length === 0 ? order : { ...order, watched: [...new Set(watched)] },
      signal,
    );
    const replaced = order.kind !== 'action' || REPLACES.has(order.action);
    for (const change of outcome.changes ?? []) {
      const key = watchKey(change);
      for (const one of watchers)
        if (one.appId === appId && one.key === key) one.changes.publish({ ...change, replaced });
    }
    return outcome;
  }
  /** @throws BackstitchError DOCUMENTS_FAILED */
  const demand = async (order: DocumentOrder): Promise<string> => {
    const outcome = await ask(order);
    if (outcome.ok) return outcome.result;
    throw new BackstitchError('DOCUMENTS_FAILED', sentence(outcome.message));
  };
  const call: CallDocuments = async (request, signal) =>
    toAnswer(
      await ask(
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
    /**
     * A part of a collection, for whoever reads it piece by piece: canonical EJSON, parsed as JSON.
     *
     * @param part.after where the one before ended; -1 for the first
     * @param part.session a dry run; '' for what is on disk
     */
    async slice(
      at: CollectionName,
      part: { query: string; after: number; most: number; session: string },
      signal?: AbortSignal,
    ): Promise<SliceAnswer> {
      const outcome = await ask({ kind: 'slice', ...pick(at), ...part }, signal);
      return outcome.ok ? { ok: true, ...(JSON.parse(outcome.result) as Slice) } : outcome;
    },
    /** Which of these documents a query finds: their places, in the order that is asked for. */
    async sift(
      asked: { documents: string; query: string; sort: string; limit: number },
      signal?: AbortSignal,
    ): Promise<{ ok: true; places: number[] } | { ok: false; message: string }> {
      const outcome = await ask({ kind: 'sift', ...asked }, signal);
      return outcome.ok ? { ok: true, places: Places.parse(JSON.parse(outcome.result)) } : outcome;
    },
    /**
     * Changes of a collection on this machine from now on, in the order they were made, until
     * `signal` aborts. Whoever falls far behind gets the newest thousand.
     */
    watch(at: CollectionName, signal: AbortSignal): AsyncGenerator<WatchedChange, void, void> {
      const changes = createPublisher<WatchedChange>();
      const watcher = { appId: at.appId, key: watchKey(at), changes };
      watchers.add(watcher);
      const end = (): void => {
        watchers.delete(watcher);
        changes.close();
      };
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      return changes.subscribe(signal);
    },
    /** Ends a dry run: its changes are gone. */
    async endSession(session: string): Promise<void> {
      await crew.ask({ kind: 'end-session', session });
    },
    /** Collections of a service with the number of their documents, by name. */
    overview: async (appId: string, service: string) =>
      Overview.parse(JSON.parse(await demand({ kind: 'overview', appId, service }))),
    /** A page in the order of insertion; `query` is EJSON, '' for all. */
    /** @param page.sort EJSON of `{field: 1 or -1}`; left out: the order they were added in. */
    read: async (
      at: CollectionName,
      page: { query: string; skip: number; limit: number; sort?: string | undefined },
    ) =>
      Page.parse(
        JSON.parse(await demand({ kind: 'page', ...pick(at), ...page, sort: page.sort ?? '' })),
      ),
    /** @returns the document as it is kept, with its `_id`. */
    insert: (at: CollectionName, document: string) =>
      demand({ kind: 'save', ...pick(at), document, isNew: true }),
    /** Replaces the document with the same `_id`. @returns it as it is kept. */
    replace: (at: CollectionName, document: string) =>
      demand({ kind: 'save', ...pick(at), document, isNew: false }),
    /** @param id EJSON of the `_id`. @returns whether it was there. */
    remove: async (at: CollectionName, id: string) =>
      (await demand({ kind: 'remove', ...pick(at), id })) === 'true',
    /** Reads a file in: all of it, or nothing. */
    import: async (
      at: CollectionName,
      file: { text: string; format: DocumentFormat; mode: ImportMode },
    ) => Imported.parse(JSON.parse(await demand({ kind: 'import', ...pick(at), ...file }))),
    /** What a query finds as the text of a file, at most 50,000 documents. */
    export: async (at: CollectionName, asked: { query: string; format: DocumentFormat }) =>
      Exported.parse(JSON.parse(await demand({ kind: 'export', ...pick(at), ...asked }))),
    /** Deletes all documents of an app, for good. */
    async forget(appId: string): Promise<void> {
      await demand({ kind: 'forget', appId });
    },
    async [Symbol.asyncDispose]() {
      for (const { changes } of watchers) changes.close();
      await crew[Symbol.asyncDispose]();
    },
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
