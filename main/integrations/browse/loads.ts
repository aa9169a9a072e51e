import type { LoadBatch } from '../../../preload/contract/integrations.ts';
import type { Reject } from '../../../preload/contract/integrations/rows.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { quoted } from '../../warehouse/names.ts';
import type { Ask, Of, Row } from './ask.ts';

const HOUR_MS = 3_600_000;
const PLOT_HOURS = 48;

interface Parts extends Ask {
  publicId: (rowId: number) => CaptureId;
}

/** Reads what a schema keeps of its loads: batches, rejected records, what became of a capture. */
export function createLoads({ ask, askRows, publicId }: Parts) {
  const toReject = (row: Row): Reject => ({
    id: Number(row['id']),
    record: String(row['record'] ?? ''),
    reason: String(row['reason'] ?? ''),
    table: String(row['table_name'] ?? ''),
    rejectedAt: String(row['_sdc_rejected_at'] ?? ''),
    captureId: row['capture_id'] === null ? null : publicId(Number(row['capture_id'])),
  });
  const REJECTS = (schema: string): string =>
    `SELECT r.rowid AS id, r.record, r.reason, r.table_name, r._sdc_rejected_at, x.capture_id
       FROM ${quoted(schema)}._sdc_rejected r
       LEFT JOIN ${quoted(schema)}._backstitch_rejects x ON x.reject_id = r.rowid`;

  return {
    async loads(of: Of, limit: number): Promise<LoadBatch[]> {
      const rows = await askRows(
        of,
        `SELECT * FROM ${quoted(of.schema)}._backstitch_batches ORDER BY id DESC LIMIT ${limit}`,
        [],
        100_000,
      );
      return rows.map(toBatch);
    },
    async rejects(of: Of, limit: number): Promise<{ items: Reject[]; total: number }> {
      const [rows, counted] = await Promise.all([
        askRows(of, `${REJECTS(of.schema)} ORDER BY r.rowid DESC LIMIT ${limit}`, [], 5000),
        ask(of, `SELECT count(*) FROM ${quoted(of.schema)}._sdc_rejected`),
      ]);
      return { items: rows.map(toReject), total: Number(counted.rows[0]?.[0] ?? 0) };
    },
    async summary(of: Of, now: number) {
      const since = new Date(now - PLOT_HOURS * HOUR_MS).toISOString();
      const q = quoted(of.schema);
      const [counts, hours] = await Promise.all([
        ask(
          of,
          `SELECT (SELECT count(*) FROM ${q}.data), (SELECT count(*) FROM ${q}._sdc_rejected),
                  (SELECT max(started_at) FROM ${q}._backstitch_batches)`,
        ),
        ask(
          of,
          `SELECT substr(started_at, 1, 13), sum(row_count) FROM ${q}._backstitch_batches
            WHERE started_at >= ? GROUP BY 1`,
          [since],
        ),
      ]);
      const [rows, rejected, lastLoadAt] = counts.rows[0] ?? [];
      const byHour = new Map(hours.rows.map(([hour, count]) => [String(hour), Number(count)]));
      const perHour = Array.from({ length: PLOT_HOURS }, (_, i) => {
        const hour = new Date(now - (PLOT_HOURS - 1 - i) * HOUR_MS).toISOString().slice(0, 13);
        return byHour.get(hour) ?? 0;
      });
      return {
        rows: Number(rows ?? 0),
        rejected: Number(rejected ?? 0),
        lastLoadAt: typeof lastLoadAt === 'string' ? lastLoadAt : null,
        perHour,
      };
    },
    /** What a capture was loaded as; null where it is not in the tables. */
    async ofCapture(of: Of, rowId: number) {
      const q = quoted(of.schema);
      const [load] = await askRows(
        of,
        `SELECT l.records AS load_records, l.row_count AS load_rows, CAST(l.first_seq AS TEXT) AS first_seq, b.*
           FROM ${q}._backstitch_loads l JOIN ${q}._backstitch_batches b ON b.id = l.batch_id
          WHERE l.capture_id = ?`,
        [rowId],
        100_000,
      );
      if (load === undefined) return null;
      const [rejects, added] = await Promise.all([
        askRows(
          of,
          `${REJECTS(of.schema)} WHERE x.capture_id = ? ORDER BY r.rowid LIMIT 100`,
          [rowId],
          5000,
        ),
        ask(
          of,
          `SELECT name FROM ${q}._backstitch_columns WHERE capture_id = ? ORDER BY position`,
          [rowId],
        ),
      ]);
      return {
        batch: toBatch(load),
        records: Number(load['load_records']),
        rows: Number(load['load_rows']),
        firstSequence: String(load['first_seq']),
        rejects: rejects.map(toReject),
        newColumns: added.rows.map(([name]) => String(name)),
      };
    },
  };
}

function toBatch(row: Row): LoadBatch {
  return {
    id: Number(row['id']),
    startedAt: String(row['started_at']),
    captures: Number(row['captures']),
    records: Number(row['records']),
    rows: Number(row['row_count']),
    rejected: Number(row['rejected']),
    newColumns: JSON.parse(String(row['new_columns'])) as string[],
    splits: JSON.parse(String(row['splits'])) as string[],
    durationMs: Number(row['duration_us']) / 1000,
    maxSequence: String(row['max_seq']),
  };
}
