import type { BodyTold } from '../decode/told.ts';
import type { BodyFault } from './body-text.ts';
import type { Shape } from './json/read-records.ts';
import type { LoadReport, Profile } from './loader.ts';

/** A schema and how it is loaded. */
export interface SchemaRef {
  schema: string;
  profile: Profile;
}

/** A capture on its way to the loader; `bytes` null where it is gone. */
export interface SentItem extends BodyTold {
  captureId: number;
  receivedAt: number;
  bytes: Uint8Array | null;
  firstSeq?: bigint;
}

export interface PendingItem {
  captureId: number;
  firstSeq: bigint;
  receivedAt: number;
}

/** What the loading process can be asked, and what it answers. */
export interface LoaderCalls {
  check: {
    in: BodyTold & { bytes: Uint8Array };
    out: { ok: true; shape: Shape } | BodyFault;
  };
  configure: { in: SchemaRef; out: null };
  load: { in: SchemaRef & { items: SentItem[] }; out: LoadReport };
  reload: { in: SchemaRef & { item: SentItem }; out: LoadReport };
  reset: { in: SchemaRef; out: number };
  pending: { in: SchemaRef & { limit: number }; out: PendingItem[] };
  loadPending: { in: SchemaRef & { items: SentItem[] }; out: LoadReport };
  /** Lets go of the file, so that it can be moved aside. */
  close: { in: { schema: string }; out: null };
}

export type LoaderCall = keyof LoaderCalls;

/** The last one before it is ended closes all files. */
export type LoaderOrder = { folder: string } & (
  | { call: LoaderCall; input: unknown }
  | { call: 'end'; input: null }
);
