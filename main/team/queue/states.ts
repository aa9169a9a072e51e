import type pg from 'pg';
import type {
  ByHand,
  KnownHere,
  Mirrored,
  MirroredRow,
  OpenHere,
} from '../../deliveries/shared/lane.ts';
import { WINDOW_MS } from '../../deliveries/rules/schedule.ts';
import { withLane } from './lanes.ts';
import { readTold } from './listing.ts';
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

/** What the team has of deliveries that are here too. */
export interface There {
  /** Those that changed, with their attempts. */
  changed: MirroredRow[];
  /** Those that the team does not have. */
  lost: KnownHere[];
}

/** How deliveries stand that are here too. */
export async function readStates(
  client: pg.Client,
  nodeId: string,
  open: readonly KnownHere[],
): Promise<There> {
  const { rows } = await client.query<StateRow>(`${SELECT} WHERE d.message_id = ANY ($1)`, [
    open.map(({ messageId }) => messageId),
  ]);
  const found = new Map(rows.map((row) => [`${row.message_id} ${row.destination_id}`, row]));
  const of = ({ messageId, destinationId }: KnownHere): StateRow | undefined =>
    found.get(`${messageId} ${destinationId}`);
  const changed = open.flatMap((one) => {
    const row = of(one);
    const now = row && mirroredOf(row);
    return row === undefined || now === undefined || isAsKnown(one, now)
      ? []
      : [{ seq: one.seq, id: row.id, now }];
  });
  const told = await readTold(
    client,
    nodeId,
    changed.map(({ id }) => id),
  );
  return {
    changed: changed.map(({ seq, id, now }) => ({ seq, now, attempts: told.get(id) ?? [] })),
    lost: open.filter((one) => of(one) === undefined),
  };
}

/** Every attempt moves one of these, at its begin and at its end. */
const isAsKnown = (known: KnownHere, now: Mirrored): boolean =>
  now.finishedAt === null &&
  known.state === now.state &&
  known.attempts === now.attempts &&
  known.nextAt === now.nextAt;
