import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { unpack } from '../store/packed.ts';
import type { Arrival, Outcome, SenderNote, Streaming, Surplus } from './arrival.ts';
import { SUMMARY_COLUMNS, type CaptureRow, type ContentsRow } from './capture-row.ts';

export type CaptureStore = ReturnType<typeof openCaptureStore>;

/** A condition of a search over `captures c`, as SQL with its parameters. */
export interface Condition {
  where: string;
  params: Record<string, string | number>;
}

/** Fixed cost of a row counted towards the size that retention looks at. */
const ROW_BYTES = 300;

/** Bytes that a capture counts for, given its headers as they are written. */
export const storedBytesOf = (headers: string, body: number, surplus: number): number =>
  ROW_BYTES + headers.length + body + surplus;

/**
 * Reads and writes `captures` and `capture_contents`. Row ids sort by arrival.
 *
 * @param settle lists what is on disk and not in the list yet: one row, or all of them.
 */
export function openCaptureStore(db: Database, settle: (id?: number) => void) {
  // By place, not by name: it is done for every capture, and names are looked up one by one.
  const insertContents = db.prepare(`
    INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port,
                                  reported_client, headers, trailers, declared_bytes, body,
                                  body_file, body_sha256, method, target, size_bytes, failure,
                                  cut, via_tunnel, replay_of)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const updateOutcome = db.prepare(`
    UPDATE captures SET endpoint_id = :endpointId, endpoint_name = :endpointName,
                        decided_by = :decidedBy, reason = :reason, status = :status,
                        duration_us = :durationUs
     WHERE id = :id`);
  const updateSender = db.prepare(`
    UPDATE captures SET provider = :provider, event_type = :eventType,
                        delivery_id = :deliveryId, signature = :signature
     WHERE id = :id`);
  const upsertSender = db.prepare<[number, string]>(`
    INSERT INTO capture_senders (capture_id, detail) VALUES (?, ?)
    ON CONFLICT (capture_id) DO UPDATE SET detail = excluded.detail`);
  const selectSender = db.prepare<[number], { detail: string }>(
    'SELECT detail FROM capture_senders WHERE capture_id = ?',
  );
  const insertReply = db.prepare(`
    INSERT INTO capture_replies (capture_id, reason, headers, body, completed, stages)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const selectOne = db.prepare<[number], CaptureRow>(
    `SELECT ${SUMMARY_COLUMNS} FROM captures c WHERE c.id = ? AND c.removed_batch IS NULL`,
  );
  const selectContents = db.prepare<[number], ContentsRow>(`
    SELECT k.http_version, k.remote_address, k.remote_port, k.reported_client, k.headers,
           k.trailers, k.declared_bytes, k.body_sha256, r.reason AS reply_reason,
           r.headers AS reply_headers, length(r.body) AS reply_bytes,
           r.completed AS reply_completed, r.stages, s.size_bytes AS surplus_bytes,
           length(s.bytes) AS surplus_kept
      FROM capture_contents k LEFT JOIN capture_replies r USING (capture_id)
                              LEFT JOIN capture_surplus s USING (capture_id)
     WHERE k.capture_id = ?`);
  const selectBody = db.prepare<
    [number],
    { body: Buffer | null; packed: Buffer | null; body_file: string | null }
  >('SELECT body, packed, body_file FROM capture_contents WHERE capture_id = ?');
  const selectReplyBody = db.prepare<[number], { body: Buffer | null }>(
    'SELECT body FROM capture_replies WHERE capture_id = ?',
  );
  const setPinned = db.prepare<[number, number]>('UPDATE captures SET pinned = ? WHERE id = ?');
  const setNote = db.prepare<[string, number]>('UPDATE captures SET note = ? WHERE id = ?');
  const selectOpen = db
    .prepare<[number], number>('SELECT id FROM captures WHERE id > ? AND duration_us IS NULL')
    .pluck();
  const markStreaming = db.prepare<Record<string, string | number | null>>(`
    UPDATE captures SET endpoint_id = :endpointId, endpoint_name = :endpointName,
                        decided_by = :decidedBy, reason = :reason, status = :status
     WHERE id = :id AND duration_us IS NULL`);
  const closeStream = db.prepare<[string, number]>(`
    UPDATE captures SET duration_us = 0, reason = ?
     WHERE id = ? AND duration_us IS NULL AND status IS NOT NULL`);
  const closeOpen = db.prepare<Record<string, string | number | null>>(`
    UPDATE captures SET decided_by = :decidedBy, duration_us = 0, reason = :reason,
                        status = :status
     WHERE id = :id`);
  // A capture that was deleted meanwhile is left alone.
  const upsertSurplus = db.prepare<Record<string, number | Buffer>>(`
    INSERT INTO capture_surplus (capture_id, bytes, size_bytes)
    SELECT :id, :bytes, :sizeBytes WHERE EXISTS (SELECT 1 FROM captures WHERE id = :id)
    ON CONFLICT (capture_id)
    DO UPDATE SET bytes = excluded.bytes, size_bytes = excluded.size_bytes`);
  const selectSurplus = db
    .prepare<[number], Buffer>('SELECT bytes FROM capture_surplus WHERE capture_id = ?')
    .pluck();
  const selectTotals = db.prepare<[], { held: number; bytes: number }>(`
    SELECT count(*) AS held, coalesce(sum(stored_bytes), 0) AS bytes
      FROM captures WHERE removed_batch IS NULL`);
  const selectMaxId = db.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM captures');
  const selectNewestContents = db
    .prepare<[], number | null>('SELECT max(capture_id) FROM capture_contents')
    .pluck();
  const countsByEndpoint = db.prepare<[], { endpoint_id: string; n: number }>(`
    SELECT endpoint_id, count(*) AS n FROM captures
     WHERE endpoint_id IS NOT NULL AND import_id IS NULL GROUP BY endpoint_id`);
  const newestByEndpoint = db.prepare<[string, number], { id: number }>(`
    SELECT id FROM captures INDEXED BY captures_by_endpoint
     WHERE endpoint_id = ? AND removed_batch IS NULL ORDER BY id DESC LIMIT ?`);
  const newestAtByEndpoint = db.prepare<[string], { received_at: number }>(`
    SELECT received_at FROM captures INDEXED BY captures_by_endpoint
     WHERE endpoint_id = ? AND removed_batch IS NULL AND import_id IS NULL
     ORDER BY id DESC LIMIT 1`);

  const selectAfter = db
    .prepare<[number, number], number>(
      'SELECT id FROM captures WHERE id > ? AND removed_batch IS NULL ORDER BY id LIMIT ?',
    )
    .pluck();
  const selectFates = db.prepare<[string], { id: number; removed: number }>(
    `SELECT id, removed_batch IS NOT NULL AS removed FROM captures
      WHERE id IN (SELECT value FROM json_each(?))`,
  );
  const selectOwner = db
    .prepare<[string], number>('SELECT 1 FROM capture_contents WHERE body_file = ?')
    .pluck();
  const selectUnindexed = db
    .prepare<[string], number>(
      `SELECT count(*) FROM captures
        WHERE id IN (SELECT value FROM json_each(?)) AND indexed = 0`,
    )
    .pluck();

  return {
    /** Lists what waits, for a search that reads the list by itself. */
    settle: (): void => settle(),
    /** Row ids behind one, oldest first. */
    after(rowId: number, limit: number): number[] {
      settle();
      return selectAfter.all(rowId, limit);
    },
    /** Whether a capture owns this body file. */
    ownsFile: (file: string): boolean => selectOwner.get(file) !== undefined,
    /** How many of these the search does not know yet. */
    unindexed(rowIds: readonly number[]): number {
      // One that is not listed yet is not indexed either.
      settle();
      return selectUnindexed.get(JSON.stringify(rowIds)) ?? 0;
    },
    /** Of these, those there are; `deleted` where somebody took it away. */
    fates(rowIds: readonly number[]): { id: number; deleted: boolean }[] {
      // Else one that came just now would pass for one that is gone.
      settle();
      return selectFates
        .all(JSON.stringify(rowIds))
        .map(({ id, removed }) => ({ id, deleted: removed === 1 }));
    },
    /** When the newest capture of an endpoint came, epoch ms; undefined where there is none. */
    newestAtOf(endpointId: string): number | undefined {
      settle();
      return newestAtByEndpoint.get(endpointId)?.received_at;
    },
    /** Row ids of the newest captures an endpoint took. */
    newestOf(endpointId: string, limit: number): number[] {
      settle();
      return newestByEndpoint.all(endpointId, limit).map(({ id }) => id);
    },
    /**
     * Writes the contents of an arrival; call inside a group commit. Its row in the list comes with its
     * outcome, see `unlisted.ts`.
     *
     * @returns the bytes it counts for.
     */
    insert(arrival: Arrival): number {
      const headers = JSON.stringify(arrival.headers);
      const { body, surplus } = arrival;
      insertContents.run(
        arrival.id,
        arrival.httpVersion,
        arrival.remoteAddress,
        arrival.remotePort,
        arrival.reportedClient && JSON.stringify(arrival.reportedClient),
        headers,
        arrival.trailers.length === 0 ? '[]' : JSON.stringify(arrival.trailers),
        arrival.declaredBytes,
        body.kind === 'memory' && body.sizeBytes > 0 ? body.bytes : null,
        body.kind === 'file' ? body.file : null,
        body.sha256,
        arrival.method,
        arrival.target,
        body.sizeBytes,
        arrival.failure,
        arrival.cut ? 1 : null,
        arrival.viaTunnel ? 1 : null,
        arrival.replayOf,
      );
      return storedBytesOf(headers, body.sizeBytes, surplus?.bytes.length ?? 0);
    },
    /** Writes what became of one that is listed already; call inside a group commit. */
    updateOutcome(id: number, outcome: Outcome, sender: SenderNote | null): void {
      updateOutcome.run({
        id,
        endpointId: outcome.endpoint?.id ?? null,
        endpointName: outcome.endpoint?.name ?? '',
        decidedBy: outcome.decidedBy,
        reason: outcome.reason,
        status: outcome.reply?.status ?? null,
        durationUs: outcome.durationUs,
      });
      if (sender === null) return;
      const { detail: _, ...columns } = sender;
      if (Object.values(columns).some((value) => value !== null))
        updateSender.run({ id, ...columns });
    },
    /** Writes what was answered, and what is known of the sender beside its row; in a group commit. */
    recordReply(id: number, { reply, stages }: Outcome, sender: SenderNote | null): void {
      insertReply.run(
        id,
        reply?.reason ?? null,
        reply && JSON.stringify(reply.headers),
        reply && reply.body.length > 0 ? reply.body : null,
        reply?.completed ? 1 : 0,
        JSON.stringify(stages),
      );
      if (sender !== null && sender.detail !== null) upsertSender.run(id, sender.detail);
    },
    /** Overwrites who sent it. */
    rewriteSender(id: number, { detail, ...columns }: SenderNote): void {
      updateSender.run({ id, ...columns });
      upsertSender.run(id, detail ?? '{}');
    },
    senderDetail: (id: number): string | null => selectSender.get(id)?.detail ?? null,
    /** Writes what arrived beside it; call inside a group commit. */
    saveSurplus: (id: number, surplus: Surplus) => void upsertSurplus.run({ id, ...surplus }),
    surplus: (id: number): Buffer | null => selectSurplus.get(id) ?? null,
    /** What an earlier run left without an outcome; rows above `after` only. */
    open: (after: number): number[] => selectOpen.all(after),
    /** Says that its reply goes on; not where it ended meanwhile. Call inside a group commit. */
    markStreaming: (id: number, { endpoint, decidedBy, status }: Streaming): void =>
      void markStreaming.run({
        id,
        endpointId: endpoint?.id ?? null,
        endpointName: endpoint?.name ?? '',
        decidedBy,
        reason: 'The stream is open.',
        status,
      }),
    /** Ends a stream that an earlier run left open. False: it was none, or is over. */
    closeStream: (id: number): boolean =>
      closeStream.run('The stream was open when Backstitch stopped.', id).changes > 0,
    closeOpen: (id: number, known: { decidedBy: string; reason: string; status: number | null }) =>
      void closeOpen.run({ id, ...known }),
    row(id: number): CaptureRow | undefined {
      settle(id);
      return selectOne.get(id);
    },
    contents: (id: number): ContentsRow | undefined => selectContents.get(id),
    headers(id: number): HeaderPair[] {
      return JSON.parse(selectContents.get(id)?.headers ?? '[]') as HeaderPair[];
    },
    /** A body as it came, however it is kept. */
    body(id: number): { body: Buffer | null; body_file: string | null } | undefined {
      const row = selectBody.get(id);
      return row && { body: row.body ?? unpack(row.packed), body_file: row.body_file };
    },
    replyBody: (id: number): Buffer | null => selectReplyBody.get(id)?.body ?? null,
    setPinned: (id: number, pinned: boolean): number => setPinned.run(pinned ? 1 : 0, id).changes,
    setNote: (id: number, note: string): number => setNote.run(note, id).changes,
    totals: (): { held: number; bytes: number } => selectTotals.get() ?? { held: 0, bytes: 0 },
    maxId(): number {
      settle();
      return selectMaxId.get()?.id ?? 0;
    },
    /** The highest row id that contents have; 0 where there are none. */
    newestContents: (): number => selectNewestContents.get() ?? 0,
    countsByEndpoint: (): Map<string, number> =>
      new Map(countsByEndpoint.all().map((row) => [row.endpoint_id, row.n])),
    /**
     * Of these, those behind a place in the order of a value, highest first; the newer where it is the same.
     *
     * @param by a column of `captures c`, as SQL.
     */
    sorted(
      rowIds: readonly number[],
      by: string,
      behind: { value: number; id: number } | null,
      limit: number,
    ): CaptureRow[] {
      settle();
      return db
        .prepare<Record<string, string | number>, CaptureRow>(
          `SELECT ${SUMMARY_COLUMNS} FROM captures c
            WHERE c.id IN (SELECT value FROM json_each(:ids)) AND (${by}, c.id) < (:value, :id)
            ORDER BY ${by} DESC, c.id DESC LIMIT :limit`,
        )
        .all({
          ids: JSON.stringify(rowIds),
          value: behind?.value ?? Number.MAX_SAFE_INTEGER,
          id: behind?.id ?? Number.MAX_SAFE_INTEGER,
          limit,
        });
    },
    /** Newest first below `before` (a row id, exclusive). */
    page(condition: Condition, limit: number, before: number): CaptureRow[] {
      settle();
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
