import type { Database } from 'better-sqlite3';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { masked } from '../rules/telling-names.ts';
import type { HeldAttempt, ToldAttempt } from '../shared/lane.ts';
import { KEPT_BYTES } from './delivery-store.ts';
import type { AttemptRow } from './rows.ts';
import type { SizeStore } from './size-store.ts';

export type SharedAttempts = ReturnType<typeof openSharedAttempts>;

/** A row as it is read: rounds are reckoned from the whole list. */
interface SharedRow extends Omit<AttemptRow, 'generation'> {
  fence: number;
}

type Key = { messageId: string; destinationId: DestinationId };

/**
 * Attempts of deliveries that the team makes: what it tells of those that were accepted here, and what was sent and answered
 * where this node made them. The latter is in no other place, and stays when the team tells of the same attempt.
 */
export function openSharedAttempts(db: Database, sizes: SizeStore) {
  // The id says which claim it was: the traceparent that was sent has it too.
  const select = db.prepare<Key, SharedRow>(`
    SELECT -fence AS id, 0 AS delivery_seq, fence, number, 'auto' AS kind, started_at, finished_at, outcome, status,
           error, error_code, method, url, remote_address, timings, total_ms, request_headers, secret_ids,
           response_headers, response_body, response_bytes, response_cut, NULL AS engine, node, held, late
      FROM shared_attempts WHERE message_id = +:messageId AND destination_id = +:destinationId ORDER BY fence`);
  const keep = db.prepare(`
    INSERT INTO shared_attempts (message_id, destination_id, fence, number, started_at, finished_at, outcome, status, error,
           held, error_code, method, url, remote_address, timings, total_ms, request_headers, secret_ids,
           response_headers, response_body, response_bytes, response_cut)
    VALUES (:messageId, :destinationId, :fence, :number, :startedAt, :finishedAt, :outcome, :status, :error,
           1, :errorCode, :method, :url, :remoteAddress, :timings, :totalMs, :headers, :secretIds,
           :responseHeaders, :body, :bytes, :cut)
    ON CONFLICT (message_id, destination_id, fence) DO UPDATE
       SET finished_at = excluded.finished_at, outcome = excluded.outcome, status = excluded.status,
           error = excluded.error, held = 1, error_code = excluded.error_code, method = excluded.method,
           url = excluded.url, remote_address = excluded.remote_address, timings = excluded.timings,
           total_ms = excluded.total_ms, request_headers = excluded.request_headers,
           secret_ids = excluded.secret_ids, response_headers = excluded.response_headers,
           response_body = excluded.response_body, response_bytes = excluded.response_bytes,
           response_cut = excluded.response_cut
     WHERE held = 0`);
  const tell = db.prepare(`
    INSERT INTO shared_attempts (message_id, destination_id, fence, node, number, started_at, finished_at, outcome,
           status, error, late)
    VALUES (:messageId, :destinationId, :fence, :node, :number, :startedAt, :finishedAt, :outcome, :status, :error, :late)
    ON CONFLICT (message_id, destination_id, fence) DO UPDATE
       SET late = excluded.late, node = excluded.node,
           finished_at = iif(held, finished_at, excluded.finished_at), outcome = iif(held, outcome, excluded.outcome),
           status = iif(held, status, excluded.status), error = iif(held, error, excluded.error)`);
  const countEnded = db
    .prepare<Key, number>(
      `SELECT count(*) FROM shared_attempts
        WHERE message_id = +:messageId AND destination_id = +:destinationId AND outcome <> 'sending'`,
    )
    .pluck();

  return {
    /** Oldest first. A number that begins again, or comes after a success, begins another round. */
    of(key: Key): AttemptRow[] {
      let generation = 1;
      let before: SharedRow | undefined;
      return select.all(key).map((row) => {
        if (before !== undefined && (row.number < before.number || before.outcome === 'delivered'))
          generation += 1;
        before = row;
        return { ...row, generation };
      });
    },
    /** How an attempt of this node went. Call it in a transaction. */
    keep({ begun, fence, destination, made }: HeldAttempt, finishedAt: number): void {
      const { result } = made;
      const body = result.body.subarray(0, KEPT_BYTES);
      const { changes } = keep.run({
        messageId: begun.message.id,
        destinationId: destination.id,
        fence: Number(fence),
        number: begun.row.attempts,
        startedAt: begun.startedAt,
        finishedAt,
        outcome: made.outcome,
        status: result.status,
        error: result.error ?? result.note,
        errorCode: result.errorCode,
        method: begun.message.method,
        url: made.url,
        remoteAddress: result.remoteAddress,
        timings: JSON.stringify(result.timings),
        totalMs: result.totalMs,
        headers: JSON.stringify(made.headers),
        secretIds: JSON.stringify(made.secretIds),
        responseHeaders: JSON.stringify(masked(result.headers)),
        body,
        bytes: result.body.length,
        cut: result.bodyCut || result.body.length > KEPT_BYTES ? 1 : 0,
      });
      if (changes > 0) sizes.add(body.length);
    },
    /** What the team knows of attempts. Call it in a transaction. */
    tell(key: Key, attempts: readonly ToldAttempt[]): void {
      for (const one of attempts) tell.run({ ...key, ...one, late: one.late ? 1 : 0 });
    },
    ended: (key: Key): number => countEnded.get(key) ?? 0,
  };
}
