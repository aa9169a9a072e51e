import type { Database } from 'better-sqlite3';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { FunctionRun, RunId, RunSummary } from '../../preload/contract/apps/function-runs.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';

/** A run to be kept; its id is given beforehand, so that a capture can name it at once. */
export type NewRun = Omit<FunctionRun, 'captureId' | 'logCount' | 'hostCallCount' | 'id'> & {
  rowId: number;
  captureRowId: number | null;
};

interface SummaryRow {
  id: number;
  app_id: string;
  capture_id: number | null;
  kind: string;
  name: string;
  started_at: number;
  duration_us: number;
  memory_bytes: number;
  user_id: string;
  user_type: string;
  error_code: string | null;
  error_message: string | null;
  log_count: number;
  host_call_count: number;
}

type Detail = Pick<
  FunctionRun,
  'args' | 'result' | 'reply' | 'error' | 'logs' | 'logsCut' | 'hostCalls'
>;

/** Runs of webhooks go with their capture; tries have none, and go when so many newer ones are there. */
const KEPT_ALONE = 10_000;
const NEWEST = Number.MAX_SAFE_INTEGER;
const SUMMARY = `id, app_id, capture_id, kind, name, started_at, duration_us, memory_bytes,
  user_id, user_type, error_code, error_message, log_count, host_call_count`;

/**
 * Reads and writes `function_runs`.
 *
 * @param captureIdOf the public id of a capture's row.
 */
export function openRunStore(db: Database, captureIdOf: (rowId: number) => CaptureId) {
  const insert = db.prepare(`
    INSERT INTO function_runs (${SUMMARY}, detail)
    VALUES (:id, :appId, :captureId, :kind, :name, :startedAt, :durationUs, :memoryBytes,
      :userId, :userType, :errorCode, :errorMessage, :logCount, :hostCallCount, :detail)`);
  const selectPage = db.prepare<[string, number, number], SummaryRow>(`
    SELECT ${SUMMARY} FROM function_runs WHERE app_id = ? AND id < ? ORDER BY id DESC LIMIT ?`);
  const selectAnyPage = db.prepare<[number, number], SummaryRow>(`
    SELECT ${SUMMARY} FROM function_runs WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const selectNamedPage = db.prepare<[string, string, number, number], SummaryRow>(`
    SELECT ${SUMMARY} FROM function_runs
     WHERE app_id = ? AND name = ? AND id < ? ORDER BY id DESC LIMIT ?`);
  const selectOne = db.prepare<[number], SummaryRow & { detail: string }>(
    `SELECT ${SUMMARY}, detail FROM function_runs WHERE id = ?`,
  );
  const selectOfCapture = db.prepare<[number], SummaryRow & { detail: string }>(`
    SELECT ${SUMMARY}, detail FROM function_runs WHERE capture_id = +? ORDER BY id DESC LIMIT 1`);
  const selectLast = db.prepare<[], { id: number | null }>(
    'SELECT max(id) AS id FROM function_runs',
  );
  const deleteOld = db.prepare<[number]>(
    'DELETE FROM function_runs WHERE capture_id IS NULL AND id < ?',
  );
  let last = selectLast.get()?.id ?? 0;

  function toSummary(row: SummaryRow): RunSummary {
    return {
      id: publicId(row.id),
      appId: row.app_id as AppId,
      captureId: row.capture_id === null ? null : captureIdOf(row.capture_id),
      kind: row.kind as RunSummary['kind'],
      name: row.name,
      startedAt: row.started_at,
      durationMs: row.duration_us / 1000,
      memoryBytes: row.memory_bytes,
      user: { id: row.user_id, type: row.user_type },
      error:
        row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
      logCount: row.log_count,
      hostCallCount: row.host_call_count,
    };
  }
  function toRun(row: SummaryRow & { detail: string }): FunctionRun {
    return { ...toSummary(row), ...(JSON.parse(row.detail) as Detail) };
  }
  function pageRows(filter: { appId?: string; name?: string }, before: number, limit: number) {
    if (filter.appId === undefined) return selectAnyPage.all(before, limit);
    return filter.name === undefined
      ? selectPage.all(filter.appId, before, limit)
      : selectNamedPage.all(filter.appId, filter.name, before, limit);
  }

  return {
    /** Gives the row id of a run that begins. */
    nextRowId: (): number => (last += 1),
    publicId,
    insert(run: NewRun): void {
      const detail: Detail = {
        args: run.args,
        result: run.result,
        reply: run.reply,
        error: run.error,
        logs: run.logs,
        logsCut: run.logsCut,
        hostCalls: run.hostCalls,
      };
      insert.run({
        id: run.rowId,
        appId: run.appId,
        captureId: run.captureRowId,
        kind: run.kind,
        name: run.name,
        startedAt: run.startedAt,
        durationUs: Math.round(run.durationMs * 1000),
        memoryBytes: Math.round(run.memoryBytes),
        userId: run.user.id,
        userType: run.user.type,
        errorCode: run.error?.code ?? null,
        errorMessage: run.error?.message ?? null,
        logCount: run.logs.length,
        hostCallCount: run.hostCalls.length,
        detail: JSON.stringify(detail),
      });
      if (run.rowId % 100 === 0) deleteOld.run(run.rowId - KEPT_ALONE);
    },
    /** Newest first. `before` is exclusive: the `next` of the page above. */
    page(
      filter: { appId?: string; name?: string },
      limit: number,
      before: string | undefined,
    ): { items: RunSummary[]; next: string | null } {
      const rows = pageRows(filter, rowIdOf(before) ?? NEWEST, limit + 1);
      const items = rows.slice(0, limit).map(toSummary);
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    get(id: RunId): FunctionRun | undefined {
      const row = selectOne.get(rowIdOf(id) ?? -1);
      return row && toRun(row);
    },
    ofCapture(captureRowId: number): FunctionRun | undefined {
      const row = selectOfCapture.get(captureRowId);
      return row && toRun(row);
    },
  };
}

const publicId = (rowId: number): RunId => `run_${rowId}` as RunId;

function rowIdOf(id: string | undefined): number | undefined {
  const digits = id === undefined ? null : /^run_(\d{1,15})$/.exec(id);
  return digits === null ? undefined : Number(digits[1]);
}
