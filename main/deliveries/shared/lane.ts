import type { DeliveryState, DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import type { Made } from '../sending/attempt.ts';
import type { KeptDestination, Settings, Standing } from '../store/destination-store.ts';
import type { Begun } from '../store/rows.ts';
import type { Mark } from './shape.ts';

/** A destination as the team has it: how it is set up, and how it stands for all nodes. */
export interface Lane extends Standing {
  id: DestinationId;
  /** As one node wrote it. Another one may be of another version, or have written anything. */
  settings: unknown;
  marks: Mark[];
  /** When its Authorization was typed, epoch ms; null where it has none. Who has an older one has not this one. */
  authorizationAt: number | null;
  /** Grows with every change that a person makes. */
  version: number;
}

/** What a person changes of a lane. */
export interface LaneChange extends Pick<Lane, 'id' | 'marks' | 'authorizationAt'> {
  name: string;
  settings: Omit<Settings, 'shared'>;
}

/** A message with one of its deliveries, on its way into the team. */
export interface Handed {
  messageId: string;
  destinationId: DestinationId;
  eventType: string | null;
  contentType: string;
  method: string;
  path: string | null;
  /** JSON of pairs; null for a message of our own. */
  headers: string | null;
  signs: boolean;
  body: Buffer;
  origin: string;
  captureId: number | null;
  /** By the clock of this node, as the other times. */
  createdAt: number;
  nextAt: number;
  deadlineAt: number;
  baseAt: number | null;
  slot: number;
  attempts: number;
}

/** A delivery that is here and in the team. */
export interface OpenHere {
  seq: number;
  messageId: string;
  destinationId: DestinationId;
}

/** The same, with what was last known of it. */
export interface KnownHere extends OpenHere, Pick<Mirrored, 'state' | 'attempts' | 'nextAt'> {}

/** How a delivery stands in the team, for the row that is here. */
export interface Mirrored {
  state: DeliveryState;
  reason: string | null;
  slot: number;
  attempts: number;
  nextAt: number | null;
  lastStatus: number | null;
  lastFailure: string | null;
  finishedAt: number | null;
}

/** What the team knows of an attempt; times are by its clock. */
export interface ToldAttempt {
  /** The number of its claim, which no other attempt has. */
  fence: number;
  /** Name of the node that made it; null: this one. */
  node: string | null;
  number: number;
  startedAt: number;
  finishedAt: number | null;
  outcome: Attempt['outcome'];
  status: number | null;
  error: string | null;
  late: boolean;
}

/** How a delivery stands in the team, for the row that is here. */
export interface MirroredRow {
  seq: number;
  now: Mirrored;
  attempts: readonly ToldAttempt[];
}

/** An attempt of this node, as it went. */
export interface HeldAttempt {
  begun: Begun;
  fence: string;
  destination: KeptDestination;
  made: Made['made'];
}

/** What a person does with one delivery. */
export type ByHand = 'retry' | 'requeue' | 'cancel';

/**
 * The team as this room needs it. All but `handOver` talk to its database, and throw TEAM_UNREACHABLE and the like where
 * that cannot be done.
 */
export interface TeamLanes {
  /** Says that a delivery has to get into the team. Call it in the transaction that writes the delivery. */
  handOver(seq: number): void;
  /** Whether it has to get there still. */
  isOnItsWay(seq: number): boolean;
  /** Makes a lane or changes it. @returns its version, and the id of the team */
  putLane(change: (teamId: string) => LaneChange): Promise<{ version: number; teamId: string }>;
  /** Takes a lane away; what waits is canceled. */
  dropLane(id: DestinationId): Promise<void>;
  /** @param discard what waits is canceled. */
  setLaneState(id: DestinationId, state: 'live' | 'paused', discard: boolean): Promise<void>;
  /** @returns how the delivery stands now, and whether it could be done; undefined where the team has none. */
  byHand(
    one: Omit<OpenHere, 'seq'>,
    what: ByHand,
  ): Promise<{ done: boolean; now: Mirrored } | undefined>;
}

/** What the team needs of this room. */
export interface SharedDeliveries {
  /** Takes over what the team has; what is no longer there ends here. null: this node is in no team any more. */
  sync(read: () => Promise<{ id: string; lanes: readonly Lane[] } | null>): Promise<void>;
  /** Those that this node may send for. */
  equipped(): KeptDestination[];
  find(id: DestinationId): KeptDestination | undefined;
  /** What has to get into the team; undefined where it ended, or its body is gone. */
  handed(seq: number): Promise<Handed | undefined>;
  /** Unfinished ones behind a row id, oldest first. */
  open(after: number, limit: number): KnownHere[];
  mirror(rows: readonly MirroredRow[]): Promise<void>;
  /** Keeps what an attempt of this node sent and got. @param finishedAt by the clock of the database, epoch ms */
  keepAttempt(one: HeldAttempt, finishedAt: number): Promise<void>;
  /** Attempts that the team tells of, each with what is kept of it here. */
  attemptsOf(one: Omit<OpenHere, 'seq'>, told: readonly ToldAttempt[]): Attempt[];
  attempt(begun: Begun, destination: KeptDestination, signal: AbortSignal): Promise<Made>;
  /** Tells people what became of a destination. */
  fortune(before: KeptDestination, after: Standing, last: string, givenUp: number): void;
  /** Numbers from 0 to 1, for jitter. */
  random: () => number;
}
