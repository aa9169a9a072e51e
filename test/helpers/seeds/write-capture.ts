import type { Database } from 'better-sqlite3';
import type { Arrival, Outcome } from '../../../main/captures/arrival.ts';
import { type CaptureStore, openCaptureStore } from '../../../main/captures/capture-store.ts';
import { openListRows } from '../../../main/captures/list-rows.ts';

/** Writes captures as the engine does, contents and row, without its waiting. */
export function captureWriter(db: Database) {
  const store: CaptureStore = openCaptureStore(db, () => {});
  const rows = openListRows(db);
  return {
    store,
    /** Without an outcome it stays open. */
    write(arrival: Arrival, outcome: Outcome | null = null): void {
      const storedBytes = store.insert(arrival);
      rows.list({ arrival, storedBytes, outcome, sender: null });
      if (outcome !== null) store.recordReply(arrival.id, outcome, null);
    },
  };
}
