// cspell:ignore regnamespace relkind
import type pg from 'pg';
import { installedVersion } from './install.ts';
import { refuse } from './problem.ts';
import { NEWEST, WRITES } from './schema/versions.ts';

export interface ServerNode {
  id: string;
  name: string;
  kind: string;
  login: string;
  version: string;
  /** Epoch ms by the server's clock; null where it never came. */
  lastSeen: number | null;
  online: boolean;
  appendedSeq: number;
  skewMs: number;
  captures: number;
  /** Newest capture that reached the team, epoch ms. */
  newestStoredAt: number | null;
}

/** A team as its server knows it, and what a login may do there. */
export interface ServerStatus {
  version: number;
  newest: number;
  server: string;
  login: string;
  may: { read: boolean; write: boolean; install: boolean };
  /** Several people with one login: rows of one can be written by another. */
  sharedLogins: string[];
  retentionDays: number;
  /** Captures may take so many bytes; null: as many as there are. */
  retentionBytes: number | null;
  bytes: number;
  captures: number;
  partitions: { days: number; last: string | null; defaultRows: number };
  nodes: ServerNode[];
  /** What is wrong, in words; empty where all is well. */
  problems: string[];
}

const NODES = `
  SELECT n.node_id, n.name, n.kind, n.login, n.version, n.appended_seq, n.skew_ms,
         extract(epoch FROM n.last_seen) * 1000 AS last_seen,
         coalesce(n.last_seen > clock_timestamp() - interval '60 s', false) AS online,
         count(c.capture_id) AS captures, extract(epoch FROM max(c.stored_at)) * 1000 AS newest
    FROM backstitch_team.nodes n LEFT JOIN backstitch_team.captures c USING (node_id)
   GROUP BY n.node_id ORDER BY n.name`;

/**
 * Looks at a team.
 *
 * @throws BackstitchError TEAM_NOT_INSTALLED; Error of the driver
 */
export async function readServerStatus(client: pg.Client): Promise<ServerStatus> {
  const version = await installedVersion(client);
  if (version === 0) throw refuse('TEAM_NOT_INSTALLED');
  const { rows: facts } = await client.query<{
    server: string;
    login: string;
    read: boolean;
    write: boolean;
    install: boolean;
    retention: string | null;
    keep_bytes: string | null;
    min_writer: string | null;
    last: string | null;
    days: string;
    bytes: string;
  }>(`
    SELECT current_setting('server_version') AS server, session_user::text AS login,
           has_table_privilege('backstitch_team.captures', 'SELECT') AS read,
           has_table_privilege('backstitch_team.captures', 'INSERT') AS write,
           pg_has_role('backstitch_owner', 'MEMBER') AS install,
           (SELECT value FROM backstitch_team.meta WHERE name = 'retention_days') AS retention,
           (SELECT value FROM backstitch_team.meta WHERE name = 'retention_bytes') AS keep_bytes,
           (SELECT value FROM backstitch_team.meta WHERE name = 'min_writer') AS min_writer,
           (SELECT max(right(relname, 8)) FROM pg_class
             WHERE relnamespace = 'backstitch_team'::regnamespace AND relname ~ '^captures_d[0-9]{8}$') AS last,
           (SELECT count(*) FROM pg_class
             WHERE relnamespace = 'backstitch_team'::regnamespace AND relname ~ '^captures_d[0-9]{8}$') AS days,
           (SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class
             WHERE relnamespace = 'backstitch_team'::regnamespace AND relkind = 'r') AS bytes`);
  const [fact] = facts;
  if (fact === undefined) throw refuse('TEAM_UNREACHABLE');
  const may = { read: fact.read, write: fact.write, install: fact.install };
  const nodes = may.read ? await nodesOf(client) : [];
  const defaultRows = may.write ? await countOf(client, 'backstitch_team.captures') : 0;
  const logins = nodes.map(({ login }) => login);
  const status = {
    version,
    newest: NEWEST,
    server: fact.server,
    login: fact.login,
    may,
    sharedLogins: [...new Set(logins.filter((login, at) => logins.indexOf(login) !== at))],
    retentionDays: Number(fact.retention ?? 14),
    retentionBytes: Number(fact.keep_bytes ?? 0) > 0 ? Number(fact.keep_bytes) : null,
    bytes: Number(fact.bytes),
    captures: nodes.reduce((sum, node) => sum + node.captures, 0),
    partitions: { days: Number(fact.days), last: dayOf(fact.last), defaultRows },
    nodes,
  };
  return { ...status, problems: problemsOf(status, Number(fact.min_writer ?? 1)) };
}

async function nodesOf(client: pg.Client): Promise<ServerNode[]> {
  const { rows } = await client.query<Record<string, unknown>>(NODES);
  const time = (value: unknown): number | null =>
    value === null ? null : Math.round(Number(value));
  return rows.map((row) => ({
    id: String(row['node_id']),
    name: String(row['name']),
    kind: String(row['kind']),
    login: String(row['login']),
    version: String(row['version']),
    lastSeen: time(row['last_seen']),
    online: row['online'] === true,
    appendedSeq: Number(row['appended_seq']),
    skewMs: Number(row['skew_ms']),
    captures: Number(row['captures']),
    newestStoredAt: time(row['newest']),
  }));
}

/** Rows whose day has no partition of its own. */
async function countOf(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    `SELECT count(*) AS n FROM ${table} WHERE tableoid = 'backstitch_team.captures_default'::regclass`,
  );
  return Number(rows[0]?.n ?? 0);
}

const dayOf = (digits: string | null): string | null =>
  digits === null ? null : `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;

const FAR_OFF_ROWS = 1000;
const SKEW_MS = 60_000;

function problemsOf(status: Omit<ServerStatus, 'problems'>, minWriter: number): string[] {
  const { version, may, partitions, nodes } = status;
  const found: string[] = [];
  if (version < NEWEST)
    found.push(`The schema has version ${version}, this Backstitch ${NEWEST}: run team init.`);
  if (minWriter > WRITES) found.push('The team needs a newer Backstitch than this one.');
  if (!may.read) found.push('This login may not read the team.');
  else if (!may.write) found.push('This login may read the team and write nothing.');
  const today = new Date().toISOString().slice(0, 10);
  if (partitions.last === null || partitions.last < today)
    found.push('No partition is ready for today: a node that is connected makes them.');
  if (partitions.defaultRows > FAR_OFF_ROWS)
    found.push(`${partitions.defaultRows} captures lie outside the days: some clock is far off.`);
  for (const { name, skewMs } of nodes) {
    if (Math.abs(skewMs) > SKEW_MS)
      found.push(`The clock of ${name} is ${Math.round(skewMs / 1000)} s off.`);
  }
  return found;
}
