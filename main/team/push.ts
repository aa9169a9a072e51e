import type pg from 'pg';
import type { Portable } from '../interchange/portable.ts';
import { exportRow, type SqlValue, type TeamRow } from './exchange/export-row.ts';
import type { Handed } from '../deliveries/shared/lane.ts';
import type { Outbox, OutRow } from './outbox.ts';
import { handIn } from './queue/handing.ts';
import { codeOf } from '../lib/postgres/target.ts';
import { LinkProblem } from './problem.ts';
import { OUTCOME_COLUMNS } from './schema/0001-rights.ts';

/**
 * What is read of a capture that may have to go out: `not-shared` stays here (it came in as a file, is a login of an app,
 * is hidden or still open), `lost` was removed before anybody had it.
 */
export type Exportable = Portable | 'not-shared' | 'lost';

export interface PushParts {
  outbox: Outbox;
  read: (rowId: number) => Promise<Exportable>;
  /** A delivery that the team makes; undefined where nothing of it is to go out any more. */
  readMessage: (seq: number) => Promise<Handed | undefined>;
  /** Messages are in the team. */
  onHanded: () => void;
  /** What cuts a capture before it leaves, by the rules and secrets of now. */
  cutter: () => (capture: Portable) => Promise<Portable>;
  node: { id: string; instance: string; leaseS: number };
  skewMs: () => number;
  /** Runs a write to the local database in a group commit. */
  commit: (job: () => void) => Promise<void>;
  onLost: (count: number) => void;
  log: (message: string, error: unknown) => void;
}

/** At most so many changes go out in one transaction, and fewer where the server takes long. */
export const MOST_ROWS = 100;
const LEAST_ROWS = 10;
const MOST_BYTES = 4 * 1024 * 1024;
const SLOW_MS = 2000;
const QUICK_MS = 200;
/** Codes of the server that mean: this value cannot be kept. */
const NO_VALUE = '22';

interface Batch {
  last: number;
  rows: { seq: number; row: TeamRow }[];
  marks: { ref: number; pin: boolean; note: string }[];
  gone: OutRow[];
  messages: Handed[];
  lost: number;
}

