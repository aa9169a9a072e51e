// cspell:ignore jsonb
import type pg from 'pg';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Breaker } from '../../deliveries/rules/breaker.ts';
import { CLOSED } from '../../deliveries/rules/breaker.ts';
import type { Lane, LaneChange } from '../../deliveries/shared/lane.ts';
import type { Mark } from '../../deliveries/shared/shape.ts';
import type { Standing } from '../../deliveries/store/destination-store.ts';

/** How a lane stands, as its row has it; times are epoch ms. */
export interface StandingRow {
  destination_id: DestinationId;
  version: string;
  state: Standing['state'];
  off_reason: string | null;
  breaker: Breaker;
  tokens: number | null;
  tokens_at: string | null;
  failures: number;
  first_failure_at: string | null;
  discarded: number;
}

export const STANDING = `l.destination_id, l.version, l.state, l.off_reason, l.breaker, l.tokens, l.tokens_at,
  l.failures, l.first_failure_at, l.discarded`;

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

export const standingOf = (row: StandingRow): Standing => ({
  state: row.state,
  offReason: row.off_reason,
  breaker: row.breaker,
  failures: row.failures,
  firstFailureAt: numberOrNull(row.first_failure_at),
  discarded: row.discarded,
});

/** All that are shared now, and which team this is. */
export async function readLanes(client: pg.Client): Promise<{ id: string; lanes: Lane[] }> {
  const { rows } = await client.query<
    StandingRow & {
      settings: unknown;
      secret_marks: Mark[];
      authorization_at: string | null;
    }
  >(
    `SELECT ${STANDING}, l.settings, l.secret_marks, l.authorization_at
       FROM lanes l WHERE l.state <> 'gone' ORDER BY l.destination_id`,
  );
  return {
    id: await teamIdOf(client),
    lanes: rows.map((row) => ({
      ...standingOf(row),
      id: row.destination_id,
      settings: row.settings,
      marks: row.secret_marks,
      authorizationAt: numberOrNull(row.authorization_at),
      version: Number(row.version),
    })),
  };
}

export async function teamIdOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ value: string }>(
    `SELECT value FROM meta WHERE name = 'team_id'`,
  );
  return rows[0]?.value ?? '';
}

/** Makes a lane, or changes how it is set up; how it stands stays, but for another place it begins again. */
export async function writeLane(
  client: pg.Client,
  nodeId: string,
  { id, name, settings, marks, authorizationAt }: LaneChange,
): Promise<number> {
  const { rows } = await client.query<{ version: string }>(
    `INSERT INTO lanes AS l (destination_id, name, settings, secret_marks, authorization_at, state, breaker, changed_by)
     VALUES ($1, $2, $3, $4, $5, 'live', $6, $7)
     ON CONFLICT (destination_id) DO UPDATE
       SET name = excluded.name, settings = excluded.settings, secret_marks = excluded.secret_marks,
           authorization_at = excluded.authorization_at, changed_by = excluded.changed_by, version = l.version + 1,
           state = CASE WHEN l.state = 'gone' THEN 'live' ELSE l.state END,
           breaker = CASE WHEN l.settings->>'url' = excluded.settings->>'url' AND l.state <> 'gone'
                          THEN l.breaker ELSE excluded.breaker END
     RETURNING version`,
    [
      id,
      name,
      JSON.stringify(settings),
      JSON.stringify(marks),
      authorizationAt,
      JSON.stringify(CLOSED),
      nodeId,
    ],
  );
  return Number(rows[0]?.version);
}

/** In a transaction that holds the lane, so that no claim comes in between. */
export async function withLane<T>(
  client: pg.Client,
  id: DestinationId,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT 1 FROM lanes WHERE destination_id = $1 FOR NO KEY UPDATE', [id]);
    const done = await work();
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Ends all that waits, and what is being sent loses its lease: how that ends changes nothing. */
const CANCEL = `UPDATE deliveries SET state = 'canceled', reason = $2, finished_at = clock_timestamp(),
       leased_by = NULL, lease_until = NULL, fence = NULL
 WHERE destination_id = $1 AND finished_at IS NULL`;

/** Takes a lane away. Its row stays, since deliveries name it. */
export const closeLane = (client: pg.Client, nodeId: string, id: DestinationId): Promise<void> =>
  withLane(client, id, async () => {
    await client.query(
      `UPDATE lanes SET state = 'gone', version = version + 1, changed_by = $2 WHERE destination_id = $1`,
      [id, nodeId],
    );
    await client.query(CANCEL, [id, 'Its destination is no longer shared with the team.']);
  });

export const changeLaneState = (
  client: pg.Client,
  nodeId: string,
  id: DestinationId,
  how: { state: 'live' | 'paused'; discard: boolean },
): Promise<void> =>
  withLane(client, id, async () => {
    if (how.discard)
      await client.query(`${CANCEL} AND leased_by IS NULL`, [
        id,
        'Discarded while the destination was paused.',
      ]);
    // A person who resumes it says that all is well again.
    await client.query(
      `UPDATE lanes SET state = $2, off_reason = NULL, changed_by = $3,
              breaker = CASE WHEN $2 = 'live' THEN $4::jsonb ELSE breaker END,
              failures = CASE WHEN $2 = 'live' THEN 0 ELSE failures END,
              first_failure_at = CASE WHEN $2 = 'live' THEN NULL ELSE first_failure_at END,
              discarded = CASE WHEN $2 = 'live' THEN 0 ELSE discarded END
        WHERE destination_id = $1 AND state <> 'gone'`,
      [id, how.state, nodeId, JSON.stringify(CLOSED)],
    );
  });
