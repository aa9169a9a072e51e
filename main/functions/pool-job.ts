import type { HostCall } from '../../preload/contract/apps/function-runs.ts';
import type { RunHost, RunOutcome, RunRequest } from './run-request.ts';

/** A run from its request to its outcome. */
export interface Job {
  request: RunRequest;
  host: RunHost;
  startedAt: number;
  calls: HostCall[];
  abort: AbortController;
  /** Calls under way that can be given up alone, by number. */
  open: Map<number, AbortController>;
  settle: (outcome: RunOutcome) => void;
}
