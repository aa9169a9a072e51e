import type { Database } from 'better-sqlite3';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { KnownHere, Mirrored } from '../shared/lane.ts';

export type SharedStore = ReturnType<typeof openSharedStore>;

/** Deliveries that the team makes, as far as they are in this database: accepted here, told of by the team. */
export function openSharedStore(db: Database) {
  const selectOpen = db.prepare<[DestinationId, number, number], KnownHere>(`
    SELECT seq, message_id AS messageId, destination_id AS destinationId, state, attempts,
           next_attempt_at AS nextAt
      FROM deliveries INDEXED BY deliveries_open
     WHERE destination_id = +? AND finished_at IS NULL AND seq > +? ORDER BY seq LIMIT ?`);
  const countSending = db
    .prepare<[DestinationId], number>(
      `SELECT count(*) FROM deliveries INDEXED BY deliveries_open
        WHERE destination_id = +? AND finished_at IS NULL AND state = 'sending'`,
    )
    .pluck();
  const update = db.prepare(`
    UPDATE deliveries SET state = :state, prior_state = NULL, reason = :reason, slot = :slot,
           attempts = :attempts, retrying = :attempts > 0, next_attempt_at = :nextAt,
           last_status = :lastStatus, last_failure = :lastFailure, finished_at = :finishedAt
     WHERE seq = :seq`);
  const endAll = db.prepare<[string, number, DestinationId, number]>(`
    UPDATE deliveries SET state = 'canceled', prior_state = NULL, reason = ?, next_attempt_at = NULL,
           finished_at = ?
     WHERE seq IN (SELECT seq FROM deliveries INDEXED BY deliveries_open
                    WHERE destination_id = +? AND finished_at IS NULL LIMIT ?)`);
  return {
    open: (id: DestinationId, after: number, limit: number): KnownHere[] =>
      selectOpen.all(id, after, limit),
    isSending: (id: DestinationId): boolean => (countSending.get(id) ?? 0) > 0,
    mirror: (seq: number, now: Mirrored): void => void update.run({ seq, ...now }),
    /** Ends up to `limit` that have not ended, whoever makes them. */
    endAll: (id: DestinationId, why: string, now: number, limit: number): number =>
      endAll.run(why, now, id, limit).changes,
  };
}
