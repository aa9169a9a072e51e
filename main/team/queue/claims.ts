// cspell:ignore nextval
import type pg from 'pg';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { atTime, type Breaker } from '../../deliveries/rules/breaker.ts';
import { type Bucket, refill } from '../../deliveries/rules/rate.ts';
import { FINAL_LEAD_MS } from '../../deliveries/rules/schedule.ts';
import type { KeptDestination } from '../../deliveries/store/destination-store.ts';
import { STANDING, type StandingRow } from './lanes.ts';
import { type ClaimedRow, ms } from './rows.ts';

/** Lanes that one transaction looks at. */
const LANES_AT_ONCE = 4;
const EXPIRED = 'The 48 hours were over before it could be tried again.';

/** First statement: lanes that have something to do. Another node's are passed over, not waited for. */
const LOCK_DUE = `
  SELECT ${STANDING}, ${ms('now()')} AS now
    FROM lanes l
   WHERE l.destination_id = ANY ($1) AND (
     EXISTS (SELECT 1 FROM deliveries d
              WHERE d.destination_id = l.destination_id AND d.finished_at IS NULL
                AND d.deadline_at < now() + CASE WHEN l.state = 'live' THEN interval '1 s' ELSE '0' END
                AND (d.leased_by IS NULL OR d.lease_until <= now()))
     OR l.state = 'live'
        AND coalesce((l.breaker->>'until')::float8, 0) <= extract(epoch FROM now()) * 1000
        AND CASE WHEN l.settings->>'ordering' = 'fifo' THEN coalesce((
              SELECT d.next_at <= now() AND (d.leased_by IS NULL OR d.lease_until <= now())
                FROM deliveries d WHERE d.destination_id = l.destination_id AND d.finished_at IS NULL
               ORDER BY d.id LIMIT 1), false)
            ELSE EXISTS (SELECT 1 FROM deliveries d
              WHERE d.destination_id = l.destination_id AND d.finished_at IS NULL AND d.next_at <= now()
                AND (d.leased_by IS NULL OR d.lease_until <= now())) END)
   ORDER BY random() LIMIT ${LANES_AT_ONCE} FOR NO KEY UPDATE OF l SKIP LOCKED`;

const EXPIRE = `
  UPDATE deliveries SET state = 'discarded', reason = $2, finished_at = clock_timestamp(), fence = NULL,
         leased_by = NULL, lease_until = NULL
   WHERE destination_id = ANY ($1) AND finished_at IS NULL AND deadline_at < now()
     AND (leased_by IS NULL OR lease_until <= now())
  RETURNING destination_id`;

/**
 * Second statement: rows of those lanes, by a snapshot that is younger than the locks. In one statement with the first
 * it would be older, and rows would go out of order or twice.
 */
