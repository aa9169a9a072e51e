import type { Database } from 'better-sqlite3';
import type { Replay, ReplaySummary } from '../../preload/contract/replays.ts';
import type { CaptureId, HeaderPair, ReplayId } from '../../preload/contract/shapes.ts';
import type { ExchangeResult } from '../outbound/exchange.ts';
import type { DroppedHeader } from './replay-headers.ts';

/** What a replay is a try of. */
export interface Owner {
  /** null where it was made from nothing. */
  captureId: CaptureId | null;
  draftKey: string | null;
}

/** What is known of a replay before it is sent. */
export interface BegunReplay extends Owner {
  number: number;
  signature: 'keep' | 'resign' | 'strip';
  /** What was sent, where that is not the captured body and not too long to be kept. */
  sentBody: Buffer | 'captured' | 'too-long';
  startedAt: number;
  endpointId: string | null;
  url: string;
  method: string;
  edited: boolean;
  requestHeaders: HeaderPair[];
  requestBytes: number;
  dropped: DroppedHeader[];
}

interface SummaryRow {
  id: number;
  capture_id: string;
  draft_key: string | null;
  signature: ReplaySummary['signature'];
  number: number;
  started_at: number;
  url: string;
  edited: number;
  outcome: string;
  status: number | null;
  error: string | null;
  error_code: string | null;
  total_ms: number;
}

interface ReplayRow extends SummaryRow {
  method: string;
  request_headers: string;
  request_bytes: number;
  body_kept: number;
  dropped: string;
  reason: string;
  note: string | null;
  remote_address: string | null;
  timings: string;
  response_headers: string;
  response_bytes: number;
  response_cut: number;
}

const SUMMARY = `id, capture_id, draft_key, signature, number, started_at, url, edited, outcome, status,
  error, error_code, total_ms`;
const WHOLE = `${SUMMARY}, method, request_headers, request_bytes, body_kept, dropped, reason,
  note,
  remote_address, timings, response_headers, response_bytes, response_cut`;
const AT_MOST = 1000;
/** Tries of one draft. */
const OF_A_DRAFT = 199;
/** Before the key of a draft, where a try has no capture. */
const MADE = 'draft:';
/** Tries without a capture, of all drafts: no capture takes them along when it goes. */
const MADE_AT_MOST = 999;
const INTERRUPTED = 'Backstitch stopped while this was being sent. It may have reached the target.';

