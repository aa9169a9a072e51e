import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { RedactedValues } from '../interchange/redacted-values.ts';
import { addUnpack } from '../store/packed.ts';
import { quoted } from './names.ts';

const time = (column: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;

/**
 * What SQL sees of Backstitch's own database: these columns and no others. What may hold a secret
 * (settings, headers and URLs of deliveries, replies of endpoints, details of runs) is in none.
 */
const VIEWS: Record<string, (db: string, cut: Cut) => string> = {
  captures: (db, cut) => `
    SELECT c.id, ${time('c.received_at')} AS received_at, ${cut.text('c.method')},
           ${cut.target('c.target')}, ${cut.target('c.path')}, c.endpoint_name, c.size_bytes,
           ${cut.text('c.content_type')}, c.status, c.decided_by, ${cut.text('c.reason')},
           c.duration_us, c.via_tunnel, c.replay_of, ${cut.text('c.note')},
           ${cut.headers('x.headers')}, ${cut.body('coalesce(x.body, unpack(x.packed))', 'x.headers')}, c.endpoint_id,
           c.provider, ${cut.text('c.event_type')}
      FROM ${db}.captures c LEFT JOIN ${db}.capture_contents x ON x.capture_id = c.id
     WHERE c.removed_batch IS NULL`,
  endpoints: (db) => `
    SELECT e.id, e.position, e.name, e.enabled, e.path, e.methods FROM ${db}.endpoints e`,
  deliveries: (db, cut) => `
    SELECT d.seq AS id, d.capture_id, d.destination_id,
           json_extract(t.settings, '$.name') AS destination_name, d.forward_id,
           ${cut.text('d.event_type')}, d.state, ${cut.text('d.reason')}, d.attempts, d.last_status, d.last_failure,
           ${time('d.created_at')} AS created_at, ${time('d.finished_at')} AS finished_at,
           ${time('d.next_attempt_at')} AS next_attempt_at, ${time('d.deadline_at')} AS deadline_at
      FROM ${db}.deliveries d LEFT JOIN ${db}.destinations t ON t.id = d.destination_id`,
  attempts: (db) => `
    SELECT a.id, a.delivery_seq AS delivery_id, a.destination_id, a.number, a.kind,
           ${time('a.started_at')} AS started_at, ${time('a.finished_at')} AS finished_at,
           a.outcome, a.status, a.error_code, a.method, a.remote_address, a.total_ms,
           a.response_bytes
      FROM ${db}.delivery_attempts a`,
  runs: (db, cut) => `
    SELECT r.id, r.app_id, r.capture_id, r.kind, r.name, ${time('r.started_at')} AS started_at,
           r.duration_us, r.memory_bytes, r.user_id, r.user_type, r.error_code,
           ${cut.text('r.error_message')},
           r.log_count, r.host_call_count
      FROM ${db}.function_runs r`,
  outages: (db) => `
    SELECT o.id, ${time('o.started_at')} AS started_at, ${time('o.ended_at')} AS ended_at,
           o.ended_at - o.started_at AS duration_ms, o.reason
      FROM ${db}.tunnel_outages o`,
};

/** How columns that strangers wrote stand in a view, by what they hold. */
interface Cut {
  text: (column: string) => string;
  target: (column: string) => string;
  headers: (column: string) => string;
  body: (column: string, headers: string) => string;
}

const nameOf = (column: string): string => column.split('.').at(-1) ?? column;

const WHOLE: Cut = {
  text: (column) => column,
  target: (column) => column,
  headers: (column) => column,
  body: (column) => `CAST(${column} AS TEXT) AS body`,
};

/** By the functions of `redacted-values.ts`: whatever a query computes, it computes from what is cut. */
const CUT: Cut = {
  text: (column) => `cut_text(${column}) AS ${nameOf(column)}`,
  target: (column) => `cut_target(${column}) AS ${nameOf(column)}`,
  headers: (column) => `cut_headers(${column}) AS ${nameOf(column)}`,
  body: (column, headers) => `cut_body(${column}, ${headers}) AS body`,
};

/** Tables that SQL sees beside those of integrations. */
export const ENGINE_TABLES: readonly string[] = Object.keys(VIEWS);

/**
 * Lets a query see these views and nothing else of the database they are over. Its name changes with
 * every query, so that nobody can write it; names without a database would still be looked up there,
 * so each of them meets an empty view first.
 *
 * @param values cuts what may be a credential, where the query may see none
 */
export function attachEngine(db: Database, path: string, values?: RedactedValues): void {
  if (values !== undefined) {
    const how = { deterministic: true };
    db.function('cut_text', how, values.text);
    db.function('cut_target', how, values.target);
    db.function('cut_headers', how, values.headers);
    db.function('cut_body', how, values.body);
  }
  addUnpack(db);
  const alias = `x${randomBytes(12).toString('hex')}`;
  db.prepare(`ATTACH ? AS ${alias}`).run(path);
  const names = db
    .prepare<[], string>(
      `SELECT name FROM ${alias}.sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all();
  for (const name of names) {
    if (!ENGINE_TABLES.includes(name))
      db.exec(`CREATE TEMP VIEW ${quoted(name)} AS SELECT 1 AS hidden WHERE 0`);
  }
  for (const [name, select] of Object.entries(VIEWS)) {
    db.exec(`CREATE TEMP VIEW ${name} AS ${select(alias, values === undefined ? WHOLE : CUT)}`);
  }
}
