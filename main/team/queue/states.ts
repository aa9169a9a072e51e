import type pg from 'pg';
import type { ByHand, Mirrored, OpenHere } from '../../deliveries/shared/lane.ts';
import { WINDOW_MS } from '../../deliveries/rules/schedule.ts';
import { withLane } from './lanes.ts';
import { mirroredOf, STATE_COLUMNS, type StateRow } from './rows.ts';

const OF_ONE = 'd.message_id = $1 AND d.destination_id = $2';
const SELECT = `SELECT ${STATE_COLUMNS} FROM deliveries d JOIN lanes l USING (destination_id)`;

/** What a person does, as a change of a row that allows it. Whoever sends it loses the lease by a cancel. */
const CHANGES: Readonly<Record<ByHand, string>> = {
  retry: `UPDATE deliveries d SET next_at = clock_timestamp()
           WHERE ${OF_ONE} AND d.finished_at IS NULL AND d.state = 'scheduled'`,
  requeue: `UPDATE deliveries d SET state = 'scheduled', reason = NULL, slot = 0, attempts = 0, base_at = NULL,
                   next_at = clock_timestamp(), finished_at = NULL,
                   deadline_at = clock_timestamp() + make_interval(secs => ${WINDOW_MS / 1000})
             WHERE ${OF_ONE} AND d.finished_at IS NOT NULL`,
  cancel: `UPDATE deliveries d SET state = 'canceled', reason = 'Canceled.', finished_at = clock_timestamp(),
                  leased_by = NULL, lease_until = NULL, fence = NULL
            WHERE ${OF_ONE} AND d.finished_at IS NULL`,
};

/** Tries one now, begins another round of it, or cancels it. */
export const changeByHand = (
  client: pg.Client,
  { messageId, destinationId }: Omit<OpenHere, 'seq'>,
  what: ByHand,
): Promise<{ done: boolean; now: Mirrored } | undefined> =>
  withLane(client, destinationId, async () => {
    const { rowCount } = await client.query(CHANGES[what], [messageId, destinationId]);
    const { rows } = await client.query<StateRow>(`${SELECT} WHERE ${OF_ONE}`, [
      messageId,
      destinationId,
    ]);
    const [row] = rows;
    return row && { done: rowCount === 1, now: mirroredOf(row) };
  });

/** How deliveries stand that are here too; those that the team does not have are left out. */
export async function readStates(
  client: pg.Client,
  open: readonly OpenHere[],
): Promise<{ seq: number; now: Mirrored }[]> {
  const { rows } = await client.query<StateRow>(`${SELECT} WHERE d.message_id = ANY ($1)`, [
    open.map(({ messageId }) => messageId),
  ]);
  const found = new Map(rows.map((row) => [`${row.message_id} ${row.destination_id}`, row]));
  return open.flatMap(({ seq, messageId, destinationId }) => {
    const row = found.get(`${messageId} ${destinationId}`);
    return row === undefined ? [] : [{ seq, now: mirroredOf(row) }];
  });
}