/** Reads and writes `replays`. Rows of a capture are numbered from 1; that is also their order. */
export function openReplayStore(db: Database) {
  const selectOfCapture = db.prepare<[string], SummaryRow>(`
    SELECT ${SUMMARY} FROM replays WHERE capture_id = +? ORDER BY number DESC LIMIT ${AT_MOST}`);
  const selectOne = db.prepare<[number], ReplayRow>(`SELECT ${WHOLE} FROM replays WHERE id = ?`);
  const selectBody = db
    .prepare<[number], Buffer | null>('SELECT response_body FROM replays WHERE id = ?')
    .pluck();
  const selectSent = db
    .prepare<[number], Buffer | null>('SELECT request_body FROM replays WHERE id = ?')
    .pluck();
  const pageOfCapture = db.prepare<[string, number, number], SummaryRow>(`
    SELECT ${SUMMARY} FROM replays
     WHERE capture_id = +? AND number < (SELECT coalesce((SELECT number FROM replays WHERE id = ?), 1e15))
     ORDER BY number DESC LIMIT ?`);
  const pageOfDraft = db.prepare<[string, number, number], SummaryRow>(`
    SELECT ${SUMMARY} FROM replays WHERE draft_key = +? AND id < ? ORDER BY id DESC LIMIT ?`);
  const trimDraft = db.prepare<{ key: string }>(`
    DELETE FROM replays WHERE draft_key = +:key AND id <= (
      SELECT id FROM replays WHERE draft_key = +:key ORDER BY id DESC LIMIT 1 OFFSET ${OF_A_DRAFT})`);
  const trimMade = db.prepare(`
    DELETE FROM replays WHERE capture_id GLOB '${MADE}*' AND id <= (
      SELECT id FROM replays WHERE capture_id GLOB '${MADE}*'
       ORDER BY id DESC LIMIT 1 OFFSET ${MADE_AT_MOST})`);
  const selectCount = db
    .prepare<[string], number>('SELECT count(*) FROM replays WHERE capture_id = +?')
    .pluck();
  const selectLast = db
    .prepare<[string], number | null>('SELECT max(number) FROM replays WHERE capture_id = +?')
    .pluck();
  const insert = db.prepare(`
    INSERT INTO replays (capture_id, draft_key, signature, number, started_at, endpoint_id, url,
      method, edited, request_headers, request_bytes, body_kept, request_body, dropped, outcome,
      error, error_code)
    VALUES (:owner, :draftKey, :signature, :number, :startedAt, :endpointId, :url, :method,
      :edited, :requestHeaders, :requestBytes, :bodyKept, :requestBody, :dropped, 'failed', :error,
      'INTERRUPTED')`);
  const update = db.prepare(`
    UPDATE replays SET outcome = :outcome, status = :status, reason = :reason, error = :error,
      error_code = :errorCode, note = :note, remote_address = :remoteAddress, timings = :timings,
      total_ms = :totalMs, response_headers = :headers, response_bytes = :bytes,
      response_cut = :cut, response_body = :body
    WHERE id = :id`);
  const deleteOf = db.prepare<[string]>('DELETE FROM replays WHERE capture_id = +?');

  return {
    /** The number the next replay of this capture has. Call it in the transaction that begins it. */
    nextNumber: (owner: Owner): number => (selectLast.get(ownerText(owner)) ?? 0) + 1,
    /** Writes the row as one that was interrupted; `finish` says how it really ended. */
    begin({ sentBody, ...replay }: BegunReplay): number {
      if (replay.draftKey !== null) trimDraft.run({ key: replay.draftKey });
      if (replay.captureId === null) trimMade.run();
      const { lastInsertRowid } = insert.run({
        ...replay,
        owner: ownerText(replay),
        bodyKept: sentBody === 'captured' ? 0 : sentBody === 'too-long' ? 2 : 1,
        requestBody: typeof sentBody === 'string' ? null : sentBody,
        edited: replay.edited ? 1 : 0,
        requestHeaders: JSON.stringify(replay.requestHeaders),
        dropped: JSON.stringify(replay.dropped),
        error: INTERRUPTED,
      });
      return Number(lastInsertRowid);
    },
    finish(id: number, result: ExchangeResult, note: string | null): void {
      update.run({
        id,
        outcome: result.outcome,
        status: result.status,
        reason: result.reason,
        error: result.error,
        errorCode: result.errorCode,
        note,
        remoteAddress: result.remoteAddress,
        timings: JSON.stringify(result.timings),
        totalMs: result.totalMs,
        headers: JSON.stringify(result.headers),
        bytes: result.body.length,
        cut: result.bodyCut ? 1 : 0,
        body: result.body,
      });
    },
    get: (id: number): Replay | undefined => {
      const row = selectOne.get(id);
      return row && toReplay(row);
    },
    /** Bytes kept of the answer, empty where there was none; undefined for an unknown replay. */
    body: (id: number): Buffer | undefined => {
      const bytes = selectBody.get(id);
      return bytes === undefined ? undefined : (bytes ?? Buffer.alloc(0));
    },
    /** Bytes that were sent, where they were kept; undefined for an unknown replay. */
    sent: (id: number): Buffer | undefined => {
      const bytes = selectSent.get(id);
      return bytes === undefined ? undefined : (bytes ?? Buffer.alloc(0));
    },
    /** Newest first, those before row `before`; a draft goes before a capture. */
    page({ captureId, draftKey }: Owner, before: number, limit: number): ReplaySummary[] {
      const rows =
        draftKey === null
          ? pageOfCapture.all(captureId ?? '', before, limit)
          : pageOfDraft.all(draftKey, before, limit);
      return rows.map(toSummary);
    },
    /** Newest first, 1000 at most. */
    ofCapture: (id: CaptureId): ReplaySummary[] => selectOfCapture.all(id).map(toSummary),
    countOf: (id: CaptureId): number => selectCount.get(id) ?? 0,
    forget(ids: readonly CaptureId[]): void {
      for (const id of ids) deleteOf.run(id);
    },
  };
}

export type ReplayStore = ReturnType<typeof openReplayStore>;

/** The public form of a row id. */
export function replayId(rowId: number): ReplayId {
  return `r${rowId}` as ReplayId;
}

/** The row id behind a public id; undefined if it is not one. */
export function replayRowId(id: string): number | undefined {
  return /^r[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : undefined;
}

const ownerText = ({ captureId, draftKey }: Owner): string => captureId ?? MADE + (draftKey ?? '');

const BODIES = ['captured', 'kept', 'too-long'] as const;

function toSummary(row: SummaryRow): ReplaySummary {
  return {
    id: replayId(row.id),
    captureId: row.capture_id.startsWith(MADE) ? null : (row.capture_id as CaptureId),
    draftKey: row.draft_key,
    signature: row.signature,
    number: row.number,
    startedAt: row.started_at,
    url: row.url,
    edited: row.edited === 1,
    outcome: row.outcome as ReplaySummary['outcome'],
    status: row.status,
    error: row.error,
    errorCode: row.error_code,
    totalMs: row.total_ms,
  };
}

function toReplay(row: ReplayRow): Replay {
  const timings = JSON.parse(row.timings) as Partial<Replay['timings']>;
  return {
    ...toSummary(row),
    method: row.method,
    requestHeaders: JSON.parse(row.request_headers) as HeaderPair[],
    requestBytes: row.request_bytes,
    sentBody: BODIES[row.body_kept] ?? 'captured',
    dropped: JSON.parse(row.dropped) as DroppedHeader[],
    remoteAddress: row.remote_address,
    timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, ...timings },
    reason: row.reason,
    responseHeaders: JSON.parse(row.response_headers) as HeaderPair[],
    responseBytes: row.response_bytes,
    responseCut: row.response_cut === 1,
    note: row.note,
  };
}
