import type { Database } from 'better-sqlite3';
import type { CASE_VERDICTS } from '../../preload/rules/suites/case-verdicts.ts';

/** Writes `capture_verdicts`, which the search reads. */
export function openJudged(db: Database) {
  // It may be deleted while a run sends it.
  const put = db.prepare<[number, string, number]>(`
    INSERT INTO capture_verdicts (capture_id, verdict)
    SELECT ?, ? WHERE EXISTS (SELECT 1 FROM captures WHERE id = ?)
    ON CONFLICT (capture_id) DO UPDATE SET verdict = excluded.verdict`);
  return {
    /** In a transaction of whoever calls: what became of a capture, in place of what became of it before. */
    note(rowId: number, verdict: (typeof CASE_VERDICTS)[number]): void {
      put.run(rowId, verdict, rowId);
    },
  };
}
