import { jitterMs } from '../lib/jitter.ts';

/** How long the supervisor waits for what. Tests shrink them; their relations must stay. */
export interface Timings {
  /** A session must have its public URL by then. */
  registerMs: number;
  /** The same for SSH, which has a login on the way. */
  sshMs: number;
  /** A registered session must answer a probe by then. */
  verifyMs: number;
  /** Between two probes of a session that has not answered one yet. */
  verifyPauseMs: number;
  /** Longest time between two probes of a healthy tunnel. */
  probeEveryMs: number;
  /** Before a failed probe is repeated. */
  probeAgainMs: number;
  probeTimeoutMs: number;
  /** After sleep or a changed network the old path is most likely dead: ask once, briefly. */
  wakeProbeTimeoutMs: number;
  backoffFloorMs: number;
  backoffBaseMs: number;
  /** Longest pause between two sessions while an outage is young. */
  backoffFastCapMs: number;
  backoffSlowCapMs: number;
  /** How long an outage counts as young. */
  youngOutageMs: number;
  /** A relay may need a moment to see that the old session is gone and its name free again. */
  nameRetryMs: number;
  nameRetries: number;
  /** A program that is asked to end gets so long. */
  stopMs: number;
  heartbeatMs: number;
  /** A heartbeat this much late means that the computer slept. */
  sleepJumpMs: number;
}

/**
 * Noticed within 45 s: a probe starts at most 15 s after the path died, fails after 10 s, is
 * repeated after 1 s and fails after 10 s: 36 s. Recovered within 10 s of the network's return:
 * see NOTES.md, and the simulation in the tests.
 */
export const PRODUCTION: Timings = {
  registerMs: 10_000,
  sshMs: 15_000,
  verifyMs: 10_000,
  verifyPauseMs: 500,
  probeEveryMs: 15_000,
  probeAgainMs: 1_000,
  probeTimeoutMs: 10_000,
  wakeProbeTimeoutMs: 4_000,
  backoffFloorMs: 250,
  backoffBaseMs: 500,
  backoffFastCapMs: 4_000,
  backoffSlowCapMs: 30_000,
  youngOutageMs: 600_000,
  nameRetryMs: 1_500,
  nameRetries: 2,
  stopMs: 3_000,
  heartbeatMs: 3_000,
  sleepJumpMs: 10_000,
};

/**
 * Pause before the next session.
 *
 * @param attempt 1 after the first failure.
 * @param random in [0, 1).
 */
export function backoffMs(
  attempt: number,
  outageMs: number,
  random: number,
  timings: Timings,
): number {
  const capMs =
    outageMs < timings.youngOutageMs ? timings.backoffFastCapMs : timings.backoffSlowCapMs;
  const { backoffFloorMs: floorMs, backoffBaseMs: baseMs } = timings;
  return jitterMs(attempt, random, { floorMs, baseMs, capMs });
}
