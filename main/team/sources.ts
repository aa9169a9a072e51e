import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { CheckServer } from '../outbound/checked-socket.ts';
import type { SharedDeliveries } from '../deliveries/shared/lane.ts';
import type { Arriving } from './exchange/pull.ts';
import type { Exportable } from './push.ts';

/** What the room is told by others, once they are open. */
export interface TeamSources {
  checkServer: CheckServer;
  secrets: () => readonly string[];
  read: (rowId: number) => Promise<Exportable>;
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
  /** Row ids of captures of the last days. */
  since: (ms: number) => Generator<number[]>;
  /** Notes changes of captures from now on, or no longer. */
  note: (on: boolean) => void;
  /** Destinations that the team delivers to, as they are here. */
  shared: SharedDeliveries;
  log: (message: string, error: unknown) => void;
}
