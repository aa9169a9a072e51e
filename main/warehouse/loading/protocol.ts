import type { BodyTold } from '../../decode/told.ts';
import type { BodyFault } from '../body-text.ts';
import type { Shape } from '../json/read-records.ts';
import type { LoadReport, Profile } from './loader.ts';
import type { Fates } from './reset.ts';

/** A file of tables and how it is loaded. */
export interface TablesRef {
  /** Name of the file in the folder of all. */
  file: string;
  profile: Profile;
}

/** A capture on its way to the loader; `bytes` null where it is gone. */
export interface SentItem extends BodyTold {
  captureId: number;
  receivedAt: number;
  bytes: Uint8Array | null;
  /** Why it is not even tried. */
  refused?: string;
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
  configure: { in: TablesRef; out: null };
  load: { in: TablesRef & { items: SentItem[] }; out: LoadReport };
  reload: { in: TablesRef & { item: SentItem }; out: LoadReport };
  /** Ids of captures that were loaded, above one. */
  loaded: { in: TablesRef & { after: number; limit: number }; out: number[] };
  reset: { in: TablesRef & Fates; out: number };
  pending: { in: TablesRef & { limit: number }; out: PendingItem[] };
  loadPending: { in: TablesRef & { items: SentItem[] }; out: LoadReport };
  /** Gives the tables of a file another one. */
  moveAside: { in: { file: string; to: string }; out: null };
}

export type LoaderCall = keyof LoaderCalls;

/** The last one before it is ended closes all files. */
export type LoaderOrder = { folder: string } & (
  | { call: LoaderCall; input: unknown }
  | { call: 'end'; input: null }
);
