import type { Database } from 'better-sqlite3';
import type { Arrival, Outcome, SenderNote, Streaming, Surplus } from './arrival.ts';

/** Fixed cost of a row counted towards the size that retention looks at. */
const ROW_BYTES = 300;

/** Bytes that a capture counts for, given its headers as they are written. */
export const storedBytesOf = (headers: string, body: number, surplus: number): number =>
  ROW_BYTES + headers.length + body + surplus;

/** Writes captures and what becomes of them. All of it is called inside a group commit. */
export function openCaptureWrites(db: Database) {
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
  const insertReply = db.prepare(`
    INSERT INTO capture_replies (capture_id, reason, headers, body, completed, stages)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const insertChaos = db.prepare<[number, string]>(
    'INSERT OR IGNORE INTO capture_chaos (capture_id, kind) VALUES (?, ?)',
  );
  const setPinned = db.prepare<[number, number]>('UPDATE captures SET pinned = ? WHERE id = ?');
  const setNote = db.prepare<[string, number]>('UPDATE captures SET note = ? WHERE id = ?');
  // A capture that was deleted meanwhile is left alone.
  const upsertSurplus = db.prepare<Record<string, number | Buffer>>(`
    INSERT INTO capture_surplus (capture_id, bytes, size_bytes)
    SELECT :id, :bytes, :sizeBytes WHERE EXISTS (SELECT 1 FROM captures WHERE id = :id)
    ON CONFLICT (capture_id)
    DO UPDATE SET bytes = excluded.bytes, size_bytes = excluded.size_bytes`);
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

  return {
    /**
     * Writes the contents of an arrival. Its row in the list comes with its
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
    /** Writes what became of one that is listed already. */
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
    /** Writes what was answered, and what is known of the sender beside its row. */
    recordReply(id: number, { reply, stages, chaos }: Outcome, sender: SenderNote | null): void {
      insertReply.run(
        id,
        reply?.reason ?? null,
        reply && JSON.stringify(reply.headers),
        reply && reply.body.length > 0 ? reply.body : null,
        reply?.completed ? 1 : 0,
        JSON.stringify(stages),
      );
      if (sender !== null && sender.detail !== null) upsertSender.run(id, sender.detail);
      if (chaos !== undefined) insertChaos.run(id, chaos);
    },
    /** Overwrites who sent it. */
    rewriteSender(id: number, { detail, ...columns }: SenderNote): void {
      updateSender.run({ id, ...columns });
      upsertSender.run(id, detail ?? '{}');
    },
    /** Writes what arrived beside it. */
    saveSurplus: (id: number, surplus: Surplus) => void upsertSurplus.run({ id, ...surplus }),
    setPinned: (id: number, pinned: boolean): number => setPinned.run(pinned ? 1 : 0, id).changes,
    setNote: (id: number, note: string): number => setNote.run(note, id).changes,
    /** What an earlier run left without an outcome; rows above `after` only. */
    open: (after: number): number[] => selectOpen.all(after),
    /** Says that its reply goes on; not where it ended meanwhile. */
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
  };
}