const PICK = `
  WITH lane AS (
    SELECT * FROM unnest($1::text[], $2::boolean[], $3::int[], $4::int[], $5::boolean[], $6::int[])
      AS l (destination_id, fifo, most, at_once, only_final, lease_ms)
  ), picked AS (
    SELECT p.id, l.lease_ms FROM lane l CROSS JOIN LATERAL (
      SELECT h.id FROM (
        SELECT d.* FROM deliveries d WHERE l.fifo AND d.destination_id = l.destination_id AND d.finished_at IS NULL
         ORDER BY d.id LIMIT 1) h
       WHERE h.next_at <= now() AND (h.leased_by IS NULL OR h.lease_until <= now())
         AND (NOT l.only_final OR h.deadline_at <= now() + interval '1 s') AND l.most > 0
      UNION ALL
      (SELECT d.id FROM deliveries d
        WHERE NOT l.fifo AND d.destination_id = l.destination_id AND d.finished_at IS NULL AND d.next_at <= now()
          AND (d.leased_by IS NULL OR d.lease_until <= now())
          AND (NOT l.only_final OR d.deadline_at <= now() + interval '1 s')
        ORDER BY d.next_at, d.id
        LIMIT greatest(0, least(l.most, l.at_once - (
          SELECT count(*) FROM deliveries o WHERE o.destination_id = l.destination_id AND o.finished_at IS NULL
             AND o.leased_by IS NOT NULL AND o.lease_until > now()))))
    ) p
  ), claimed AS (
    UPDATE deliveries d SET state = 'sending', leased_by = $7, attempts = d.attempts + 1,
           lease_until = clock_timestamp() + make_interval(secs => picked.lease_ms / 1000.0),
           fence = nextval('fences'), base_at = coalesce(d.base_at, clock_timestamp())
      FROM picked WHERE d.id = picked.id
    RETURNING d.*, clock_timestamp() AS started_at
  ), cut_off AS (
    UPDATE attempts a SET outcome = 'interrupted', finished_at = clock_timestamp(),
           error = 'The node that sent it fell silent. It may have reached the receiver.'
      FROM claimed c WHERE a.delivery_id = c.id AND a.outcome = 'sending'
  ), begun AS (
    INSERT INTO attempts (delivery_id, number, node_id, fence, started_at)
    SELECT c.id, c.attempts, $7, c.fence, c.started_at FROM claimed c
  )
  SELECT c.id, c.message_id, c.destination_id, c.slot, c.attempts, c.fence, ${ms('c.base_at')} AS base_at,
         ${ms('c.next_at')} AS next_at, ${ms('c.deadline_at')} AS deadline_at, ${ms('c.started_at')} AS started_at,
         c.last_status, c.last_failure, c.reason, m.event_type, m.content_type, m.method, m.path, m.headers, m.signs,
         m.body, m.origin, ${ms('m.created_at')} AS created_at
    FROM claimed c JOIN messages m ON m.id = c.message_id ORDER BY c.id`;

export interface Claims {
  rows: ClaimedRow[];
  /** Lanes that somebody changed: to be read again before anything of them is sent. */
  stale: boolean;
}

interface ClaimParts {
  nodeId: string;
  /** Those that this node may send for. */
  equipped: readonly KeptDestination[];
  /** How many attempts may begin. */
  room: number;
  /** A lease lasts as long as an attempt may, and so much longer. */
  leaseExtraMs: number;
}

/**
 * Takes what is due, in the transaction that is open. Lanes are locked first; only then their rows are looked at.
 *
 * @throws Error of the driver
 */
export async function claim(client: pg.Client, parts: ClaimParts): Promise<Claims> {
  const { equipped, room, nodeId, leaseExtraMs } = parts;
  if (equipped.length === 0 || room <= 0) return { rows: [], stale: false };
  const { rows: locked } = await client.query<StandingRow & { now: string }>(LOCK_DUE, [
    equipped.map(({ id }) => id),
  ]);
  if (locked.length === 0) return { rows: [], stale: false };
  await client.query(EXPIRE, [locked.map((lane) => lane.destination_id), EXPIRED]);
  const known = new Map(equipped.map((one) => [one.id, one]));
  const looks = locked.flatMap((lane) => look(lane, known) ?? []);
  const stale = locked.some((lane) => isStale(lane, known.get(lane.destination_id)));
  let left = room;
  const most = looks.map(({ most: wanted }) => {
    const given = Math.min(wanted, left);
    left -= given;
    return given;
  });
  const { rows } = await client.query<ClaimedRow>(PICK, [
    looks.map(({ one }) => one.id),
    looks.map(({ one }) => one.settings.ordering === 'fifo'),
    most,
    looks.map(({ atOnce }) => atOnce),
    looks.map(({ breaker }) => breaker.state === 'open'),
    looks.map(({ one }) => one.timeoutMs + leaseExtraMs),
    nodeId,
  ]);
  for (const seen of looks) await keepLook(client, seen, rows);
  return { rows, stale };
}

interface Look {
  one: KeptDestination;
  before: Breaker;
  breaker: Breaker;
  bucket: Bucket | null;
  most: number;
  atOnce: number;
}

const isStale = (lane: StandingRow, one: KeptDestination | undefined): boolean =>
  one?.settings.shared?.version !== Number(lane.version);