/** Sends the changes of this node, in their order, each batch in one transaction. */
export function createPush(parts: PushParts, client: pg.Client, from: number) {
  let appended = from;
  let atOnce = MOST_ROWS;

  async function gather(changes: readonly OutRow[]): Promise<Batch> {
    const batch: Batch = { last: appended, rows: [], marks: [], gone: [], messages: [], lost: 0 };
    const cut = parts.cutter();
    let bytes = 0;
    for (const change of changes) {
      if (change.kind === 'gone') batch.gone.push(change);
      else if (change.kind === 'message') {
        const message = await parts.readMessage(change.ref);
        if (message !== undefined) batch.messages.push(message);
        bytes += message?.body.length ?? 0;
      } else {
        const found = await parts.read(change.ref);
        if (found === 'lost') {
          if (change.kind === 'capture' && !parts.outbox.has('gone', change.ref)) batch.lost += 1;
        } else if (found !== 'not-shared') {
          const capture = await cut(found);
          if (change.kind === 'mark')
            batch.marks.push({ ref: change.ref, pin: capture.pinned, note: capture.note });
          else {
            const row = exportRow(capture, change.ref);
            bytes += row.bytes;
            batch.rows.push({ seq: change.seq, row });
            if (capture.pinned || capture.note !== '')
              batch.marks.push({ ref: change.ref, pin: capture.pinned, note: capture.note });
          }
        }
      }
      batch.last = change.seq;
      if (bytes >= MOST_BYTES) break;
    }
    return batch;
  }

  /** This one row is lease, fence and bookmark at once. */
  async function fence(last: number): Promise<void> {
    const { node } = parts;
    const { rowCount } = await client.query(
      `UPDATE nodes SET appended_seq = $3, lease_until = clock_timestamp() + make_interval(secs => $5),
              last_seen = clock_timestamp(), skew_ms = $6
        WHERE node_id = $1 AND instance = $2 AND appended_seq = $4`,
      [node.id, node.instance, last, appended, node.leaseS, parts.skewMs()],
    );
    if (rowCount === 1) return;
    throw new LinkProblem('away', 'Another Backstitch took over this node, or wrote as it.');
  }

  async function write(batch: Batch): Promise<void> {
    await client.query('BEGIN');
    try {
      await fence(batch.last);
      for (const { row } of batch.rows) await insertParts(row);
      if (batch.rows.length > 0) await client.query(insertOf(batch.rows, parts));
      if (batch.gone.length > 0) {
        await client.query('SELECT take_back($1, $2, $3)', [
          parts.node.id,
          batch.gone.map(({ ref }) => ref),
          batch.gone.map(({ seq }) => seq),
        ]);
      }
      for (const mark of batch.marks) await writeMarks(mark);
      for (const message of batch.messages)
        await handIn(client, parts.node.id, parts.skewMs(), message);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  async function insertParts({ columns, parts: slices }: TeamRow): Promise<void> {
    for (const [part, bytes] of slices.entries()) {
      await client.query(
        `INSERT INTO capture_parts VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [parts.node.id, columns['capture_id'], part, bytes],
      );
    }
  }

  /** A note that somebody else wrote meanwhile stays above ours; what says the same is not written again. */
  async function writeMarks({ ref, pin, note }: Batch['marks'][number]): Promise<void> {
    for (const [kind, value] of [
      ['pin', pin ? '1' : ''],
      ['note', note.replaceAll('\0', '').toWellFormed()],
    ] as const) {
      await client.query(
        `SELECT set_mark($1, $1, $2, $3, $4,
                  coalesce((SELECT version FROM marks
                             WHERE node_id = $1 AND capture_id = $2 AND kind = $3 AND author = $1), 0))
          WHERE $4 IS DISTINCT FROM coalesce((SELECT value FROM marks
                   WHERE node_id = $1 AND capture_id = $2 AND kind = $3), '')`,
        [parts.node.id, ref, kind, value],
      );
    }
  }

  async function step(): Promise<number> {
    const changes = parts.outbox.next(atOnce);
    if (changes.length === 0) return 0;
    const batch = await gather(changes);
    const start = performance.now();
    try {
      await write(batch);
    } catch (error) {
      if (!codeOf(error).startsWith(NO_VALUE)) throw error;
      if (changes.length > 1) {
        atOnce = 1;
        return await step();
      }
      // One that the server takes in no way must not hold up the others.
      parts.log('A capture cannot be shared: the database does not take it.', error);
      await write({ ...batch, rows: [], marks: [], messages: [], lost: 1 });
      batch.lost = 1;
    }
    appended = batch.last;
    await parts.commit(() => parts.outbox.done(batch.last));
    if (batch.lost > 0) parts.onLost(batch.lost);
    if (batch.messages.length > 0) parts.onHanded();
    const tookMs = performance.now() - start;
    if (tookMs > SLOW_MS) atOnce = Math.max(LEAST_ROWS, Math.floor(atOnce / 2));
    else if (tookMs < QUICK_MS) atOnce = Math.min(MOST_ROWS, atOnce + 10);
    return changes.filter(({ seq }) => seq <= batch.last).length;
  }

  return {
    /**
     * One batch.
     *
     * @returns how many changes went out; 0 where nothing waits.
     * @throws LinkProblem where another writes as this node; Error of the driver
     */
    step,
    /** Whether there is more where so many went out: a batch that was not full took all there was. */
    isFull: (sent: number): boolean => sent >= LEAST_ROWS || parts.outbox.waiting() > 0,
    /** Says that this node is there. @throws as `step` */
    beat: (): Promise<void> => fence(appended),
    /** Tells the others; a hint, in a transaction of its own: commits with one are made one after the other. */
    async tell(channel: string): Promise<void> {
      await client.query('SELECT pg_notify($1, $2)', [channel, `${parts.node.id}:${appended}`]);
    },
  };
}

/** One statement for all rows, bytes in binary: arrays of bytes would travel as hex. */
function insertOf(
  rows: readonly { seq: number; row: TeamRow }[],
  { node, skewMs }: PushParts,
): { text: string; values: SqlValue[] } {
  const [first] = rows;
  const names = ['node_id', 'node_seq', 'skew_ms', ...Object.keys(first?.row.columns ?? {})];
  const values: SqlValue[] = [];
  const tuples = rows.map(({ seq, row }) => {
    const own = [node.id, seq, skewMs(), ...Object.values(row.columns)];
    values.push(...own);
    return `(${own.map((_, at) => `$${values.length - own.length + at + 1}`).join(', ')})`;
  });
  const updates = OUTCOME_COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ');
  return {
    text: `INSERT INTO captures (${names.join(', ')}) VALUES ${tuples.join(', ')}
      ON CONFLICT (node_id, capture_id) DO UPDATE SET ${updates}
        WHERE captures.node_seq < excluded.node_seq AND NOT captures.gone`,
    values,
  };
}
