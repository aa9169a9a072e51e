import type pg from 'pg';
import type { TeamDelivery, TeamDeliveryPage } from '../../../preload/contract/team/deliveries.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { ToldAttempt } from '../../deliveries/shared/lane.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { ms, STATE } from './rows.ts';

const ATTEMPTS = `(
  SELECT coalesce(json_agg(json_build_object(
    'number', a.number, 'node', coalesce(n.name, 'a node that left'), 'startedAt', ${ms('a.started_at')},
    'finishedAt', ${ms('a.finished_at')}, 'outcome', a.outcome, 'status', a.status, 'error', a.error, 'late', a.late)
    ORDER BY a.fence), '[]')
    FROM (SELECT * FROM attempts t WHERE t.delivery_id = d.id ORDER BY t.fence DESC LIMIT 50) a
    LEFT JOIN nodes n ON n.node_id = a.node_id)`;

const SELECT = `
  SELECT d.id, d.message_id, d.destination_id, l.name AS destination_name, m.event_type, m.origin,
         coalesce(o.name, 'a node that left') AS node, ${STATE} AS state, d.reason, d.attempts, d.last_status,
         CASE WHEN d.finished_at IS NULL THEN ${ms('d.next_at')} END AS next_at, ${ms('d.deadline_at')} AS deadline_at,
         ${ms('m.created_at')} AS created_at, ${ms('d.finished_at')} AS finished_at, ${ATTEMPTS} AS log
    FROM deliveries d JOIN lanes l USING (destination_id) JOIN messages m ON m.id = d.message_id
    LEFT JOIN nodes o ON o.node_id = m.origin_node`;
const PAGE = `${SELECT}
   WHERE ($1::text IS NULL OR d.destination_id = $1) AND ($2::bigint IS NULL OR d.id < $2)
     AND ($3::text IS NULL OR ${STATE} = $3)
   ORDER BY d.id DESC LIMIT $4`;

interface Row {
  id: string;
  message_id: string;
  destination_id: DestinationId;
  destination_name: string;
  event_type: string | null;
  origin: TeamDelivery['origin'];
  node: string;
  state: TeamDelivery['state'];
  reason: string | null;
  attempts: number;
  last_status: number | null;
  next_at: string | null;
  deadline_at: string;
  created_at: string;
  finished_at: string | null;
  log: TeamDelivery['log'];
}

/** Deliveries of the team, whichever node accepted them, newest first. */
export async function readDeliveries(
  client: pg.Client,
  filter: {
    destinationId?: DestinationId | undefined;
    state?: TeamDelivery['state'] | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<TeamDeliveryPage> {
  const before = /^\d{1,18}$/.test(filter.before ?? '') ? filter.before : null;
  const { rows } = await client.query<Row>(PAGE, [
    filter.destinationId ?? null,
    before,
    filter.state ?? null,
    filter.limit + 1,
  ]);
  const items = rows.slice(0, filter.limit).map(deliveryOf);
  return { items, next: rows.length > filter.limit ? (rows[items.length - 1]?.id ?? null) : null };
}

/**
 * One of them, with all its attempts.
 *
 * @throws BackstitchError DELIVERY_NOT_FOUND
 */
export async function readDelivery(
  client: pg.Client,
  nodeId: string,
  id: string,
): Promise<{ delivery: TeamDelivery; told: ToldAttempt[] }> {
  const isId = /^\d{1,18}$/.test(id);
  const { rows } = isId ? await client.query<Row>(`${SELECT} WHERE d.id = $1`, [id]) : { rows: [] };
  const [row] = rows;
  if (row === undefined) throw new BackstitchError('DELIVERY_NOT_FOUND');
  const told = await readTold(client, nodeId, [row.id]);
  return { delivery: deliveryOf(row), told: told.get(row.id) ?? [] };
}

const TOLD = `
  SELECT a.delivery_id, a.fence, a.number, ${ms('a.started_at')} AS started_at, ${ms('a.finished_at')} AS finished_at,
         a.outcome, a.status, a.error, a.late,
         CASE WHEN a.node_id <> $2 THEN coalesce(n.name, 'a node that left') END AS node
    FROM attempts a LEFT JOIN nodes n ON n.node_id = a.node_id
   WHERE a.delivery_id = ANY ($1) ORDER BY a.fence`;

/** Attempts of deliveries, each in the order of its claims. */
export async function readTold(
  client: pg.Client,
  nodeId: string,
  ids: readonly string[],
): Promise<Map<string, ToldAttempt[]>> {
  const found = new Map<string, ToldAttempt[]>();
  if (ids.length === 0) return found;
  const { rows } = await client.query<{
    delivery_id: string;
    fence: string;
    number: number;
    started_at: string;
    finished_at: string | null;
    outcome: ToldAttempt['outcome'];
    status: number | null;
    error: string | null;
    late: boolean;
    node: string | null;
  }>(TOLD, [ids, nodeId]);
  for (const { delivery_id: id, started_at, finished_at, ...row } of rows) {
    const one = {
      ...row,
      fence: Number(row.fence),
      startedAt: Number(started_at),
      finishedAt: numberOf(finished_at),
    };
    found.set(id, [...(found.get(id) ?? []), one]);
  }
  return found;
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

const deliveryOf = (row: Row): TeamDelivery => ({
  id: row.id,
  messageId: row.message_id,
  destinationId: row.destination_id,
  destinationName: row.destination_name,
  eventType: row.event_type,
  origin: row.origin,
  node: row.node,
  state: row.state,
  reason: row.reason,
  attempts: row.attempts,
  lastStatus: row.last_status,
  nextAttemptAt: numberOf(row.next_at),
  deadlineAt: Number(row.deadline_at),
  createdAt: Number(row.created_at),
  finishedAt: numberOf(row.finished_at),
  log: row.log,
});
