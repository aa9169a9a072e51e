import type { Database } from 'better-sqlite3';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { ExchangeResult } from '../../outbound/exchange.ts';
import type { MessageStore } from './message-store.ts';
import type { SizeStore } from './size-store.ts';
import { type Begun, DELIVERY_COLUMNS, type DeliveryRow } from './rows.ts';

/** So much is kept of an answer. */
export const KEPT_BYTES = 64 * 1024;
const INTERRUPTED =
  'Backstitch stopped while this was being sent. It may have reached the receiver.';

/** What an attempt changes of its delivery. */
export type Change = Pick<
  DeliveryRow,
  'state' | 'reason' | 'slot' | 'next_attempt_at' | 'last_status' | 'last_failure' | 'finished_at'
> & {
  /** The attempt does not count: nothing was sent. */
  uncounted?: boolean;
};

/** An attempt as it went out and what came back. */
export interface MadeAttempt {
  outcome: Exclude<Attempt['outcome'], 'sending'>;
  finishedAt: number;
  url: string;
  headers: readonly HeaderPair[];
  secretIds: readonly string[];
  result: ExchangeResult;
  /** For a destination that is an event engine; else null. */
  engine: Attempt['engine'];
}

export type DeliveryStore = ReturnType<typeof openDeliveryStore>;

