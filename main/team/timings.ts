import type { LinkTimings } from './link.ts';

export interface TeamTimings extends LinkTimings {
  connectMs: number;
  /** How long a node may be silent before another may take its place. */
  leaseS: number;
  /** An idle node says that it is there. */
  beatMs: number;
  /** Others are asked for news where no notification came. */
  pollMs: number;
  /** The same, where notifications never come. */
  pooledPollMs: number;
  /** Where a notification to oneself does not come within so long, none do. */
  wakeupMs: number;
  /** Between two looks at days to make and to sweep. */
  upkeepMs: number;
  skewMs: number;
  /** What waits longer makes a link “behind”. */
  behindMs: number;
  /** Notifications are gathered for so long. */
  tellMs: number;
  /** What changes within so long goes out together. */
  gatherMs: number;
  /** A request waits so long for the team to have its capture, where it has to. */
  confirmMs: number;
  /** A lease of a shared delivery lasts as long as its attempt may, and so much longer. */
  leaseExtraMs: number;
}

export const PRODUCTION: TeamTimings = {
  floorMs: 250,
  baseMs: 500,
  capMs: 30_000,
  refusedMs: 300_000,
  takenMs: 20_000,
  connectMs: 10_000,
  leaseS: 60,
  beatMs: 20_000,
  pollMs: 15_000,
  pooledPollMs: 5000,
  wakeupMs: 2000,
  upkeepMs: 6 * 3_600_000,
  skewMs: 600_000,
  behindMs: 2000,
  tellMs: 200,
  gatherMs: 100,
  confirmMs: 5000,
  leaseExtraMs: 15_000,
};
