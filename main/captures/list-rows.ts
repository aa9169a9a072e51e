import type { Database } from 'better-sqlite3';
import { headerValue } from '../lib/headers.ts';
import { type Arrival, type Outcome, pathOf, type SenderNote } from './arrival.ts';

/** What the list shows of an arrival. */
export type ListedArrival = Pick<
  Arrival,
  | 'id'
  | 'receivedAt'
  | 'method'
  | 'target'
  | 'headers'
  | 'failure'
  | 'cut'
  | 'viaTunnel'
  | 'replayOf'
> & { body: { sizeBytes: number } };

/** A capture that is on disk and has no row in the list yet. */
export interface Unlisted {
  arrival: ListedArrival;
  /** What it counts for, in bytes. */
  storedBytes: number;
  outcome: Outcome | null;
  sender: SenderNote | null;
}

const COLUMNS = [
  'id',
  'received_at',
  'duration_us',
  'method',
  'target',
  'path',
  'endpoint_id',
  'endpoint_name',
  'size_bytes',
  'stored_bytes',
  'content_type',
  'status',
  'decided_by',
  'reason',
  'failure',
  'cut',
  'via_tunnel',
  'replay_of',
  'provider',
  'event_type',
  'delivery_id',
  'signature',
];

/** Writes rows of `captures`, each once: with its outcome where that is known by then. */
export function openListRows(db: Database) {
  // By place, not by name: it is done for every capture, and names are looked up one by one.
  const insert = db.prepare(
    `INSERT INTO captures (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
  );
  // A trigger would do it, at ten times the cost: SQLite then journals each statement by itself.
  const wait = db.prepare<[number]>('INSERT OR IGNORE INTO captures_uncatalogued VALUES (?)');
  return {
    /** Lists a capture, which waits for the catalogue then. Call inside a transaction. */
    list({ arrival, storedBytes, outcome, sender }: Unlisted): void {
      insert.run(
        arrival.id,
        arrival.receivedAt,
        outcome?.durationUs ?? null,
        arrival.method,
        arrival.target,
        pathOf(arrival.target),
        outcome?.endpoint?.id ?? null,
        outcome?.endpoint?.name ?? '',
        arrival.body.sizeBytes,
        storedBytes,
        headerValue(arrival.headers, 'content-type') ?? null,
        outcome?.reply?.status ?? null,
        outcome?.decidedBy ?? 'receive',
        outcome?.reason ?? null,
        arrival.failure,
        arrival.cut ? 1 : 0,
        arrival.viaTunnel ? 1 : 0,
        arrival.replayOf,
        sender?.provider ?? null,
        sender?.eventType ?? null,
        sender?.deliveryId ?? null,
        sender?.signature ?? null,
      );
      wait.run(arrival.id);
    },
  };
}