/** What the queue reads and writes of `deliveries` and `delivery_attempts`. */
export function openDeliveryStore(
  db: Database,
  readMessage: MessageStore['get'],
  sizes: SizeStore,
) {
  const selectOne = db.prepare<[number], DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.seq = ?`,
  );
  const selectDue = db.prepare<[DestinationId, number, number, number], DeliveryRow>(`
    SELECT ${DELIVERY_COLUMNS} FROM deliveries d INDEXED BY deliveries_due
     WHERE d.state = 'scheduled' AND d.destination_id = +? AND d.retrying = +?
       AND d.next_attempt_at <= +?
     ORDER BY d.next_attempt_at LIMIT ?`);
  const selectHead = db.prepare<[DestinationId], DeliveryRow>(`
    SELECT ${DELIVERY_COLUMNS} FROM deliveries d INDEXED BY deliveries_open
     WHERE d.destination_id = +? AND d.finished_at IS NULL ORDER BY d.seq LIMIT 1`);
  const selectNextDue = db
    .prepare<[DestinationId, number], number | null>(
      `SELECT min(next_attempt_at) FROM deliveries INDEXED BY deliveries_due
        WHERE state = 'scheduled' AND destination_id = +? AND retrying = +?`,
    )
    .pluck();
  const selectDeadline = db
    .prepare<[DestinationId], number | null>(
      `SELECT min(deadline_at) FROM deliveries INDEXED BY deliveries_deadline
        WHERE destination_id = +? AND finished_at IS NULL`,
    )
    .pluck();
  const selectEnding = db.prepare<[DestinationId, number, number], DeliveryRow>(`
    SELECT ${DELIVERY_COLUMNS} FROM deliveries d INDEXED BY deliveries_deadline
     WHERE d.destination_id = +? AND d.finished_at IS NULL AND d.deadline_at <= +?
       AND d.state IN ('scheduled', 'held')
     ORDER BY d.deadline_at LIMIT ?`);
  const claim = db.prepare(`
    UPDATE deliveries SET state = 'sending', prior_state = :prior, attempts = attempts + 1,
           retrying = 1, slot = :slot, base_at = coalesce(base_at, :startedAt)
     WHERE seq = :seq AND state = :state`);
  const insertAttempt = db.prepare(`
    INSERT INTO delivery_attempts (delivery_seq, destination_id, generation, number, kind,
                                   started_at, outcome, method, url)
    VALUES (:seq, :destination, :generation, :number, :trigger, :startedAt, 'sending', :method, '')`);
  const deleteAttempt = db.prepare<[number]>('DELETE FROM delivery_attempts WHERE id = ?');
  const unclaim = db.prepare(`
    UPDATE deliveries SET state = :state, prior_state = NULL, attempts = :attempts,
           retrying = :attempts > 0, slot = :slot, base_at = :baseAt
     WHERE seq = :seq AND state = 'sending'`);
  const updateAttempt = db.prepare(`
    UPDATE delivery_attempts SET outcome = :outcome, finished_at = :finishedAt, status = :status,
           error = :error, error_code = :errorCode, url = :url, remote_address = :remoteAddress,
           timings = :timings, total_ms = :totalMs, request_headers = :headers,
           secret_ids = :secretIds, response_headers = :responseHeaders, response_body = :body,
           response_bytes = :bytes, response_cut = :cut, engine = :engine
     WHERE id = :id`);
  const updateDelivery = db.prepare(`
    UPDATE deliveries SET state = :state, prior_state = NULL, reason = :reason, slot = :slot,
           next_attempt_at = :next_attempt_at, last_status = :last_status,
           last_failure = :last_failure, finished_at = :finished_at,
           attempts = attempts - :uncounted
     WHERE seq = :seq`);
  const requeue = db.prepare(`
    UPDATE deliveries SET state = :state, prior_state = NULL, reason = NULL,
           generation = generation + 1, attempts = 0, retrying = 0, slot = 0, base_at = NULL,
           next_attempt_at = CASE WHEN EXISTS (
             SELECT 1 FROM deliveries other
              WHERE other.destination_id = deliveries.destination_id
                AND other.order_key = deliveries.order_key AND other.finished_at IS NULL
           ) THEN NULL ELSE :now END,
           deadline_at = :deadlineAt, finished_at = NULL
     WHERE seq = :seq`);
  const selectKeyHead = db
    .prepare<[DestinationId, string], number>(
      `SELECT seq FROM deliveries INDEXED BY deliveries_by_key
        WHERE destination_id = +? AND order_key = +? AND finished_at IS NULL
          AND next_attempt_at > 0 LIMIT 1`,
    )
    .pluck();
  const freeOfKeys = db.prepare<[number, DestinationId]>(`
    UPDATE deliveries SET next_attempt_at = coalesce(next_attempt_at, ?), order_key = NULL
     WHERE destination_id = +? AND finished_at IS NULL AND order_key IS NOT NULL`);
  const selectOpenAttempts = db.prepare<[], { id: number; delivery_seq: number }>(`
    SELECT id, delivery_seq FROM delivery_attempts INDEXED BY delivery_attempts_open
     WHERE finished_at IS NULL`);
  const interrupt = db.prepare<[number, string, number]>(`
    UPDATE delivery_attempts SET outcome = 'interrupted', finished_at = ?, error = ?,
           error_code = 'INTERRUPTED' WHERE id = ?`);
  // Chunks: a queue of 100,000 that is held at once would stop the intake for a second.
  const move = db.prepare<[string, DestinationId, string, number]>(`
    UPDATE deliveries SET state = ? WHERE seq IN (
      SELECT seq FROM deliveries INDEXED BY deliveries_open
       WHERE destination_id = +? AND finished_at IS NULL AND state = +? LIMIT ?)`);
  const endOpen = db.prepare<[string, number, DestinationId, string, number]>(`
    UPDATE deliveries SET state = 'canceled', reason = ?, finished_at = ? WHERE seq IN (
      SELECT seq FROM deliveries INDEXED BY deliveries_open
       WHERE destination_id = +? AND finished_at IS NULL
         AND state IN (SELECT value FROM json_each(?)) LIMIT ?)`);
  const mendClock = db.prepare<{ latest: number }>(`
    UPDATE deliveries SET next_attempt_at = next_attempt_at - (deadline_at - :latest),
           base_at = base_at - (deadline_at - :latest), deadline_at = :latest
     WHERE finished_at IS NULL AND deadline_at > :latest`);

  function end(seq: number, change: Change): void {
    updateDelivery.run({ seq, ...change, uncounted: change.uncounted === true ? 1 : 0 });
  }

  return {
    get: (seq: number): DeliveryRow | undefined => selectOne.get(seq),
    /** Due by `now`: first attempts, then retries, oldest first. */
    due(id: DestinationId, now: number, limit: number): DeliveryRow[] {
      const first = selectDue.all(id, 0, now, limit);
      if (first.length === limit) return first;
      return [...first, ...selectDue.all(id, 1, now, limit - first.length)];
    },
    /** The oldest that has not ended. */
    head: (id: DestinationId): DeliveryRow | undefined => selectHead.get(id),
    nextDue(id: DestinationId): number | null {
      const times = [selectNextDue.get(id, 0), selectNextDue.get(id, 1)];
      return times.reduce<number | null>(
        (least, time) => (time == null ? least : Math.min(least ?? time, time)),
        null,
      );
    },
    /** Earliest deadline of all that has not ended. */
    nextDeadline: (id: DestinationId): number | null => selectDeadline.get(id) ?? null,
    /** Waiting or held, with a deadline at `by` or before. */
    endingBy: (id: DestinationId, by: number, limit: number): DeliveryRow[] =>
      selectEnding.all(id, by, limit),
    /**
     * Takes a delivery for an attempt and writes the row of the attempt. Call it in a transaction.
     *
     * @param prior the state to go back to after a failure, for a try by hand.
     * @returns undefined where somebody else has it.
     */
    begin(
      row: DeliveryRow,
      how: { trigger: Attempt['trigger']; slot: number; startedAt: number; byHand: boolean },
    ): Begun | undefined {
      const { trigger, slot, startedAt, byHand } = how;
      const { seq, state, generation } = row;
      const prior = byHand ? state : null;
      // Read here, inside the transaction: a read of its own costs more than the row does.
      const message = readMessage(row.message_id);
      if (message === undefined) {
        end(seq, {
          ...row,
          state: 'failed',
          reason: 'Its message is gone from the database.',
          next_attempt_at: null,
          finished_at: startedAt,
        });
        return undefined;
      }
      if (claim.run({ seq, state, prior, slot, startedAt }).changes === 0) return undefined;
      const { lastInsertRowid } = insertAttempt.run({
        seq,
        destination: row.destination_id,
        generation,
        number: row.attempts + 1,
        trigger,
        startedAt,
        method: message.method,
      });
      const begun = { ...row, state: 'sending' as const, prior_state: prior, slot };
      const attempts = row.attempts + 1;
      return {
        row: { ...begun, attempts, base_at: row.base_at ?? startedAt },
        was: row,
        message,
        attemptId: Number(lastInsertRowid),
        trigger,
        startedAt,
      };
    },
    /** Undoes `begin`, for an attempt that will not be made. */
    takeBack({ was, attemptId }: Begun, state: 'scheduled' | 'held'): void {
      const { seq, attempts, slot, base_at: baseAt } = was;
      deleteAttempt.run(attemptId);
      unclaim.run({ seq, state, attempts, slot, baseAt });
    },
    finishAttempt(id: number, made: MadeAttempt): void {
      const { result } = made;
      const body = result.body.subarray(0, KEPT_BYTES);
      sizes.add(body.length);
      updateAttempt.run({
        id,
        outcome: made.outcome,
        finishedAt: made.finishedAt,
        status: result.status,
        error: result.error ?? result.note,
        errorCode: result.errorCode,
        url: made.url,
        remoteAddress: result.remoteAddress,
        timings: JSON.stringify(result.timings),
        totalMs: result.totalMs,
        headers: JSON.stringify(made.headers),
        secretIds: JSON.stringify(made.secretIds),
        responseHeaders: JSON.stringify(result.headers),
        body,
        bytes: result.body.length,
        cut: result.bodyCut || result.body.length > KEPT_BYTES ? 1 : 0,
        engine: made.engine && JSON.stringify(made.engine),
      });
    },
    end,
    requeue: (seq: number, state: 'scheduled' | 'held', now: number, deadlineAt: number): void =>
      void requeue.run({ seq, state, now, deadlineAt }),
    /** The one of a key that is tried, while the others of it wait. */
    headOfKey: (id: DestinationId, key: string): number | undefined => selectKeyHead.get(id, key),
    /** Lets all go that wait behind another one of their key. */
    freeOfKeys: (id: DestinationId, now: number): void => void freeOfKeys.run(now, id),
    /** Attempts that an earlier run left open: marks them and gives their deliveries. */
    interrupted(now: number): DeliveryRow[] {
      return selectOpenAttempts.all().flatMap(({ id, delivery_seq: seq }) => {
        interrupt.run(now, INTERRUPTED, id);
        return selectOne.get(seq) ?? [];
      });
    },
    /** Up to `limit` that wait become held, or the other way round. */
    hold: (id: DestinationId, limit: number): number =>
      move.run('held', id, 'scheduled', limit).changes,
    release: (id: DestinationId, limit: number): number =>
      move.run('scheduled', id, 'held', limit).changes,
    /** Ends up to `limit` in these states as canceled. */
    cancelOpen: (
      id: DestinationId,
      states: readonly ('scheduled' | 'held')[],
      why: string,
      now: number,
      limit: number,
    ): number => endOpen.run(why, now, id, JSON.stringify(states), limit).changes,
    /** After the clock was set back: what would wait longer than it ever may is moved along. */
    mendClock: (latestDeadline: number): number =>
      mendClock.run({ latest: latestDeadline }).changes,
  };
}
