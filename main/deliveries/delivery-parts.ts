import type { Database } from 'better-sqlite3';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { LoadPackage } from '../lib/packages/add-ons.ts';
import type { Clock } from '../lib/clock.ts';
import type { OwnPlaces } from '../outbound/guard/guard.ts';
import type { Resolve } from '../outbound/resolve.ts';
import type { Protection } from '../secrets/secrets.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { CapturedParts } from './messages/captured-message.ts';
import type { ForwardParts } from './messages/forwards.ts';
import type { TeamLanes } from './shared/lane.ts';
import type { DeliveryLimits } from './store/retention.ts';

/** What deliveries need of the rest of the engine. */
export interface DeliveryParts extends OwnPlaces, Omit<CapturedParts, 'transform'> {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  version: string;
  /** Loads packages that are installed when somebody asks for them. */
  load: LoadPackage;
  protection?: Protection | undefined;
  /** Accepts and tries by hand, and sends nothing by itself. */
  quiet?: boolean | undefined;
  captures: ForwardParts['captures'] & {
    publicId: (rowId: number) => CaptureId;
    rowIdOf: (id: CaptureId) => number;
    /** The bytes as they came; undefined where they are gone. */
    bytes: (rowId: number) => Promise<Buffer | undefined>;
    /** All that a search finds. */
    find: (search: string) => Promise<number[]>;
  };
  /** Whether somebody allowed that captures are sent to a host; none is where this is left out. */
  isHostAllowed?: (host: string) => boolean;
  /** How much is kept of what ended. */
  limits: () => DeliveryLimits;
  /** The team that shared destinations are of; none where this is left out. */
  team?: TeamLanes;
  log: (message: string, error: unknown) => void;
  /** How names become addresses; the system's resolver unless a test says otherwise. */
  lookup?: Resolve;
  /** An attempt that took no longer lets more be taken ahead; 100 ms unless a test says otherwise. */
  quickMs?: number;
  /** Numbers from 0 to 1, for jitter. */
  random?: () => number;
}