function look(
  lane: StandingRow & { now: string },
  known: ReadonlyMap<DestinationId, KeptDestination>,
): Look | undefined {
  const one = known.get(lane.destination_id);
  if (one === undefined || lane.state !== 'live' || isStale(lane, one)) return undefined;
  const now = Number(lane.now);
  const { rate, concurrency, ordering } = one.settings;
  const breaker = atTime(lane.breaker, now);
  const kept =
    lane.tokens === null || lane.tokens_at === null
      ? null
      : { tokens: lane.tokens, at: Number(lane.tokens_at) };
  const bucket = rate === null ? null : refill(kept, rate, now);
  const atOnce = ordering === 'fifo' || breaker.state === 'half-open' ? 1 : concurrency;
  const most = bucket === null ? atOnce : Math.min(atOnce, Math.floor(bucket.tokens));
  return { one, before: lane.breaker, breaker, bucket, most, atOnce };
}

async function keepLook(
  client: pg.Client,
  { one, before, breaker, bucket }: Look,
  rows: readonly ClaimedRow[],
): Promise<void> {
  const taken = rows.filter((row) => row.destination_id === one.id).length;
  if (taken === 0 && breaker === before) return;
  if (bucket === null && breaker === before) return;
  await client.query(
    'UPDATE lanes SET tokens = $2, tokens_at = $3, breaker = $4 WHERE destination_id = $1',
    [
      one.id,
      bucket === null ? null : bucket.tokens - taken,
      bucket?.at ?? null,
      JSON.stringify(breaker),
    ],
  );
}

/** When something may be due, in ms from now; null where nothing waits. What is leased is due when its lease is over. */
const NEXT = `
  SELECT min(extract(epoch FROM n.at - clock_timestamp())) * 1000 AS ms
    FROM lanes l CROSS JOIN LATERAL (
      SELECT greatest(d.next_at, coalesce(d.lease_until, d.next_at),
               to_timestamp(coalesce((l.breaker->>'until')::float8, 0) / 1000)) AS at
        FROM (SELECT * FROM deliveries o WHERE l.settings->>'ordering' = 'fifo'
                 AND o.destination_id = l.destination_id AND o.finished_at IS NULL ORDER BY o.id LIMIT 1) d
      UNION ALL
      (SELECT greatest(d.next_at, to_timestamp(coalesce((l.breaker->>'until')::float8, 0) / 1000))
         FROM deliveries d WHERE l.settings->>'ordering' <> 'fifo' AND d.destination_id = l.destination_id
          AND d.finished_at IS NULL AND d.leased_by IS NULL ORDER BY d.next_at, d.id LIMIT 1)
      UNION ALL
      SELECT min(d.lease_until) FROM deliveries d
       WHERE d.destination_id = l.destination_id AND d.finished_at IS NULL AND d.leased_by IS NOT NULL
      UNION ALL
      SELECT min(d.deadline_at) - make_interval(secs => ${FINAL_LEAD_MS / 1000}) FROM deliveries d
       WHERE l.breaker->>'state' = 'open' AND d.destination_id = l.destination_id AND d.finished_at IS NULL
    ) n
   WHERE l.destination_id = ANY ($1) AND l.state = 'live'`;

export async function nextDueMs(
  client: pg.Client,
  equipped: readonly KeptDestination[],
): Promise<number | null> {
  if (equipped.length === 0) return null;
  const { rows } = await client.query<{ ms: string | null }>(NEXT, [equipped.map(({ id }) => id)]);
  const found = rows[0]?.ms ?? null;
  return found === null ? null : Number(found);
}

/** What this node had leased in a life before, and what it does not know that it has: due again. */
export async function releaseOwn(
  client: pg.Client,
  nodeId: string,
  running: readonly string[],
): Promise<void> {
  await client.query(
    `UPDATE deliveries SET lease_until = clock_timestamp()
      WHERE leased_by = $1 AND finished_at IS NULL AND lease_until > clock_timestamp()
        AND NOT (fence = ANY ($2::bigint[]))`,
    [nodeId, running],
  );
}
