import type { Database } from 'better-sqlite3';
import type { WebhookDetail } from '../../../preload/contract/apps/webhook-outcome.ts';

/** Reads and writes `webhook_outcomes`: why a capture was answered as it was. */
export function openOutcomeStore(db: Database) {
  const insert = db.prepare<[number, string]>(`
    INSERT INTO webhook_outcomes (capture_id, detail) VALUES (?, ?)
    ON CONFLICT (capture_id) DO UPDATE SET detail = excluded.detail`);
  const select = db.prepare<[number], { detail: string }>(
    'SELECT detail FROM webhook_outcomes WHERE capture_id = ?',
  );
  return {
    save: (rowId: number, detail: WebhookDetail): number =>
      insert.run(rowId, JSON.stringify(detail)).changes,
    get(rowId: number): WebhookDetail | null {
      const row = select.get(rowId);
      return row === undefined ? null : (JSON.parse(row.detail) as WebhookDetail);
    },
  };
}
