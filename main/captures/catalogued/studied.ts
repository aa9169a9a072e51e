import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Reading } from '../../decode/reading.ts';
import { openContentReader } from '../search/indexing/read-content.ts';

/** A capture as the catalogue looks at it. */
export interface Studied {
  id: number;
  receivedAt: number;
  method: string;
  provider: string | null;
  eventType: string | null;
  endpointId: string | null;
  endpointName: string;
  sizeBytes: number;
  /** It says what its sender sends: no replay, nothing rebuilt or cut, no bad signature. */
  isTrue: boolean;
  headers: readonly HeaderPair[];
  /** With its content codings undone, of a long one the start; undefined where it cannot be read. */
  body: Reading | undefined;
}

interface Row {
  id: number;
  received_at: number;
  method: string;
  provider: string | null;
  event_type: string | null;
  endpoint_id: string | null;
  endpoint_name: string;
  size_bytes: number;
  is_true: number;
}

/** Reads captures as the catalogue looks at them, also in a process that only reads. */
export function openStudied(db: Database, bodyPath: (file: string) => string) {
  const select = db.prepare<[number], Row>(`
    SELECT id, received_at, method, provider, event_type, endpoint_id, endpoint_name, size_bytes,
           replay_of IS NULL AND rebuilt = 0 AND redacted = 0 AND signature IS NOT 'bad' AS is_true
      FROM captures WHERE id = ?`);
  const charset = db
    .prepare<[string], string | null>('SELECT charset FROM endpoint_charsets WHERE endpoint_id = ?')
    .pluck();
  const read = openContentReader(db, bodyPath, (id) =>
    id === null ? null : (charset.get(id) ?? null),
  );
  return (id: number): Studied | undefined => {
    const row = select.get(id);
    const content = row && read(id);
    if (row === undefined || content === undefined) return undefined;
    return {
      id,
      receivedAt: row.received_at,
      method: row.method,
      provider: row.provider,
      eventType: row.event_type,
      endpointId: row.endpoint_id,
      endpointName: row.endpoint_name,
      sizeBytes: row.size_bytes,
      isTrue: row.is_true === 1,
      headers: content.headers,
      body: content.body,
    };
  };
}
