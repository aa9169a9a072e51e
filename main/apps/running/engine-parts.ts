import type { Database } from 'better-sqlite3';
import type { HostCall } from '../../../preload/contract/apps/function-runs.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { Deliver } from '../services/deliveries-action.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { GroupCommit } from '../../store/group-commit.ts';

/** A capture with its body, as tries of functions need it. */
export interface CaptureForTrial extends Omit<CaptureDetail, 'replayCount'> {
  rowId: number;
  bytes: Buffer;
}

/** What the engine hands to the apps. */
export interface EngineParts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  log: Log;
  say: (message: string, error: unknown) => void;
  dataDir: string;
  startProcess: StartProcess;
  installId: string;
  captures: {
    publicId: (rowId: number) => CaptureId;
    rowIdOf: (id: CaptureId) => number;
    countOf: (endpointId: string) => number;
    /** Lists a capture in this transaction, for rows that refer to it. */
    listNow: (rowId: number) => void;
    /** @throws BackstitchError CAPTURE_NOT_FOUND */
    forTrial: (id: CaptureId) => Promise<CaptureForTrial>;
    /** Ids of the newest captures that an endpoint took. */
    newestOf: (endpointId: string, limit: number) => CaptureId[];
    /** When the newest of them came, epoch ms; null where there is none. */
    newestAtOf: (endpointId: string) => number | null;
    /** The reply that was sent then. */
    replyOf: (id: CaptureId) => Promise<Buffer>;
  };
  intakeUrl: () => string;
  publicUrl: () => string | null;
  /** Where a person sees a capture; null without a control listener. */
  captureLink: (id: CaptureId) => string | null;
  /** Puts a message of a function into the queue of outgoing webhooks. */
  deliver: Deliver;
  isOwnListener: (address: string, port: number) => boolean;
  /** Told when an app answered a request: its users, their sessions and documents may be others then. */
  answered: () => void;
}

/** How one run's services behave. */
export interface RunMode {
  mode: 'live' | 'record' | 'forbid';
  recorded?: readonly HostCall[];
  /** Values of Secrets are not there for what runs. */
  withoutSecrets?: boolean;
}

export const LIVE: RunMode = { mode: 'live' };
