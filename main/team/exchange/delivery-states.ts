import type pg from 'pg';
import type { SharedDelivery } from '../outbox.ts';
import type { SqlValue } from './export-row.ts';

/** Columns of `delivery_states` without those that the server fills. */
const COLUMNS = [
  'node_id',
  'delivery_seq',
  'node_seq',
  'capture_id',
  'destination',
  'state',
  'attempts',
  'last_status',
] as const;

/**
 * Writes what became of deliveries, in one statement. What was written with a higher number stays.
 *
 * @throws Error of the driver
 */
export async function insertDeliveries(
  client: pg.Client,
  nodeId: string,
  rows: readonly { seq: number; delivery: SharedDelivery }[],
): Promise<void> {
  if (rows.length === 0) return;
  const values: SqlValue[] = [];
  const tuples = rows.map(({ seq, delivery }) => {
    const row = [
      nodeId,
      delivery.seq,
      seq,
      delivery.captureId,
      delivery.destination.replaceAll('\0', '�').toWellFormed(),
      delivery.state,
      delivery.attempts,
      delivery.lastStatus,
    ];
    return `(${row.map((value) => `$${values.push(value)}`).join(', ')})`;
  });
  await client.query(
    `INSERT INTO delivery_states (${COLUMNS.join(', ')}) VALUES ${tuples.join(', ')}
       ON CONFLICT (node_id, delivery_seq) DO UPDATE
         SET node_seq = excluded.node_seq, destination = excluded.destination, state = excluded.state,
             attempts = excluded.attempts, last_status = excluded.last_status, at = clock_timestamp()
       WHERE delivery_states.node_seq < excluded.node_seq`,
    values,
  );
}
