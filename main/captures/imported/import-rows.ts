import { hash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { KeptBody } from '../arrival.ts';
import { decodeId, firstIdAt } from '../capture-id.ts';
import { openRecent } from './recent.ts';
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
      FROM captures c JOIN capture_origins o ON o.capture_id = c.id WHERE c.id = +?`);
  // The plus hides a column from the planner, which would go through all captures of a method.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it says what each takes
  const one = <P extends (string | number | null)[]>(sql: string) => {
    const statement = db.prepare<P, number>(`${sql} LIMIT 1`).pluck();
    return (...values: P): boolean => statement.get(...values) !== undefined;
  };
  const sameId = one<[number, number, string, string]>(`
    SELECT 1 FROM captures c WHERE c.id = +? AND +c.received_at = ? AND +c.method = ?
       AND +c.removed_batch IS NULL AND +c.import_id IS NOT ?`);
  const sameOrigin = one<[number, number, string, string]>(`
    SELECT 1 FROM capture_origins o CROSS JOIN captures c ON c.id = o.capture_id
     WHERE o.origin_id = +? AND +c.received_at = ? AND +c.method = ?
       AND +c.removed_batch IS NULL AND +c.import_id IS NOT ?`);
  const samePrint = one<[string, string]>(`
    SELECT 1 FROM capture_origins o CROSS JOIN captures c ON c.id = o.capture_id
     WHERE o.fingerprint = +? AND +c.removed_batch IS NULL AND +c.import_id IS NOT ?`);
  const sameRequest = one<[number, number, string, string, string | null]>(`
    SELECT 1 FROM captures c CROSS JOIN capture_contents k ON k.capture_id = c.id
     WHERE c.id = +? AND +c.received_at = ? AND +c.method = ? AND +c.target = ?
       AND k.body_sha256 IS ? AND +c.removed_batch IS NULL`);
  const arrivedBetween = db
    .prepare<[number, number], number>(
      'SELECT id FROM captures WHERE id >= ? AND id < ? AND +import_id IS NULL',
    )
    .pluck();
  // Nearly nothing in a file is known: most are asked only these, which read one index and no row.
  const hasOrigin = one<[number]>('SELECT 1 FROM capture_origins WHERE origin_id = ?');
  const hasPrint = one<[string]>('SELECT 1 FROM capture_origins WHERE fingerprint = ?');
  const markOrigin = db.prepare<[string, number, number]>(
    'UPDATE captures SET origin_node = ?, origin_id = ? WHERE id = ?',
  );
  const copyOf = db
    .prepare<[string, number], number>(
      'SELECT id FROM captures WHERE origin_node = ? AND origin_id = ?',
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
     * Whether an entry is here already, from the wire or from another import than this one: by the id that a
     * Backstitch gave it, or by method, target, body and time. For one going through of a file: what it was told once it
     * keeps.
     */
    knownTo(importId: string): (entry: IncomingEntry) => boolean {
      const byOrigin = openRecent<boolean>();
      const byPrint = openRecent<boolean>();
      const arrivals = openRecent<readonly number[]>();
      return (entry) => {
        const { capture, ours } = entry;
        const { method, target } = capture;
        const at = timeOf(entry);
        if (ours && at !== null) {
          const id = decodeId(capture.id) ?? -1;
          const isThere = byOrigin(
            `${id} ${at} ${method}`,
            () =>
              sameId(id, at, method, importId) ||
              (hasOrigin(id) && sameOrigin(id, at, method, importId)),
          );
          if (isThere) return true;
        }
        const sha256 = bodyHashOf(capture.body);
        const print = fingerprintOf(entry, sha256);
        if (byPrint(print, () => hasPrint(print) && samePrint(print, importId))) return true;
        if (at === null) return false;
        // Ids run on into the next millisecond where one is full.
        const from = firstIdAt(at);
        return arrivals(from, () => arrivedBetween.all(from, firstIdAt(at + 2))).some((id) =>
          sameRequest(id, at, method, target, sha256),
        );
      };
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
      const print = fingerprintOf(entry, bodyHashOf(capture.body));
      insertOrigin.run(rowId, at, print, originId, JSON.stringify(told));
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
    /** Says which capture of which node of a team it is; call in the transaction that writes the row. */
    markOrigin: (rowId: number, node: string, id: number): void =>
      void markOrigin.run(node, id, rowId),
    /** The row of a capture of a node of a team; undefined where it is not here. */
    copyOf: (node: string, id: number): number | undefined => copyOf.get(node, id),
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

function fingerprintOf(entry: IncomingEntry, sha256: string | null): string {
  const { method, target } = entry.capture;
  return hash('sha256', JSON.stringify([method, target, sha256, timeOf(entry)]), 'hex');
}
