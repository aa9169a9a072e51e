import { setImmediate as turn } from 'node:timers/promises';
import { type ReadEntry, Unreadable } from '../formats/entry.ts';
import { oddity } from './plausible.ts';
import type { Reader, ImportSource } from './source.ts';

/** Others are served after so long. */
const TURN_MS = 5;

/** What is wrong with an entry, or with the file from there on: then `index` is null. */
export interface EntryProblem {
  index: number | null;
  problem: string;
}

export type GoodEntry = Extract<ReadEntry, { capture: unknown }>;

/**
 * What a file holds: entries that can be kept, and problems, never an exception of a reader. A file that breaks off
 * is read up to there.
 *
 * @param log is told of what no reader expected.
 * @param signal ends it, by throwing its reason.
 */
export async function* entriesOf(
  reader: Reader,
  source: ImportSource,
  log: (message: string, error: unknown) => void,
  signal?: AbortSignal,
): AsyncGenerator<GoodEntry | EntryProblem> {
  let since = performance.now();
  try {
    for await (const entry of reader.read(source)) {
      signal?.throwIfAborted();
      if ('problem' in entry) yield entry;
      else {
        const odd = oddity(entry.capture);
        yield odd === null ? entry : { index: entry.index, problem: odd };
      }
      if (performance.now() - since > TURN_MS) {
        await turn();
        since = performance.now();
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Unreadable) yield { index: null, problem: error.message };
    else {
      log('A file could not be read for an import.', error);
      yield { index: null, problem: 'The file cannot be read from here on.' };
    }
  }
}
