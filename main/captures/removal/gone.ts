import type { Gone } from '../../../preload/contract/captures/removal.ts';
import type { RemovalStore } from './removal-store.ts';

/** Of so many captures, the last ones, it is known that retention deleted them: about 2 MB. */
const KNOWN = 20_000;

interface Parts {
  store: Pick<RemovalStore, 'batchOf' | 'countOf'>;
  /** Batches up to then cannot be undone any more, epoch ms. */
  startedAt: number;
}

/**
 * Knows when captures went and by what: of deleted ones from their batch, whose number is the time; of
 * those that retention took, since this start.
 */
export function createGone({ store, startedAt }: Parts) {
  const swept = new Map<number, Pick<Gone, 'at' | 'why'>>();
  return {
    /** Retention deleted these. */
    sweptAway(ids: readonly number[], at: number, why: string): void {
      const told = { at, why };
      for (const id of ids) swept.set(id, told);
      for (const id of swept.keys()) {
        if (swept.size <= KNOWN) return;
        swept.delete(id);
      }
    },
    /** null where it is held, or where nobody knows. */
    of(id: number): Gone | null {
      const batch = store.batchOf(id);
      if (batch !== null) {
        const undo = batch > startedAt ? String(batch) : null;
        return { by: 'person', at: batch, why: null, undo, together: store.countOf(batch) };
      }
      const told = swept.get(id);
      return told ? { by: 'retention', ...told, undo: null, together: 1 } : null;
    },
  };
}
