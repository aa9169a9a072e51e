import type { Imported, ImportProgress } from '../../../preload/contract/interchange/imports.ts';
import type { CaptureId, EndpointId } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import type { EntryProblem, GoodEntry } from './entries.ts';
import { seldom } from './seldom.ts';
import type { ImportSource } from './source.ts';

/** Under what captures are added. */
export interface AddedBy {
  id: string;
  at: number;
  name: string;
  endpoint: { id: EndpointId; name: string } | null;
}

/** Where captures go. */
export interface CaptureTarget {
  /** Which entries are here already, other than by this import. For one going through of a file. */
  knownTo: (importId: string) => (entry: GoodEntry) => boolean;
  /** How many are best given at once. */
  batch: () => number;
  add: (entries: readonly GoodEntry[], by: AddedBy) => Promise<CaptureId[]>;
  /** @returns how many it deleted */
  removeImport: (importId: string) => Promise<number>;
  /** How many more captures retention leaves. */
  room: () => number;
}

/** An import that is running. */
export interface RunningImport {
  progress: () => ImportProgress;
  /** It ends with the batch that is being written. */
  cancel: () => void;
  ended: Promise<Imported>;
}

/** Ids that are answered; a search finds all. */
const IDS = 1000;
/** Bodies that are held in memory for one batch. */
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Adds a file entry by entry, so that it may be larger than memory.
 *
 * @param parts `tell` is called after steps, not more often than people can see.
 */
export function startAdding(
  file: { entries: AsyncIterable<GoodEntry | EntryProblem>; source: ImportSource },
  how: { by: AddedBy; duplicates: 'skip' | 'again'; only: ReadonlySet<number> | null },
  parts: { target: CaptureTarget; clock: Clock; tell: () => void },
): RunningImport {
  const { by, duplicates, only } = how;
  const { target, clock, tell } = parts;
  const done: Imported = { imported: 0, skipped: 0, problems: 0, canceled: false, ids: [] };
  const isKnown = target.knownTo(by.id);
  const readBefore = file.source.bytesRead();
  let entries = 0;
  let isCanceled = false;
  let batch: GoodEntry[] = [];
  let batchBytes = 0;
  const told = seldom(clock, tell);

  async function flush(): Promise<void> {
    if (batch.length === 0) return;
    const ids = await target.add(batch, by);
    done.imported += ids.length;
    done.ids.push(...ids.slice(0, Math.max(0, IDS - done.ids.length)));
    batch = [];
    batchBytes = 0;
  }
  async function run(): Promise<Imported> {
    for await (const entry of file.entries) {
      if (isCanceled) break;
      entries += 1;
      told.step();
      if ('problem' in entry) done.problems += 1;
      else if (only !== null && !only.has(entry.index)) done.skipped += 1;
      else if (duplicates === 'skip' && isKnown(entry)) done.skipped += 1;
      else {
        batch.push(entry);
        batchBytes += entry.capture.body.length + (entry.capture.replyBody?.length ?? 0);
        if (batch.length >= target.batch() || batchBytes > BATCH_BYTES) await flush();
      }
    }
    // What was not written yet is not added any more: whoever cancels waits for it.
    if (!isCanceled) await flush();
    return { ...done, canceled: isCanceled };
  }

  return {
    progress: () => ({
      // A zip reads a body again for each capture that has it.
      bytesRead: Math.min(file.source.bytesRead() - readBefore, file.source.sizeBytes),
      bytes: file.source.sizeBytes,
      entries,
      added: done.imported,
    }),
    cancel() {
      isCanceled = true;
    },
    ended: run().finally(told.end),
  };
}
