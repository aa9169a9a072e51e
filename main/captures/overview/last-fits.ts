import type { Database } from 'better-sqlite3';

/** The newest capture that a secret verified; `id` is a row id. */
export interface Fit {
  id: number;
  secretId: string;
}

/** So many captures of each verdict are looked at, the newest. */
const LOOKED_AT = 1000;

/** Reads which secrets verified the newest captures. */
export function openLastFits(db: Database): () => Fit[] {
  const newest = db.prepare<[string], { id: number; secretId: string | null }>(`
    SELECT c.id, json_extract(s.detail, '$.verdict.secretId') AS secretId
      FROM captures c INDEXED BY captures_by_signature JOIN capture_senders s ON s.capture_id = c.id
     WHERE c.signature = +? AND c.removed_batch IS NULL
     ORDER BY c.id DESC LIMIT ${LOOKED_AT}`);
  return () => {
    const fits = new Map<string, number>();
    for (const { id, secretId } of [...newest.all('ok'), ...newest.all('token')]) {
      if (secretId !== null) fits.set(secretId, Math.max(id, fits.get(secretId) ?? 0));
    }
    return [...fits].map(([secretId, id]) => ({ secretId, id }));
  };
}
