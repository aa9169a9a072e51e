import type { Database } from 'better-sqlite3';

/**
 * Captures by the endpoint that took them.
 *
 * @param settle lists what is on disk and not in the list yet.
 */
export function openEndpointRows(db: Database, settle: () => void) {
  // Without a look at the rows: at a million that would be half a second of the start.
  const countsByEndpoint = db.prepare<[], { endpoint_id: string; n: number }>(`
    SELECT endpoint_id, count(*) AS n FROM captures INDEXED BY captures_by_endpoint
     WHERE endpoint_id IS NOT NULL GROUP BY endpoint_id`);
  const importedByEndpoint = db.prepare<[], { endpoint_id: string; n: number }>(`
    SELECT endpoint_id, count(*) AS n FROM captures INDEXED BY captures_imported
     WHERE import_id IS NOT NULL AND endpoint_id IS NOT NULL GROUP BY endpoint_id`);
  const newestByEndpoint = db.prepare<[string, number], { id: number }>(`
    SELECT id FROM captures INDEXED BY captures_by_endpoint
     WHERE endpoint_id = +? AND removed_batch IS NULL ORDER BY id DESC LIMIT ?`);
  const newestAtByEndpoint = db.prepare<[string], { received_at: number }>(`
    SELECT received_at FROM captures INDEXED BY captures_by_endpoint
     WHERE endpoint_id = +? AND removed_batch IS NULL AND import_id IS NULL
     ORDER BY id DESC LIMIT 1`);

  return {
    /** When the newest capture of an endpoint came, epoch ms; undefined where there is none. */
    newestAtOf(endpointId: string): number | undefined {
      settle();
      return newestAtByEndpoint.get(endpointId)?.received_at;
    },
    /** Row ids of the newest captures an endpoint took. */
    newestOf(endpointId: string, limit: number): number[] {
      settle();
      return newestByEndpoint.all(endpointId, limit).map(({ id }) => id);
    },
    /** Without what was imported. */
    countsByEndpoint(): Map<string, number> {
      const imported = new Map(importedByEndpoint.all().map((row) => [row.endpoint_id, row.n]));
      return new Map(
        countsByEndpoint
          .all()
          .map(({ endpoint_id: id, n }) => [id, n - (imported.get(id) ?? 0)] as const)
          .filter(([, n]) => n > 0),
      );
    },
  };
}
