import type { Database } from 'better-sqlite3';

const REMEMBERED = 20;

/** Reads and writes `replay_targets` and `allowed_hosts`: where replays went, where they may go. */
export function openTargetStore(db: Database) {
  const selectOfEndpoint = db
    .prepare<[string], string>(
      `SELECT url FROM replay_targets WHERE endpoint_id = +? ORDER BY last_used DESC LIMIT ${REMEMBERED}`,
    )
    .pluck();
  const selectAll = db
    .prepare<[], string>(
      `SELECT url FROM replay_targets GROUP BY url ORDER BY max(last_used) DESC LIMIT ${REMEMBERED}`,
    )
    .pluck();
  const upsert = db.prepare<{ endpointId: string; url: string; usedAt: number }>(`
    INSERT INTO replay_targets (endpoint_id, url, last_used) VALUES (:endpointId, :url, :usedAt)
    ON CONFLICT (endpoint_id, url) DO UPDATE SET last_used = :usedAt`);
  const trim = db.prepare<{ endpointId: string }>(`
    DELETE FROM replay_targets WHERE endpoint_id = +:endpointId AND url NOT IN (
      SELECT url FROM replay_targets WHERE endpoint_id = +:endpointId
       ORDER BY last_used DESC LIMIT ${REMEMBERED})`);
  const selectHosts = db
    .prepare<[], string>('SELECT host FROM allowed_hosts ORDER BY host')
    .pluck();
  const selectHost = db
    .prepare<[string], number>('SELECT 1 FROM allowed_hosts WHERE host = ?')
    .pluck();
  const insertHost = db.prepare<[string, number]>(
    'INSERT INTO allowed_hosts (host, allowed_at) VALUES (?, ?) ON CONFLICT (host) DO NOTHING',
  );
  const deleteHost = db.prepare<[string]>('DELETE FROM allowed_hosts WHERE host = ?');
  return {
    /** Newest first, at most 20; of all endpoints together where none is named. */
    targets: (endpointId?: string): string[] =>
      endpointId === undefined ? selectAll.all() : selectOfEndpoint.all(endpointId),
    remember(endpointId: string | null, url: string, usedAt: number): void {
      upsert.run({ endpointId: endpointId ?? '', url, usedAt });
      trim.run({ endpointId: endpointId ?? '' });
    },
    hosts: (): string[] => selectHosts.all(),
    isAllowed: (host: string): boolean => selectHost.get(host) !== undefined,
    allow: (host: string, at: number): void => void insertHost.run(host, at),
    forget: (host: string): void => void deleteHost.run(host),
  };
}

export type TargetStore = ReturnType<typeof openTargetStore>;
