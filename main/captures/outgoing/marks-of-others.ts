import type { Database } from 'better-sqlite3';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';

/** A pin (`1`) or a note that somebody else put on a capture of this Backstitch; empty: it was taken away. */
export interface MarkOfOther {
  captureId: number;
  kind: 'pin' | 'note';
  value: string;
  author: string;
  at: number;
}

/** Marks that others put on captures here, beside the pin and note of the capture itself. Writes belong into a transaction. */
export function openMarksOfOthers(db: Database) {
  // What is gone here has no place for a mark; what is the same already is not shown once more.
  const put = db.prepare<[string, string, string, number, number]>(`
    INSERT INTO capture_marks (capture_id, kind, value, author, at)
    SELECT c.id, ?, ?, ?, ? FROM captures c WHERE c.id = ?
    ON CONFLICT (capture_id, kind) DO UPDATE
      SET value = excluded.value, author = excluded.author, at = excluded.at
    WHERE value <> excluded.value OR author <> excluded.author OR at <> excluded.at`);
  const remove = db.prepare<[number, string]>(
    'DELETE FROM capture_marks WHERE capture_id = ? AND kind = ?',
  );
  const marked = db.prepare<[], number>('SELECT DISTINCT capture_id FROM capture_marks').pluck();
  const clear = db.prepare('DELETE FROM capture_marks');
  const note = db.prepare<[number], { text: string; author: string; at: number }>(
    `SELECT value AS text, author, at FROM capture_marks WHERE capture_id = ? AND kind = 'note'`,
  );
  return {
    /** @returns row ids of the captures that are shown otherwise now. */
    put(marks: readonly MarkOfOther[]): number[] {
      const changed = new Set<number>();
      for (const { captureId, kind, value, author, at } of marks) {
        const { changes } =
          value === '' ? remove.run(captureId, kind) : put.run(kind, value, author, at, captureId);
        if (changes > 0) changed.add(captureId);
      }
      return [...changed];
    },
    /** @returns as `put` */
    clear(): number[] {
      const all = marked.all();
      clear.run();
      return all;
    },
    noteOn: (rowId: number): CaptureDetail['matesNote'] => note.get(rowId),
  };
}
