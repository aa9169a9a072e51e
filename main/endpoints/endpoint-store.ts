import type { Database } from 'better-sqlite3';
import type {
  CannedReply,
  EndpointForward,
  EndpointInput,
} from '../../preload/contract/endpoints.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';

/** An endpoint as the engine holds it. */
export interface KeptEndpoint extends EndpointInput {
  id: EndpointId;
  failuresDone: number;
  /** Requests that chaos was asked for. */
  chaosSeen: number;
}

interface EndpointRow {
  id: string;
  name: string;
  enabled: number;
  path: string;
  methods: string;
  reply: string;
  failures_done: number;
  forward: string | null;
  chaos_seen: number;
}

/** Reads and writes `endpoints`. The position is the index in the list, the inbox last. */
export function openEndpointStore(db: Database) {
  const selectAll = db.prepare<[], EndpointRow>(`
    SELECT id, name, enabled, path, methods, reply, failures_done,
           (SELECT settings FROM endpoint_forwards WHERE endpoint_id = id) AS forward,
           coalesce((SELECT seen FROM endpoint_chaos WHERE endpoint_id = id), 0) AS chaos_seen
      FROM endpoints ORDER BY position`);
  const upsert = db.prepare(`
    INSERT INTO endpoints (id, position, name, enabled, path, methods, reply, failures_done)
    VALUES (:id, :position, :name, :enabled, :path, :methods, :reply, :failuresDone)
    ON CONFLICT (id) DO UPDATE SET position = :position, name = :name, enabled = :enabled,
      path = :path, methods = :methods, reply = :reply, failures_done = :failuresDone`);
  const deleteOne = db.prepare<[string]>('DELETE FROM endpoints WHERE id = ?');
  const setFailures = db.prepare<[number, string]>(
    'UPDATE endpoints SET failures_done = ? WHERE id = ?',
  );
  const setForward = db.prepare<[string, string]>(`
    INSERT INTO endpoint_forwards (endpoint_id, settings) VALUES (?, ?)
    ON CONFLICT (endpoint_id) DO UPDATE SET settings = excluded.settings`);
  const setSeen = db.prepare<{ id: string; seen: number }>(`
    INSERT INTO endpoint_chaos (endpoint_id, seen)
    SELECT :id, :seen WHERE EXISTS (SELECT 1 FROM endpoints WHERE id = :id)
    ON CONFLICT (endpoint_id) DO UPDATE SET seen = excluded.seen`);
  const deleteForward = db.prepare<[string]>('DELETE FROM endpoint_forwards WHERE endpoint_id = ?');
  return {
    all(): KeptEndpoint[] {
      return selectAll.all().map((row) => ({
        id: row.id as EndpointId,
        name: row.name,
        enabled: row.enabled === 1,
        path: row.path,
        methods: JSON.parse(row.methods) as string[],
        reply: JSON.parse(row.reply) as CannedReply,
        failuresDone: row.failures_done,
        chaosSeen: row.chaos_seen,
        forward: readForward(row.forward),
      }));
    },
    /** Writes the whole list in its order; what is not in it is deleted. */
    saveAll(list: readonly KeptEndpoint[]): void {
      const kept = new Set<string>(list.map((endpoint) => endpoint.id));
      for (const row of selectAll.all()) {
        if (kept.has(row.id)) continue;
        deleteOne.run(row.id);
        deleteForward.run(row.id);
      }
      for (const [position, endpoint] of list.entries()) {
        upsert.run({
          id: endpoint.id,
          position,
          name: endpoint.name,
          enabled: endpoint.enabled ? 1 : 0,
          path: endpoint.path,
          methods: JSON.stringify(endpoint.methods),
          reply: JSON.stringify(endpoint.reply),
          failuresDone: endpoint.failuresDone,
        });
        if (endpoint.forward == null) deleteForward.run(endpoint.id);
        else setForward.run(endpoint.id, JSON.stringify(endpoint.forward));
        setSeen.run({ id: endpoint.id, seen: endpoint.chaosSeen });
      }
    },
    saveSeen: (id: EndpointId, seen: number): number => setSeen.run({ id, seen }).changes,
    saveFailures: (id: EndpointId, done: number): number => setFailures.run(done, id).changes,
  };
}

/** Rows of older versions do not say whether the captured path goes along: it did not. */
function readForward(text: string | null): EndpointForward | null {
  if (text === null) return null;
  return { appendPath: false, ...(JSON.parse(text) as Omit<EndpointForward, 'appendPath'>) };
}
