import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { CheckServer } from '../outbound/checked-socket.ts';
import type { SharedDeliveries } from '../deliveries/shared/lane.ts';
import type { Arriving } from './exchange/pull.ts';
import type { MatesMark } from './exchange/mates-marks.ts';
import type { SharedDelivery } from './outbox.ts';
import type { TakenMark } from './gather.ts';
import type { Exportable } from './gather.ts';

/** What the room is told by others, once they are open. */
export interface TeamSources {
  checkServer: CheckServer;
  secrets: () => readonly string[];
  /** @param open also where it has no outcome yet. */
  read: (rowId: number, open?: boolean) => Promise<Exportable>;
  /** Lists a capture that is on disk, now; call inside a group commit. */
  list: (rowId: number) => void;
  /** A delivery of a capture that may leave; undefined for any other. */
  delivery: (seq: number) => SharedDelivery | undefined;
  /**
   * Shows marks of others at captures of this node; an empty one takes what is shown away. Call in a transaction. What
   * is no capture here is left out.
   */
  showMarks: (marks: readonly MatesMark[]) => void;
  /** Takes all of them away. Call in a transaction. */
  forgetMarks: () => void;
  /**
   * What stands in the team becomes the pin or note of a capture of this node.
   *
   * @param was left out: whatever it is; a note that is another one by now stays.
   */
  takeMark: (rowId: number, mark: TakenMark) => Promise<void>;
  settle: () => Promise<void>;
  publicId: (rowId: number) => CaptureId;
  rowIdOf: (id: CaptureId) => number;
  /** The row of a capture of the team that is here; undefined where it is not. */
  copyOf: (node: string, id: number) => number | undefined;
  /** Keeps captures of another node; `kept` is called for each, in the transaction that writes it. */
  keep: (
    by: { id: string; name: string },
    arriving: readonly Arriving[],
    kept: (one: Arriving, rowId: number) => void,
  ) => Promise<void>;
  /** Sends captures of other nodes on, to receivers on this computer only; resolves once they are accepted. */
  forward: (rowIds: readonly number[]) => Promise<void>;
  /** Row ids of captures of the last days. */
  since: (ms: number) => Generator<number[]>;
  /** Notes changes of captures from now on, or no longer. */
  note: (on: boolean) => void;
  /** Destinations that the team delivers to, as they are here. */
  shared: SharedDeliveries;
  log: (message: string, error: unknown) => void;
}
