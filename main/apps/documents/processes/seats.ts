import { type Caller, openCaller } from '../../../lib/child-process/caller.ts';
import type { StartProcess } from '../../../lib/child-process/own-process.ts';
import { workerFile } from '../../../lib/child-process/worker-file.ts';
import { HARD_LIMIT_MB } from '../values/heap-watch.ts';
import type { Job } from './line.ts';
import { messageOf } from '../values/mongo-error.ts';
import type { DocumentOrder, DocumentOutcome, WorkerSetup } from './worker-protocol.ts';

/** One process of the store, and what it does. */
export interface Seat {
  ready: boolean;
  job: Job | undefined;
  startedAt: number;
  idleSince: number;
  /** Runs an order. Rejects where the process is gone before it answered. */
  ask(order: DocumentOrder): Promise<DocumentOutcome>;
  /** Ends the process, whatever it does. */
  stop(why: string): void;
  /** Settles when its locks on files are free. */
  ended: Promise<void>;
}

type Ask = DocumentOrder | { kind: 'open'; setup: WorkerSetup };

/** @param opened told when it has loaded what it needs, or why that failed. */
export function openSeat(
  start: StartProcess,
  setup: WorkerSetup,
  opened: (problem: string | undefined) => void,
): Seat {
  const caller: Caller<Ask, DocumentOutcome> = openCaller(
    start,
    {
      name: 'documents',
      entry: workerFile('apps/documents/processes/documents-process', 'documents-process'),
      heapMb: HARD_LIMIT_MB,
      environment: 'none',
    },
    'the process of the document store ended too early',
  );
  const seat: Seat = {
    ready: false,
    job: undefined,
    startedAt: 0,
    idleSince: performance.now(),
    ask: (order) => caller.call(order),
    stop: (why) => caller.kill(why),
    ended: caller.ended,
  };
  void open(caller, setup, seat, opened);
  return seat;
}

async function open(
  caller: Caller<Ask, DocumentOutcome>,
  setup: WorkerSetup,
  seat: Seat,
  opened: (problem: string | undefined) => void,
): Promise<void> {
  try {
    await caller.call({ kind: 'open', setup });
  } catch (error) {
    opened(messageOf(error));
    return;
  }
  seat.ready = true;
  opened(undefined);
}
