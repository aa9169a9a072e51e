import type { HostCall } from '../../../preload/contract/apps/function-runs.ts';
import type { HostCallAnswer } from '../../functions/run-request.ts';
import { fieldsOf, readEjson } from './ejson.ts';

/** Gives the answer that the run which is tried again got for the same call. */
export type TakeRecorded = (
  service: string,
  action: string,
  shownArgs: string,
) => HostCallAnswer['outcome'] | undefined;

/**
 * Answers of a run that is tried again. Each is given once, so that a call made twice gets both
 * answers in order.
 */
export function createRecorded(calls: readonly HostCall[]): TakeRecorded {
  const left = new Set(calls);
  function take(fits: (call: HostCall) => boolean): HostCallAnswer['outcome'] | undefined {
    for (const call of left) {
      if (!fits(call)) continue;
      const outcome = outcomeOf(call);
      if (outcome === undefined) continue;
      left.delete(call);
      return outcome;
    }
    return undefined;
  }
  return (service, action, shownArgs) => {
    const alike = (call: HostCall): boolean => call.service === service && call.action === action;
    const exact = take((call) => alike(call) && isSame(call.args, shownArgs));
    if (exact !== undefined || !INSERTS.has(action)) return exact;
    // New documents hold ids and times that are never the same twice: the next one that went into
    // the same collection stands for this one.
    const into = collectionOf(shownArgs);
    return take((call) => alike(call) && collectionOf(call.args) === into);
  };
}

const INSERTS = new Set(['insertOne', 'insertMany']);

function collectionOf(args: string): string {
  try {
    const { database, collection } = fieldsOf(readEjson(args));
    return JSON.stringify([database, collection]);
  } catch {
    // A recorded text that was cut off is no JSON: it fits nothing.
    return '';
  }
}

/** Long arguments were kept up to a mark: what stands before it decides. */
const isSame = (kept: string, asked: string): boolean =>
  kept === asked ||
  (kept.length < asked.length && kept.endsWith('…') && asked.startsWith(kept.slice(0, -1)));

function outcomeOf({ result, error, mode }: HostCall): HostCallAnswer['outcome'] | undefined {
  // What was refused then was never done: rules and guards decide again.
  if (mode === 'refused') return undefined;
  if (error !== null) return { ok: false, ...error };
  return result !== null && isWhole(result) ? { ok: true, result } : undefined;
}

/** Long results were cut when they were kept, and are no EJSON any more. */
function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
