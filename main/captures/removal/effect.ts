import type { RemovalStore } from './removal-store.ts';
import { type Limits, overLimit } from './retention.ts';

/** How many captures each limit by itself would delete now. */
export type CaptureEffect = Record<keyof Limits, number>;

interface Parts {
  store: RemovalStore;
  totals: { held: number; bytes: number };
  /** The first id of a capture that is young enough. */
  firstKept: number;
  /** The same as a time, for what was imported. */
  keptSince: number;
}

const SLICE = 2000;

/**
 * Counts what limits would delete, the oldest first as retention does it, with a turn of the event
 * loop after each slice. Deletes nothing.
 */
export async function effectOf(limits: Limits, parts: Parts): Promise<CaptureEffect> {
  const over = overLimit(limits, parts.totals);
  const effect: CaptureEffect = { keepCount: 0, keepDays: 0, keepBytes: 0 };
  let after = 0;
  let bytes = 0;
  for (;;) {
    const rows = parts.store.sizesAfter(after, SLICE);
    for (const { id, stored_bytes: size, imported_at: importedAt } of rows) {
      if (effect.keepCount < over.count) effect.keepCount += 1;
      const isOld = importedAt === null ? id < parts.firstKept : importedAt < parts.keptSince;
      if (isOld) effect.keepDays += 1;
      if (bytes < over.bytes) effect.keepBytes += 1;
      bytes += size;
      after = id;
    }
    const done =
      after >= parts.firstKept - 1 && effect.keepCount >= over.count && bytes >= over.bytes;
    if (rows.length < SLICE || done) return effect;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
