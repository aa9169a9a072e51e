import type { Database } from 'better-sqlite3';
import { likeText } from '../../lib/like.ts';
import type {
  DeliveryFilter,
  DeliveryId,
  DestinationId,
} from '../../../preload/contract/deliveries.ts';
import type { Params } from './search-condition.ts';
import { type AttemptRow, DELIVERY_COLUMNS, type DeliveryRow } from './rows.ts';
import type { SharedAttempts } from './shared-attempts.ts';

/** A row as lists need it. */
export interface ListedRow extends DeliveryRow {
  origin: string;
}

/** An attempt as a trace needs it. */
export type TracedRow = Pick<
  AttemptRow,
  | 'id'
  | 'number'
  | 'kind'
  | 'started_at'
  | 'finished_at'
  | 'outcome'
  | 'status'
  | 'error'
  | 'method'
  | 'url'
  | 'timings'
  | 'total_ms'
>;

/** A condition on `deliveries d`: ` AND …` or '', with its values. */
export interface RowCondition {
  where: string;
  params: Params;
}

/** A filter with the capture as its row id, and the search as SQL. */
export type RowFilter = Omit<DeliveryFilter, 'captureId' | 'search'> & {
  captureRowId?: number | undefined;
  found?: RowCondition | undefined;
};

const LISTED = `SELECT ${DELIVERY_COLUMNS}, m.origin
  FROM deliveries d JOIN delivery_messages m ON m.id = d.message_id`;

export type DeliveryReader = ReturnType<typeof openDeliveryReader>;

/** The public form of a row id. */
export const deliveryId = (seq: number): DeliveryId => `d${seq}` as DeliveryId;

