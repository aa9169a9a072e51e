import type { RetrySchedule } from '../contract/deliveries/rules.ts';

/**
 * How long the vendors of schedules wait for the whole answer, in ms: GitHub (`none`) 10 s, Slack
 * 3 s, Square 10 s, Svix 15 s, Shopify 5 s, by their documentation of 2026. The others publish none.
 */
const VENDOR_TIMEOUT_MS: Partial<Record<RetrySchedule['kind'], number>> = {
  none: 10_000,
  slack: 3000,
  square: 10_000,
  svix: 15_000,
  'shopify-like': 5000,
};
const TIMEOUT_MS = 30_000;

/** How long an answer is waited for where a destination does not say it, in ms. */
export const timeoutOfSchedule = (kind: RetrySchedule['kind']): number =>
  VENDOR_TIMEOUT_MS[kind] ?? TIMEOUT_MS;
