import { openKillable } from '../lib/child-process/killable.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import { workerFile } from '../lib/child-process/worker-file.ts';
import type { Computation, ComputeAnswer, HostValue } from './host-ops/operation.ts';

/** At once: more would take the processors from everything else. */
const MOST = 3;

/** Long computations of functions, in processes: each ends with the run that asked for it. */
export function openComputing(start: StartProcess) {
  const processes = openKillable<Computation, HostValue>(
    start,
    {
      name: 'computing',
      entry: workerFile('functions/compute-process', 'compute-process'),
      environment: 'none',
    },
    { idle: 1, most: MOST, lost: 'the computation failed: its process ended' },
  );
  return {
    /** @param over aborts when the run is over; nobody reads the answer then. */
    async run({ operation, args }: Computation, over: AbortSignal): Promise<ComputeAnswer> {
      try {
        return { ok: true, value: await processes.call({ operation, args }, over) };
      } catch (error) {
        return { ok: false, message: error instanceof Error ? error.message : String(error) };
      }
    },
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}
