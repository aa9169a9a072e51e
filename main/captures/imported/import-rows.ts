import { hash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { KeptBody } from '../arrival.ts';
import { decodeId, firstIdAt } from '../capture-id.ts';
import type { ImportOf, IncomingEntry, Told } from './incoming.ts';

/** What is remembered of one that came in. */
export interface Origin {
  importId: string;
  rebuilt: boolean;
  redacted: boolean;
  told: Told;
}

/** Reads and writes what is known of captures because they came in as files. */
export function openImportRows(db: Database) {
  const mark = db.prepare<Record<string, string | number | null>>(`
    UPDATE captures SET import_id = :importId, rebuilt = :rebuilt, redacted = :redacted,
                        pinned = :pinned, note = :note, status = :status, reason = :reason
     WHERE id = :id`);
  const insertOrigin = db.prepare<[number, number, string, number | null, string]>(`
    INSERT INTO capture_origins (capture_id, imported_at, fingerprint, origin_id, told)
    VALUES (?, ?, ?, ?, ?)`);
  const taken = db
    .prepare<[number], number>('SELECT 1 FROM capture_contents WHERE capture_id = ?')
    .pluck();
  const selectOrigin = db.prepare<
    [number],
    { import_id: string; rebuilt: number; redacted: number; told: string }
  >(`
    SELECT c.import_id, c.rebuilt, c.redacted, o.told
      FROM captures c JOIN capture_origins o ON o.capture_id = c.id WHERE c.id = ?`);
  // The plus hides a column from the planner, which would go through all captures of a method.
  const known = db
    .prepare<Record<string, string | number | null>, number>(
      `
    SELECT 1 FROM captures c WHERE c.id = :id AND +c.received_at = :at AND +c.method = :method
       AND +c.removed_batch IS NULL AND +c.import_id IS NOT :importId
    UNION ALL
    SELECT 1 FROM capture_origins o CROSS JOIN captures c ON c.id = o.capture_id
     WHERE o.origin_id = :id AND +c.received_at = :at AND +c.method = :method
       AND +c.removed_batch IS NULL AND +c.import_id IS NOT :importId
    UNION ALL
    SELECT 1 FROM capture_origins o CROSS JOIN captures c ON c.id = o.capture_id
     WHERE o.fingerprint = :fingerprint AND +c.removed_batch IS NULL
       AND +c.import_id IS NOT :importId
    UNION ALL
    SELECT 1 FROM captures c CROSS JOIN capture_contents k ON k.capture_id = c.id
     WHERE c.id >= :from AND c.id < :to AND +c.import_id IS NULL AND +c.received_at = :at
       AND +c.method = :method AND +c.target = :target AND k.body_sha256 IS :sha256
       AND +c.removed_batch IS NULL
    LIMIT 1`,
    )
    .pluck();
  const ofImport = db
    .prepare<[string, number, number], number>(
      'SELECT id FROM captures WHERE import_id = ? AND id > ? ORDER BY id LIMIT ?',
    )
    .pluck();

  return {
    isTaken: (rowId: number): boolean => taken.get(rowId) !== undefined,
    /**
     * Whether this one is here already, from the wire or from another import than this one: by the id that a
     * Backstitch gave it, or by method, target, body and time.
     */
    isKnown(entry: IncomingEntry, importId: string): boolean {
      const { capture, ours } = entry;
      const at = timeOf(entry);
      const id = ours ? (decodeId(capture.id) ?? -1) : -1;
      const from = at === null ? -1 : firstIdAt(at);
      return (
        known.get({
          id,
          at: at ?? -1,
          method: capture.method,
          target: capture.target,
          fingerprint: fingerprintOf(entry),
          sha256: bodyHashOf(capture.body),
          from,
          // Ids run on into the next millisecond where one is full.
          to: at === null ? -1 : firstIdAt(at + 2),
          importId,
        }) !== undefined
      );
    },
    /** Adds to a row of the list that it came in; call in the transaction that writes the row. */
    mark(rowId: number, entry: IncomingEntry, { id: importId, at }: ImportOf, told: Told): void {
      const { capture, ours, rebuilt } = entry;
      mark.run({
        id: rowId,
        importId,
        rebuilt: rebuilt ? 1 : 0,
        redacted: capture.redacted.length > 0 ? 1 : 0,
        pinned: capture.pinned ? 1 : 0,
        note: capture.note,
        status: capture.status,
        reason: capture.reason,
      });
      const originId = ours ? (decodeId(capture.id) ?? null) : null;
      insertOrigin.run(rowId, at, fingerprintOf(entry), originId, JSON.stringify(told));
    },
    origin(rowId: number): Origin | undefined {
      const row = selectOrigin.get(rowId);
      if (row === undefined) return undefined;
      return {
        importId: row.import_id,
        rebuilt: row.rebuilt === 1,
        redacted: row.redacted === 1,
        // Written above, by this program.
        told: JSON.parse(row.told) as Told,
      };
    },
    /** Row ids of one import behind one, in order. */
    ofImport: (importId: string, after: number, limit: number): number[] =>
      ofImport.all(importId, after, limit),
  };
}

/** When it arrived, as its file says; null where it does not. Another Backstitch always says. */
export const timeOf = ({ capture, ours }: IncomingEntry): number | null =>
  ours || capture.receivedAt > 0 ? capture.receivedAt : null;

/** As a body is hashed when it arrives. */
export const bodyHashOf = (body: Uint8Array): KeptBody['sha256'] =>
  body.length === 0 ? null : hash('sha256', body, 'hex');

function fingerprintOf(entry: IncomingEntry): string {
  const { method, target, body } = entry.capture;
  return hash('sha256', JSON.stringify([method, target, bodyHashOf(body), timeOf(entry)]), 'hex');
}
