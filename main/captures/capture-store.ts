import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValue } from '../lib/headers.ts';
import { pathOf, type Arrival, type Outcome } from './arrival.ts';
import { SUMMARY_COLUMNS, type CaptureRow, type ContentsRow } from './capture-row.ts';

export type CaptureStore = ReturnType<typeof openCaptureStore>;

/** A condition of a search over `captures c`, as SQL with its parameters. */
export interface Condition {
  where: string;
  params: Record<string, string | number>;
}

/** Fixed cost of a row counted towards the size that retention looks at. */
const ROW_BYTES = 300;

/** Reads and writes `captures` and `capture_contents`. Row ids sort by arrival. */
export function openCaptureStore(db: Database) {
  const insertCapture = db.prepare(`
    INSERT INTO captures (id, received_at, method, target, path, size_bytes, stored_bytes,
                          content_type, decided_by, failure, cut, via_tunnel, replay_of)
    VALUES (:id, :receivedAt, :method, :target, :path, :sizeBytes, :storedBytes,
            :contentType, 'receive', :failure, :cut, :viaTunnel, :replayOf)`);
  const insertContents = db.prepare(`
    INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port,
                                  reported_client, headers, trailers, declared_bytes, body,
                                  body_file, body_sha256)
    VALUES (:id, :httpVersion, :remoteAddress, :remotePort, :reportedClient, :headers, :trailers,
            :declaredBytes, :body, :bodyFile, :sha256)`);
  const updateOutcome = db.prepare(`
    UPDATE captures SET endpoint_id = :endpointId, endpoint_name = :endpointName,
                        decided_by = :decidedBy, reason = :reason, status = :status,
                        duration_us = :durationUs
     WHERE id = :id`);
  const insertReply = db.prepare(`
    INSERT INTO capture_replies (capture_id, reason, headers, body, completed, stages)
    VALUES (:id, :reason, :headers, :body, :completed, :stages)`);
  const selectOne = db.prepare<[number], CaptureRow>(
    `SELECT ${SUMMARY_COLUMNS} FROM captures c WHERE c.id = ? AND c.removed_batch IS NULL`,
  );
  const selectContents = db.prepare<[number], ContentsRow>(`
    SELECT k.http_version, k.remote_address, k.remote_port, k.reported_client, k.headers,
           k.trailers, k.declared_bytes, k.body_sha256, r.reason AS reply_reason,
           r.headers AS reply_headers, length(r.body) AS reply_bytes,
           r.completed AS reply_completed, r.stages
      FROM capture_contents k LEFT JOIN capture_replies r USING (capture_id)
     WHERE k.capture_id = ?`);
  const selectBody = db.prepare<[number], { body: Buffer | null; body_file: string | null }>(
    'SELECT body, body_file FROM capture_contents WHERE capture_id = ?',
  );
  const selectReplyBody = db.prepare<[number], { body: Buffer | null }>(
    'SELECT body FROM capture_replies WHERE capture_id = ?',
  );
  const setPinned = db.prepare<[number, number]>('UPDATE captures SET pinned = ? WHERE id = ?');
  const setNote = db.prepare<[string, number]>('UPDATE captures SET note = ? WHERE id = ?');
  const closeUnanswered = db.prepare<[number]>(`
    UPDATE captures SET decided_by = 'capture', duration_us = 0,
                        reason = 'Backstitch ended before it answered.'
     WHERE id > ? AND duration_us IS NULL`);
  const selectTotals = db.prepare<[], { held: number; bytes: number }>(`
    SELECT count(*) AS held, coalesce(sum(stored_bytes), 0) AS bytes
      FROM captures WHERE removed_batch IS NULL`);
  const selectMaxId = db.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM captures');
  const countsByEndpoint = db.prepare<[], { endpoint_id: string; n: number }>(`
    SELECT endpoint_id, count(*) AS n FROM captures
     WHERE endpoint_id IS NOT NULL GROUP BY endpoint_id`);
  const newestByEndpoint = db.prepare<[string, number], { id: number }>(`
    SELECT id FROM captures INDEXED BY captures_by_endpoint
     WHERE endpoint_id = ? AND removed_batch IS NULL ORDER BY id DESC LIMIT ?`);

  const selectAfter = db
    .prepare<[number, number], number>(
      'SELECT id FROM captures WHERE id > ? AND removed_batch IS NULL ORDER BY id LIMIT ?',
    )
    .pluck();
  const selectUnindexed = db
    .prepare<[string], number>(
      `SELECT count(*) FROM captures
        WHERE id IN (SELECT value FROM json_each(?)) AND indexed = 0`,
    )
    .pluck();

  return {
    /** Row ids behind one, oldest first. */
    after: (rowId: number, limit: number): number[] => selectAfter.all(rowId, limit),
    /** How many of these the search does not know yet. */
    unindexed: (rowIds: readonly number[]): number =>
      selectUnindexed.get(JSON.stringify(rowIds)) ?? 0,
    /** Row ids of the newest captures an endpoint took. */
    newestOf: (endpointId: string, limit: number): number[] =>
      newestByEndpoint.all(endpointId, limit).map(({ id }) => id),
    /** Writes an arrival; call inside a group commit. Returns the bytes it counts for. */
    insert(arrival: Arrival): number {
      const headers = JSON.stringify(arrival.headers);
      const storedBytes = ROW_BYTES + headers.length + arrival.body.sizeBytes;
      const { body } = arrival;
      insertCapture.run({
        id: arrival.id,
        receivedAt: arrival.receivedAt,
        method: arrival.method,
        target: arrival.target,
        path: pathOf(arrival.target),
        sizeBytes: body.sizeBytes,
        storedBytes,
        contentType: headerValue(arrival.headers, 'content-type') ?? null,
        failure: arrival.failure,
        cut: arrival.cut ? 1 : 0,
        viaTunnel: arrival.viaTunnel ? 1 : 0,
        replayOf: arrival.replayOf,
      });
      insertContents.run({
        id: arrival.id,
        httpVersion: arrival.httpVersion,
        remoteAddress: arrival.remoteAddress,
        remotePort: arrival.remotePort,
        reportedClient: arrival.reportedClient && JSON.stringify(arrival.reportedClient),
        headers,
        trailers: JSON.stringify(arrival.trailers),
        declaredBytes: arrival.declaredBytes,
        body: body.kind === 'memory' && body.sizeBytes > 0 ? body.bytes : null,
        bodyFile: body.kind === 'file' ? body.file : null,
        sha256: body.sha256,
      });
      return storedBytes;
    },
    /** Writes what became of it; call inside a group commit. */
    recordOutcome(id: number, outcome: Outcome): void {
      const { reply } = outcome;
      updateOutcome.run({
        id,
        endpointId: outcome.endpoint?.id ?? null,
        endpointName: outcome.endpoint?.name ?? '',
        decidedBy: outcome.decidedBy,
        reason: outcome.reason,
        status: reply?.status ?? null,
        durationUs: outcome.durationUs,
      });
      insertReply.run({
        id,
        reason: reply?.reason ?? null,
        headers: reply && JSON.stringify(reply.headers),
        body: reply && reply.body.length > 0 ? reply.body : null,
        completed: reply?.completed ? 1 : 0,
        stages: JSON.stringify(outcome.stages),
      });
    },
    /** Says of what an earlier run left unanswered that it was; rows above `after` only. */
    closeUnanswered: (after: number): number => closeUnanswered.run(after).changes,
    row: (id: number): CaptureRow | undefined => selectOne.get(id),
    contents: (id: number): ContentsRow | undefined => selectContents.get(id),
    headers(id: number): HeaderPair[] {
      return JSON.parse(selectContents.get(id)?.headers ?? '[]') as HeaderPair[];
    },
    body: (id: number) => selectBody.get(id),
    replyBody: (id: number): Buffer | null => selectReplyBody.get(id)?.body ?? null,
    setPinned: (id: number, pinned: boolean): number => setPinned.run(pinned ? 1 : 0, id).changes,
    setNote: (id: number, note: string): number => setNote.run(note, id).changes,
    totals: (): { held: number; bytes: number } => selectTotals.get() ?? { held: 0, bytes: 0 },
    maxId: (): number => selectMaxId.get()?.id ?? 0,
    countsByEndpoint: (): Map<string, number> =>
      new Map(countsByEndpoint.all().map((row) => [row.endpoint_id, row.n])),
    /** Newest first below `before` (a row id, exclusive). */
    page(condition: Condition, limit: number, before: number): CaptureRow[] {
      return db
        .prepare<Record<string, string | number>, CaptureRow>(
          `SELECT ${SUMMARY_COLUMNS} FROM captures c
            WHERE c.id < :before_ AND c.removed_batch IS NULL AND (${condition.where})
            ORDER BY c.id DESC LIMIT :limit_`,
        )
        .all({ ...condition.params, before_: before, limit_: limit });
    },
  };
}
