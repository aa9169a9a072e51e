import type { Database } from 'better-sqlite3';
import { firstIdAt } from '../capture-id.ts';

/** Exported for the test of its plan. Each provider is one step in the index, and one look at its captures. */
export const SEEN_SQL = `
  WITH RECURSIVE known(provider) AS (
    SELECT min(provider) FROM captures WHERE provider IS NOT NULL
    UNION ALL
    SELECT (SELECT min(provider) FROM captures WHERE provider IS NOT NULL AND provider > known.provider)
      FROM known WHERE known.provider IS NOT NULL
  )
  SELECT provider FROM known
   WHERE provider IS NOT NULL AND EXISTS (
     SELECT 1 FROM captures c INDEXED BY captures_by_provider
      WHERE c.provider = known.provider AND c.id >= :from AND c.id < :below
        AND c.import_id IS NULL AND c.replay_of IS NULL)
   ORDER BY provider`;

/** Providers that sent something themselves in a time (epoch ms): no replays, nothing that came as a file. */
export function openProvidersSeen(db: Database) {
  const seen = db.prepare<{ from: number; below: number }, string>(SEEN_SQL).pluck();
  return ({ from, to }: { from: number; to: number }): string[] =>
    seen.all({ from: firstIdAt(from), below: firstIdAt(to) });
}
