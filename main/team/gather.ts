import type { TeamVerdict } from '../../preload/contract/team/team-captures.ts';
import type { Portable } from '../interchange/portable.ts';
import { exportRow, type TeamRow } from './exchange/export-row.ts';
import { DELIVERIES_FROM } from './schema/0003-deliveries.ts';
import { VERDICTS_FROM } from './schema/0004-limits.ts';
import type { Handed } from '../deliveries/shared/lane.ts';
import type { MarkStore } from './exchange/mates-marks.ts';
import type { Outbox, OutRow, SharedDelivery } from './outbox.ts';

/**
 * What is read of a capture that may have to go out: `not-shared` stays here (it came in as a file, is a login of an app,
 * is hidden or still open), `lost` was removed before anybody had it.
 */
export type Exportable = (Portable & { verdict: TeamVerdict | null }) | 'not-shared' | 'lost';

/**
 * What became of a capture that was to go out: `kept-back` is never shared, `untaken` the server takes in no way, `lost` was
 * removed before it could go.
 */
export type Fate = 'there' | 'kept-back' | 'untaken' | 'lost';

/** A pin (`1`, or empty) or a note as the team has it. */
export interface TakenMark {
  kind: 'pin' | 'note';
  value: string;
  was?: string;
}

export interface PushParts {
  outbox: Outbox;
  read: (rowId: number) => Promise<Exportable>;
  delivery: (seq: number) => SharedDelivery | undefined;
  marks: Pick<MarkStore, 'sent' | 'putSent'>;
  takeMark: (rowId: number, mark: TakenMark) => Promise<void>;
  /** Version of the schema there: an older one has no place for deliveries. */
  schema: number;
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
  /** So many were taken in no way. */
  onUntaken: (count: number) => void;
  /** What became of the captures of a batch, by row id, once it is committed there. */
  onSent: (fates: ReadonlyMap<number, Fate>) => void;
  log: (message: string, error: unknown) => void;
}

const MOST_BYTES = 4 * 1024 * 1024;
/** What goes out in one transaction. */
export interface Batch {
  last: number;
  rows: { seq: number; row: TeamRow }[];
  marks: { ref: number; pin: boolean; note: string }[];
  gone: OutRow[];
  deliveries: { seq: number; delivery: SharedDelivery }[];
  messages: Handed[];
  lost: number;
  fates: Map<number, Fate>;
}

/**
 * Reads what has changed, as it goes out in one transaction.
 *
 * @param after the change that went out last
 */
export async function gather(
  parts: PushParts,
  changes: readonly OutRow[],
  after: number,
): Promise<Batch> {
  const batch: Batch = {
    last: after,
    rows: [],
    marks: [],
    gone: [],
    deliveries: [],
    messages: [],
    lost: 0,
    fates: new Map(),
  };
  const cut = parts.cutter();
  let bytes = 0;
  for (const change of changes) {
    if (change.kind === 'gone') batch.gone.push(change);
    else if (change.kind === 'delivery') {
      const delivery = parts.schema < DELIVERIES_FROM ? undefined : parts.delivery(change.ref);
      if (delivery !== undefined) batch.deliveries.push({ seq: change.seq, delivery });
    } else if (change.kind === 'message') {
      const message = await parts.readMessage(change.ref);
      if (message !== undefined) batch.messages.push(message);
      bytes += message?.body.length ?? 0;
    } else {
      const found = await parts.read(change.ref);
      if (change.kind === 'capture') batch.fates.set(change.ref, fateOf(found));
      if (found === 'lost') {
        if (change.kind === 'capture' && !parts.outbox.has('gone', change.ref)) batch.lost += 1;
      } else if (found !== 'not-shared') {
        const capture = await cut(found);
        if (change.kind === 'mark')
          batch.marks.push({ ref: change.ref, pin: capture.pinned, note: capture.note });
        else {
          const told = parts.schema < VERDICTS_FROM ? undefined : found.verdict;
          const row = exportRow(capture, change.ref, told);
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

function fateOf(found: Exportable): Fate {
  if (found === 'lost') return 'lost';
  return found === 'not-shared' ? 'kept-back' : 'there';
}
