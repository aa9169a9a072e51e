import type { DocumentFormat, ImportMode } from '../../../../preload/contract/apps/documents.ts';

/** A change of a document on disk. Canonical EJSON; null where there is none before or after. */
export interface DocumentChange {
  service: string;
  database: string;
  collection: string;
  before: string | null;
  after: string | null;
}

/** Names a collection in `watched`. */
export const watchKey = (at: { service: string; database: string; collection: string }): string =>
  JSON.stringify([at.service, at.database, at.collection]);

/** Of which collections an order tells what it changes. */
interface Watched {
  watched?: readonly string[];
}

/** What the engine asks of a process of the store. Everything is text and numbers. */
export type DocumentOrder =
  | ({
      kind: 'action';
      appId: string;
      service: string;
      action: string;
      /** EJSON of an object. */
      args: string;
      /** Dry run; '' writes to disk. */
      session: string;
    } & Watched)
  | { kind: 'overview'; appId: string; service: string }
  | ({ kind: 'page'; query: string; skip: number; limit: number; sort: string } & CollectionName)
  | ({ kind: 'save'; document: string; isNew: boolean } & CollectionName & Watched)
  | ({ kind: 'remove'; id: string } & CollectionName & Watched)
  | ({ kind: 'import'; text: string; format: DocumentFormat; mode: ImportMode } & CollectionName &
      Watched)
  | ({ kind: 'export'; query: string; format: DocumentFormat } & CollectionName)
  /** The next documents behind `after`, in the order of insertion; -1 begins. */
  | ({
      kind: 'slice';
      query: string;
      after: number;
      most: number;
      session: string;
    } & CollectionName)
  /** Which of these documents a query finds, and in which order; `limit` 0 for all. */
  | { kind: 'sift'; documents: string; query: string; sort: string; limit: number }
  | { kind: 'forget'; appId: string }
  | { kind: 'end-session'; session: string }
  | { kind: 'close' };

/** A collection of an app. */
export interface CollectionName {
  appId: string;
  service: string;
  database: string;
  collection: string;
}

export type DocumentOutcome =
  /** JSON or EJSON text. */
  ({ ok: true; result: string } | { ok: false; message: string }) & {
    /** What was written of the watched collections, in order. */
    changes?: DocumentChange[];
  };

export interface WorkerSetup {
  /** Folder of the files. */
  dir: string;
  /** Most that the changes of one dry run may take. */
  sessionBytes: number;
  /** A dry run that is not used this long is dropped. */
  sessionIdleMs: number;
}
