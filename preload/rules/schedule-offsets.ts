import type { RetrySchedule } from '../contract/deliveries/rules.ts';

/** No attempt of a round starts later than this after the round began. */
export const WINDOW_MS = 48 * 3_600_000;

const S = 1000;
const M = 60 * S;
const H = 60 * M;

type Imitated = Exclude<RetrySchedule['kind'], 'custom' | 'quick-dev'>;

/**
 * Gaps before attempts 2, 3, … in ms: facts of the vendors' documentation, as of 2026; where nothing
 * is published, it says so.
 */
export const SCHEDULE_GAPS: Readonly<Record<Imitated, readonly number[]>> = {
  // Stitchex says "up to 48 h" and names no gaps, no timeout and no headers.
  stitchex: [5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 10 * H, 10 * H, 10 * H],
  // GitHub does not retry by itself. docs.github.com, "Handling failed webhook deliveries".
  none: [],
  // "nearly immediately", after 1 minute, after 5 minutes. docs.slack.dev, "Error handling".
  slack: [0, 1 * M, 5 * M],
  // Eleven retries in 24 hours. developer.squareup.com, "Receive and respond to webhooks".
  square: [1, 2, 4, 8, 16, 32, 60, 120, 240, 480, 480].map((minutes) => minutes * M),
  // docs.svix.com, "Retries".
  svix: [5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 10 * H],
  // The example of the specification of Standard Webhooks.
  standard: [5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H],
  // Eight retries in 4 hours. shopify.dev, "Troubleshooting webhooks". The gaps are a guess that fits.
  'shopify-like': [10 * S, 30 * S, 2 * M, 7 * M, 20 * M, 45 * M, 75 * M, 90 * M],
};

const QUICK_DEV = [1 * S, 2 * S, 5 * S, 10 * S, 30 * S, 1 * M, 2 * M, 5 * M, 10 * M, 30 * M];

/**
 * When the attempts of a schedule are due, in ms after the first one, which is at 0. What lies
 * beyond 48 hours is left out.
 */
export function offsetsOf(schedule: RetrySchedule): number[] {
  return allOffsets(schedule).filter((offset) => offset <= WINDOW_MS);
}

function allOffsets(schedule: RetrySchedule): number[] {
  if (schedule.kind === 'custom') return summed(schedule.gaps.map((seconds) => seconds * S));
  if (schedule.kind !== 'quick-dev') return summed(SCHEDULE_GAPS[schedule.kind]);
  const quick = summed(QUICK_DEV);
  // After the quick part it is the default again, from its first slot that is still to come.
  return [
    ...quick,
    ...summed(SCHEDULE_GAPS.stitchex).filter((offset) => offset > (quick.at(-1) ?? 0)),
  ];
}

function summed(gaps: readonly number[]): number[] {
  const offsets = [0];
  for (const gap of gaps) offsets.push((offsets.at(-1) ?? 0) + gap);
  return offsets;
}
