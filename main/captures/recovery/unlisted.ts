import type { Database } from 'better-sqlite3';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Riders } from '../../store/group-transaction.ts';
import type { Arrival, Outcome, SenderNote } from '../arrival.ts';
import { openListRows, type Unlisted } from '../list-rows.ts';

/** A capture that is answered for longer than this is listed without its outcome. */
export const OVERDUE_MS = 250;

/**
 * Captures between two commits: the one that wrote their contents, before the reply, and the one that
 * writes their row in the list, complete, after it. Whoever reads the list has them written first, so
 * nobody sees a list without them; `restore-unlisted.ts` does it after a crash.
 */
export function createUnlisted(
  db: Database,
  groups: Pick<GroupCommit, 'flush' | 'later' | 'ride'>,
) {
  const rows = openListRows(db);
  const kept = new Map<number, Unlisted & { since: number }>();
  let listed: number[] = [];
  let unfinished = 0;
  let timer: NodeJS.Timeout | undefined;

  const riders: Riders = {
    get waiting() {
      return kept.size > 0;
    },
    unfinished: () => unfinished,
    write(needs) {
      listed = [];
      const overdue = performance.now() - OVERDUE_MS;
      for (const [id, one] of kept) {
        if (needs === 'finished' && one.outcome === null && one.since > overdue) continue;
        rows.list(one);
        listed.push(id);
      }
    },
    written() {
      for (const id of listed) {
        if (kept.get(id)?.outcome === null) unfinished -= 1;
        kept.delete(id);
      }
      listed = [];
    },
    mark: () => listed.length,
    takenBack(mark) {
      listed.length = mark;
    },
  };
  groups.ride(riders);

  function listOverdue(): void {
    timer = undefined;
    // In order of their arrival: where the first is not overdue, none is.
    const [oldest] = kept.values();
    if (oldest === undefined) return;
    const waitedMs = performance.now() - oldest.since;
    if (waitedMs >= OVERDUE_MS) groups.later(() => {}, 'finished');
    // The next one may be due soon after.
    timer = setTimeout(listOverdue, Math.max(OVERDUE_MS - waitedMs, OVERDUE_MS / 5));
  }

  return {
    /** Lists one at once, without an outcome; call in the transaction that writes its contents. */
    list: (arrival: Arrival, storedBytes: number): void =>
      rows.list({ arrival, storedBytes, outcome: null, sender: null }),
    /** Its contents are on disk. */
    add(arrival: Arrival, storedBytes: number): void {
      const since = performance.now();
      unfinished += 1;
      kept.set(arrival.id, { arrival, storedBytes, outcome: null, sender: null, since });
      timer ??= setTimeout(listOverdue, OVERDUE_MS);
    },
    /** Writes its row in this transaction, for what refers to it there. */
    listNow(id: number): void {
      const one = kept.get(id);
      if (one === undefined || listed.includes(id)) return;
      rows.list(one);
      listed.push(id);
    },
    /** Adds what became of it. False: its row is written already. */
    finish(id: number, outcome: Outcome, sender: SenderNote | null): boolean {
      const one = kept.get(id);
      if (one === undefined) return false;
      if (one.outcome === null) unfinished -= 1;
      one.outcome = outcome;
      one.sender = sender;
      return true;
    },
    /** Writes what waits, for a read of this row, or of any. In a transaction that was done already. */
    settle(id?: number): void {
      if (id === undefined ? kept.size === 0 : !kept.has(id)) return;
      if (!db.inTransaction) groups.flush();
    },
    [Symbol.dispose]: (): void => clearTimeout(timer),
  };
}
