import type { Database } from 'better-sqlite3';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { SizeStore } from './size-store.ts';

export interface DeliveryLimits {
  days: number;
  bytes: number;
}

interface Parts {
  db: Database;
  sizes: SizeStore;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  limits: () => DeliveryLimits;
  log: (message: string, error: unknown) => void;
}

interface Ended {
  seq: number;
  bytes: number;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const CHUNK = 500;

/**
 * Deletes deliveries that ended, with their attempts and messages: those that ended too long ago,
 * and the oldest of them while all take more bytes than they may. What waits is never deleted.
 */
export function createDeliveryRetention({ db, sizes, commit, clock, limits, log }: Parts) {
  const selectOld = db.prepare<[number, number], Ended>(`
    SELECT seq,
           coalesce((SELECT sum(length(response_body)) FROM delivery_attempts
                      WHERE delivery_seq = seq), 0)
         + coalesce((SELECT sum(length(response_body)) FROM shared_attempts s
                      WHERE s.message_id = deliveries.message_id
                        AND s.destination_id = deliveries.destination_id), 0)
         + coalesce((SELECT length(body) FROM delivery_messages
                      WHERE id = message_id), 0) AS bytes
      FROM deliveries INDEXED BY deliveries_by_end
     WHERE finished_at IS NOT NULL AND finished_at < ? AND state <> 'sending'
     ORDER BY finished_at LIMIT ?`);
  const selectAnswers = db
    .prepare<[string], number>(
      `SELECT coalesce(sum(length(response_body)), 0) FROM delivery_attempts
        WHERE delivery_seq IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const deleteAttempts = db.prepare<[string]>(
    'DELETE FROM delivery_attempts WHERE delivery_seq IN (SELECT value FROM json_each(?))',
  );
  const deleteShared = db
    .prepare<[string], number | null>(
      `DELETE FROM shared_attempts WHERE (message_id, destination_id) IN (
         SELECT message_id, destination_id FROM deliveries WHERE seq IN (SELECT value FROM json_each(?)))
        RETURNING length(response_body)`,
    )
    .pluck();
  const selectOfOthers = db.prepare<[number, number], { id: number; bytes: number }>(`
    SELECT id, coalesce(length(response_body), 0) AS bytes
      FROM shared_attempts s INDEXED BY shared_attempts_by_time
     WHERE started_at < ? AND NOT EXISTS (SELECT 1 FROM deliveries d INDEXED BY deliveries_by_message
             WHERE d.message_id = s.message_id AND d.destination_id = s.destination_id)
     ORDER BY started_at LIMIT ?`);
  const deleteOfOthers = db.prepare<[string]>(
    'DELETE FROM shared_attempts WHERE id IN (SELECT value FROM json_each(?))',
  );
  const selectMessages = db
    .prepare<[string], string>(
      'SELECT message_id FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  const deleteDeliveries = db.prepare<[string]>(
    'DELETE FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))',
  );
  const deleteMessages = db
    .prepare<[string], number | null>(
      `DELETE FROM delivery_messages WHERE id IN (SELECT value FROM json_each(?))
          AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message_id = delivery_messages.id)
        RETURNING length(body)`,
    )
    .pluck();
  let cancel = (): void => {};
  let closed = false;
  let again = false;
  let sweeping: Promise<void> | null = null;

  /** The oldest that ended before a time, until enough bytes are free; how many went. */
  function removeSome(before: number, enough = Number.POSITIVE_INFINITY): number {
    let sum = 0;
    const seqs = selectOld.all(before, CHUNK).flatMap(({ seq, bytes }) => {
      if (sum >= enough) return [];
      sum += bytes;
      return [seq];
    });
    const list = JSON.stringify(seqs);
    const messages = JSON.stringify(selectMessages.all(list));
    let freed = selectAnswers.get(list) ?? 0;
    deleteAttempts.run(list);
    for (const length of deleteShared.all(list)) freed += length ?? 0;
    deleteDeliveries.run(list);
    for (const length of deleteMessages.all(messages)) freed += length ?? 0;
    sizes.add(-freed);
    return seqs.length;
  }
  /** The same of attempts that this node made for others of a team. */
  function removeOfOthers(before: number, enough = Number.POSITIVE_INFINITY): number {
    let sum = 0;
    const ids = selectOfOthers.all(before, CHUNK).flatMap(({ id, bytes }) => {
      if (sum >= enough) return [];
      sum += bytes;
      return [id];
    });
    deleteOfOthers.run(JSON.stringify(ids));
    sizes.add(-sum);
    return ids.length;
  }
  async function sweep(): Promise<void> {
    const { days, bytes } = limits();
    const from = (): number => clock.now() - days * DAY_MS;
    const surplus = (): number => sizes.bytes() - bytes;
    const whileLarge = (remove: typeof removeSome) => (): number =>
      surplus() > 0 ? remove(clock.now() + 1, surplus()) : 0;
    for (const some of [
      () => removeSome(from()),
      () => removeOfOthers(from()),
      whileLarge(removeSome),
      whileLarge(removeOfOthers),
    ]) {
      let removed = CHUNK;
      while (removed > 0) removed = closed ? 0 : await commit.commit(some);
    }
  }
  /** One sweep at a time; what was asked for meanwhile comes after it. */
  function run(): void {
    again = true;
    sweeping ??= work().finally(() => {
      sweeping = null;
      if (again && !closed) run();
    });
  }
  async function work(): Promise<void> {
    while (again) {
      // Closed: the sweep ends by itself, at once.
      again = false;
      try {
        await sweep();
      } catch (error) {
        log('Old deliveries could not be deleted.', error);
      }
    }
  }
  function plan(): void {
    cancel = clock.after(EVERY_MS, () => {
      plan();
      run();
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
