import type { TlsOptions } from '../intake/intake.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { TeamTimings } from '../team/timings.ts';
import type { UpdateOptions } from '../updates/updates.ts';
import type { Protection } from '../secrets/secrets.ts';

export interface EngineOptions {
  dataDir: string;
  face: 'desktop' | 'browser';
  log: Log;
  /** Default 127.0.0.1:8976; port 0 takes any free one. */
  intake?: {
    host?: string;
    port?: number;
    headersMs?: number;
    bodyIdleMs?: number;
    /** A second listener, which speaks TLS with the certificate in these files. */
    tls?: TlsOptions;
  };
  /** Asks once a day for a newer version; left out: never. */
  updates?: UpdateOptions;
  clock?: Clock;
  /** For a moment only: the tunnel stays down. */
  quiet?: boolean;
  /** For the length of a test: the tunnel stays down, and retention deletes nothing. */
  ephemeral?: boolean;
  /** Shows a folder in the file manager; rejects, or left out, where that cannot be done. */
  showFolder?: (path: string) => Promise<void>;
  /** How Secrets rest on disk; as they are where nothing better is to be had. */
  protection?: Protection;
  /** How long files of a project must be quiet before they are read; default 300 ms. */
  projectCalmMs?: number;
  /** Up to so many captures are searched in the engine itself; default 5,000. */
  searchedAtOnce?: number;
  /** Up to so many captures that wait are looked at for their event types in the engine itself; default 32. */
  studiedAtOnce?: number;
  /** How long a node of a team waits for what; for tests. */
  teamTimings?: Partial<TeamTimings>;
  /** How processes of ours are started; default as plain Node does. */
  startProcess?: StartProcess;
}

export const DEFAULT_INTAKE_PORT = 8976;
