import type { Database } from 'better-sqlite3';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';

interface Parts {
  db: Database;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  log: (message: string, error: unknown) => void;
}

const KEPT_MS = 30 * 86_400_000;
const EVERY_MS = 3_600_000;
const CHUNK = 500;

/** Deletes deliveries that ended 30 days ago, with their attempts and messages. */
export function createDeliveryRetention({ db, commit, clock, log }: Parts) {
  const selectOld = db
    .prepare<[number, number], number>(
      `SELECT seq FROM deliveries INDEXED BY deliveries_by_end
        WHERE finished_at IS NOT NULL AND finished_at < ? AND state <> 'sending' LIMIT ?`,
    )
    .pluck();
  const deleteAttempts = db.prepare<[string]>(
    'DELETE FROM delivery_attempts WHERE delivery_seq IN (SELECT value FROM json_each(?))',
  );
  const selectMessages = db
    .prepare<[string], string>(
      'SELECT message_id FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  const deleteDeliveries = db.prepare<[string]>(
    'DELETE FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))',
  );
  const deleteMessages = db.prepare<[string]>(`
    DELETE FROM delivery_messages WHERE id IN (SELECT value FROM json_each(?))
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message_id = delivery_messages.id)`);
  let cancel = (): void => {};
  let closed = false;

  function sweepSome(): number {
    const seqs = selectOld.all(clock.now() - KEPT_MS, CHUNK);
    const list = JSON.stringify(seqs);
    const messages = JSON.stringify(selectMessages.all(list));
    deleteAttempts.run(list);
    deleteDeliveries.run(list);
    deleteMessages.run(messages);
    return seqs.length;
  }
  async function sweep(): Promise<void> {
    let deleted = CHUNK;
    while (deleted === CHUNK) deleted = closed ? 0 : await commit.commit(sweepSome);
  }
  function plan(): void {
    cancel = clock.after(EVERY_MS, () => {
      sweep()
        .catch((error: unknown) => log('Old deliveries could not be deleted.', error))
        .finally(() => {
          if (!closed) plan();
        });
    });
  }
  return {
    start: plan,
    [Symbol.dispose](): void {
      closed = true;
      cancel();
    },
  };
}
