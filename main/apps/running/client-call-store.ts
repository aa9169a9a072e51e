import type { Database } from 'better-sqlite3';
import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';

/** Reads and writes `client_calls`: why a call of the client API was answered as it was. */
export function openClientCallStore(db: Database) {
  const insert = db.prepare<[number, string]>(`
    INSERT INTO client_calls (capture_id, detail) VALUES (?, ?)
    ON CONFLICT (capture_id) DO UPDATE SET detail = excluded.detail`);
  const select = db.prepare<[number], { detail: string }>(
    'SELECT detail FROM client_calls WHERE capture_id = ?',
  );
  return {
    save: (rowId: number, detail: ClientCallDetail): number =>
      insert.run(rowId, JSON.stringify(detail)).changes,
    get(rowId: number): ClientCallDetail | null {
      const row = select.get(rowId);
      return row === undefined ? null : (JSON.parse(row.detail) as ClientCallDetail);
    },
  };
}
