import type { HostCall } from '../../preload/contract/function-runs.ts';
import type { HostCallRequest } from '../functions/run-request.ts';
import { fieldsOf, readEjson } from './ejson.ts';

const INSERTS = new Set(['insertOne', 'insertMany']);

/**
 * Answers out of the run that is tried again. Each recorded call is given once: to the same call, or,
 * since new documents hold ids and times that are never the same twice, to the next insert into the
 * same collection.
 */
export function createRecorded(calls: readonly HostCall[]) {
  const left = new Set(calls.filter((call) => call.result !== null));

  function take(fits: (call: HostCall) => boolean): string | undefined {
    for (const call of left) {
      if (!fits(call)) continue;
      left.delete(call);
      return call.result ?? undefined;
    }
    return undefined;
  }
  return {
    /** @param shownArgs the arguments as they are recorded. */
    answerTo(call: HostCallRequest, shownArgs: string): string | undefined {
      const alike = (one: HostCall): boolean =>
        one.service === call.service && one.action === call.action;
      const exact = take((one) => alike(one) && one.args === shownArgs);
      if (exact !== undefined || !INSERTS.has(call.action)) return exact;
      const into = collectionOf(call.args);
      return take((one) => alike(one) && collectionOf(one.args) === into);
    },
  };
}

export type Recorded = ReturnType<typeof createRecorded>;

function collectionOf(args: string): string {
  try {
    const { database, collection } = fieldsOf(readEjson(args));
    return JSON.stringify([database, collection]);
  } catch {
    // A recorded text that was cut off is no JSON: it fits nothing.
    return '';
  }
}