/** The row id behind a public id; undefined if it is not one. */
export function deliverySeq(id: string): number | undefined {
  return /^d[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : undefined;
}

/** What lists, details and plots read of deliveries and their attempts. */
export function openDeliveryReader(db: Database, shared: Pick<SharedAttempts, 'of'>) {
  const selectOne = db.prepare<[number], ListedRow>(`${LISTED} WHERE d.seq = +?`);
  const selectAttempts = db.prepare<[number], AttemptRow>(`
    SELECT id, delivery_seq, generation, number, kind, started_at, finished_at, outcome, status,
           error, error_code, method, url, remote_address, timings, total_ms, request_headers,
           secret_ids, response_headers, response_body, response_bytes, response_cut, engine,
           NULL AS node, 1 AS held, 0 AS late
      FROM delivery_attempts WHERE delivery_seq = +? ORDER BY id`);
  const selectTraced = db.prepare<[number, number], TracedRow>(`
    SELECT id, number, kind, started_at, finished_at, outcome, status, error, method, url, timings,
           total_ms
      FROM delivery_attempts WHERE delivery_seq = +? ORDER BY id LIMIT ?`);
  const selectStates = db.prepare<[DestinationId], { state: string; n: number }>(`
    SELECT state, count(*) AS n FROM deliveries INDEXED BY deliveries_open
     WHERE destination_id = +? AND finished_at IS NULL GROUP BY state`);
  const selectSince = db.prepare<
    { id: DestinationId; since: number },
    { started_at: number; outcome: string; total_ms: number | null; error: string | null }
  >(`SELECT started_at, outcome, total_ms, error FROM delivery_attempts
      INDEXED BY delivery_attempts_by_time
      WHERE destination_id = +:id AND started_at >= +:since
     UNION ALL
     SELECT started_at, outcome, total_ms, error FROM shared_attempts
      INDEXED BY shared_attempts_by_destination
      WHERE destination_id = +:id AND started_at >= +:since AND held = 1
     ORDER BY started_at DESC LIMIT 20000`);
  const selectLastError = db
    .prepare<{ id: DestinationId }, string>(
      `SELECT error, started_at FROM delivery_attempts INDEXED BY delivery_attempts_by_time
          WHERE destination_id = +:id AND outcome IN ('failed', 'refused', 'interrupted')
       UNION ALL
       SELECT error, started_at FROM shared_attempts INDEXED BY shared_attempts_by_destination
          WHERE destination_id = +:id AND outcome IN ('failed', 'refused', 'interrupted')
         ORDER BY started_at DESC LIMIT 1`,
    )
    .pluck();
  const selectHead = db
    .prepare<[DestinationId], number>(
      `SELECT seq FROM deliveries INDEXED BY deliveries_open
        WHERE destination_id = +? AND finished_at IS NULL ORDER BY seq LIMIT 1`,
    )
    .pluck();
  const selectCaptures = db
    .prepare<[DestinationId], number>(
      `SELECT DISTINCT capture_id FROM deliveries
        WHERE destination_id = +? AND capture_id IS NOT NULL`,
    )
    .pluck();

  const byTeam = (seq: number): AttemptRow[] => {
    const row = selectOne.get(seq);
    return row === undefined
      ? []
      : shared.of({ messageId: row.message_id, destinationId: row.destination_id });
  };
  /** A destination may have been shared for a while only: then there are both. */
  const together = <T extends { started_at: number }>(own: T[], others: T[]): T[] =>
    others.length === 0 ? own : [...own, ...others].sort((a, b) => a.started_at - b.started_at);

  return {
    one: (seq: number): ListedRow | undefined => selectOne.get(seq),
    /** Newest first, below `before`. */
    page(filter: RowFilter, limit: number, before: number): ListedRow[] {
      const { where, params } = conditionOf(filter);
      return db
        .prepare<Params, ListedRow>(
          `${LISTED} WHERE d.seq < :before${where} ORDER BY d.seq DESC LIMIT :limit`,
        )
        .all({ ...params, before, limit });
    },
    count(filter: RowFilter): { count: number; oldest: number | null; newest: number | null } {
      const { where, params } = conditionOf(filter);
      const found = db
        .prepare<Params, { count: number; oldest: number | null; newest: number | null }>(
          `SELECT count(*) AS count, min(d.created_at) AS oldest, max(d.created_at) AS newest
             FROM deliveries d WHERE TRUE${where}`,
        )
        .get(params);
      return found ?? { count: 0, oldest: null, newest: null };
    },
    attempts: (seq: number): AttemptRow[] => together(selectAttempts.all(seq), byTeam(seq)),
    /** Without headers and bodies, the first `limit`. */
    tracedAttempts: (seq: number, limit: number): TracedRow[] =>
      together(selectTraced.all(seq, limit), byTeam(seq)).slice(0, limit),
    /** How many have not ended, by state. */
    openStates: (id: DestinationId): Map<string, number> =>
      new Map(selectStates.all(id).map(({ state, n }) => [state, n])),
    /** Attempts that began since, newest first. */
    attemptsSince: (id: DestinationId, since: number) => selectSince.all({ id, since }),
    lastError: (id: DestinationId): string | null => selectLastError.get({ id }) ?? null,
    /** Row ids of captures that ever went there. */
    capturesSentTo: (id: DestinationId): Set<number> => new Set(selectCaptures.all(id)),
    head: (id: DestinationId): number | undefined => selectHead.get(id),
  };
}

/** A filter as SQL. Public for the jobs, which work on what a filter finds. */
export function conditionOf(filter: RowFilter): RowCondition {
  const params: Params = {};
  const parts: string[] = [];
  const add = (sql: string, name: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    parts.push(` AND ${sql} :${name}`);
    params[name] = value;
  };
  add('d.capture_id =', 'capture', filter.captureRowId);
  // The rarer column leads: `+` keeps the planner from taking the index of the other.
  const state = filter.destinationId === undefined ? 'd.state =' : '+d.state =';
  add(state, 'state', filter.state);
  add('d.destination_id =', 'destination', filter.destinationId);
  add('d.event_type =', 'event', filter.eventType);
  if (filter.text !== undefined && filter.text !== '') {
    const like = (column: string): string => `${column} LIKE :text ESCAPE '\\'`;
    parts.push(` AND (${['d.event_type', 'd.message_id', 'd.reason'].map(like).join(' OR ')})`);
    params.text = `%${likeText(filter.text)}%`;
  }
  add('d.last_status =', 'status', filter.status);
  add('d.created_at >=', 'since', filter.since);
  add('d.created_at <', 'until', filter.until);
  const { where = '', params: more = {} } = filter.found ?? {};
  return { where: parts.join('') + where, params: { ...params, ...more } };
}
