import type pg from 'pg';
import { insertDeliveries } from './exchange/delivery-states.ts';
import type { SqlValue, TeamRow } from './exchange/export-row.ts';
import { type SentMark, writeMark } from './exchange/mates-marks.ts';
import type { OutRow } from './outbox.ts';
import { handIn } from './queue/handing.ts';
import { codeOf } from '../lib/postgres/target.ts';
import { LinkProblem } from './problem.ts';
import { OUTCOME_COLUMNS } from './schema/0001-rights.ts';
import { type Batch, gather, type PushParts } from './gather.ts';

/** At most so many changes go out in one transaction, and fewer where the server takes long. */
export const MOST_ROWS = 100;
const LEAST_ROWS = 10;
const SLOW_MS = 2000;
const QUICK_MS = 200;
/** Codes of the server that mean: this value cannot be kept. */
const NO_VALUE = '22';

interface Marked {
  ref: number;
  kind: 'pin' | 'note';
  keep: SentMark;
  stands: string;
}

/** Sends the changes of this node, in their order, each batch in one transaction. */
export function createPush(parts: PushParts, client: pg.Client, from: number) {
  let appended = from;
  let atOnce = MOST_ROWS;
  /** Captures of the batch that goes out now. */
  let sending: ReadonlySet<number> = new Set();

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

  /** @returns what to remember of marks. */
  async function write(batch: Batch): Promise<Marked[]> {
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
      await insertDeliveries(client, parts.node.id, batch.deliveries);
      const marked: Marked[] = [];
      for (const mark of batch.marks) marked.push(...(await writeMarks(mark)));
      for (const message of batch.messages)
        await handIn(client, parts.node.id, parts.skewMs(), message);
      await client.query('COMMIT');
      return marked;
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

  async function writeMarks({ ref, pin, note }: Batch['marks'][number]): Promise<Marked[]> {
    const marked: Marked[] = [];
    for (const [kind, value] of [
      ['pin', pin ? '1' : ''],
      ['note', note.replaceAll('\0', '').toWellFormed()],
    ] as const) {
      const mark = { captureId: ref, kind, value };
      const wrote = await writeMark(client, parts.node.id, mark, parts.marks.sent(ref, kind));
      if (wrote !== null) marked.push({ ref, kind, ...wrote });
    }
    return marked;
  }

  /** Where somebody else wrote a note meanwhile, the text of both becomes the note here. */
  async function takeMarks(marked: readonly Marked[]): Promise<void> {
    for (const { ref, kind, keep, stands } of marked) {
      if (stands !== keep.sent) await parts.takeMark(ref, { kind, value: stands, was: keep.sent });
    }
  }

  async function step(): Promise<number> {
    const changes = parts.outbox.next(atOnce);
    sending = new Set(changes.map(({ ref }) => ref));
    try {
      return changes.length === 0 ? 0 : await send(changes);
    } finally {
      sending = new Set();
    }
  }

  async function send(changes: readonly OutRow[]): Promise<number> {
    const batch = await gather(parts, changes, appended);
    const start = performance.now();
    let marked: Marked[] = [];
    try {
      marked = await write(batch);
    } catch (error) {
      if (!codeOf(error).startsWith(NO_VALUE)) throw error;
      if (changes.length > 1) {
        atOnce = 1;
        return await step();
      }
      // One that the server takes in no way must not hold up the others.
      parts.log('A capture cannot be shared: the database does not take it.', error);
      marked = await write({ ...batch, rows: [], marks: [], deliveries: [], messages: [] });
      batch.fates = new Map(batch.rows.map(() => [changes[0]?.ref ?? 0, 'untaken']));
      parts.onUntaken(batch.rows.length);
    }
    appended = batch.last;
    parts.onSent(batch.fates);
    await parts.commit(() => {
      for (const { ref, kind, keep } of marked) parts.marks.putSent(ref, kind, keep);
      parts.outbox.done(batch.last);
    });
    await takeMarks(marked);
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
    /** Whether a capture is part of what goes out now. */
    isSending: (rowId: number): boolean => sending.has(rowId),
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
  const told = first !== undefined && 'verdict' in first.row.columns ? ['verdict'] : [];
  const updates = [...OUTCOME_COLUMNS, ...told]
    .map((name) => `${name} = excluded.${name}`)
    .join(', ');
  return {
    text: `INSERT INTO captures (${names.join(', ')}) VALUES ${tuples.join(', ')}
      ON CONFLICT (node_id, capture_id) DO UPDATE SET ${updates}
        WHERE captures.node_seq < excluded.node_seq AND NOT captures.gone`,
    values,
  };
}
