import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { unpack } from '../store/packed.ts';
import { SUMMARY_COLUMNS, type CaptureRow, type ContentsRow } from './capture-row.ts';
import { openCaptureWrites } from './capture-writes.ts';
import { openEndpointRows } from './endpoint-rows.ts';

export type CaptureStore = ReturnType<typeof openCaptureStore>;

/** A condition of a search over `captures c`, as SQL with its parameters. */
export interface Condition {
  where: string;
  params: Record<string, string | number>;
}

/**
 * Reads and writes `captures` and `capture_contents`. Row ids sort by arrival.
 *
 * @param settle lists what is on disk and not in the list yet: one row, or all of them.
 */
export function openCaptureStore(db: Database, settle: (id?: number) => void) {
  const selectSender = db.prepare<[number], { detail: string }>(
    'SELECT detail FROM capture_senders WHERE capture_id = ?',
  );
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
     WHERE k.capture_id = +?`);
  const selectBody = db.prepare<
    [number],
    { body: Buffer | null; packed: Buffer | null; body_file: string | null }
  >('SELECT body, packed, body_file FROM capture_contents WHERE capture_id = ?');
  const selectReplyBody = db.prepare<[number], { body: Buffer | null }>(
    'SELECT body FROM capture_replies WHERE capture_id = ?',
  );
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
    ...openCaptureWrites(db),
    ...openEndpointRows(db, settle),
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
    senderDetail: (id: number): string | null => selectSender.get(id)?.detail ?? null,
    surplus: (id: number): Buffer | null => selectSurplus.get(id) ?? null,
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
    totals: (): { held: number; bytes: number } => selectTotals.get() ?? { held: 0, bytes: 0 },
    maxId(): number {
      settle();
      return selectMaxId.get()?.id ?? 0;
    },
    /** The highest row id that contents have; 0 where there are none. */
    newestContents: (): number => selectNewestContents.get() ?? 0,
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
