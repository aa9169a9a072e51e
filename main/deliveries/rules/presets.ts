import type { RetrySchedule } from '../../../preload/contract/deliveries/rules.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { SCHEDULE_GAPS } from '../../../preload/rules/schedule-offsets.ts';

/** A try again, as the vendor would tell of it. */
export interface RetryFacts {
  /** 1 for the first retry. */
  number: number;
  /** As in `Backstitch-Retry-Reason`; null where it is not known. */
  failure: string | null;
  /** Epoch ms of the first attempt. */
  firstAt: number;
}

/** How a vendor sends again. */
export interface Preset {
  /** Before attempts 2, 3, …, in ms. */
  gaps: readonly number[];
  /** Headers of every attempt that tell of earlier ones; `retry` is null for the first. */
  headers: (retry: RetryFacts | null, startedAt: number) => HeaderPair[];
  /** A header of the answer that ends the retries, in lower case, with its value. */
  noRetry: readonly [name: string, value: string] | null;
}

type Name = Exclude<RetrySchedule['kind'], 'custom' | 'quick-dev'>;

const NO_HEADERS = (): HeaderPair[] => [];
const plain = (gaps: readonly number[]): Preset => ({
  gaps,
  headers: NO_HEADERS,
  noRetry: null,
});

/**
 * Facts of the vendors' documentation, as of 2026; where nothing is published, it says so. Their
 * timeouts stand in the contract, since the window shows them too.
 */
export const PRESETS: Readonly<Record<Name, Preset>> = {
  // Stitchex says "up to 48 h" and names no gaps, no timeout and no headers.
  stitchex: plain(SCHEDULE_GAPS.stitchex),
  // GitHub does not retry by itself, waits 10 s, and marks redeliveries with nothing but the same
  // X-GitHub-Delivery. docs.github.com, "Handling failed webhook deliveries".
  none: plain(SCHEDULE_GAPS.none),
  slack: {
    // "nearly immediately", after 1 minute, after 5 minutes; 3 s to answer; X-Slack-No-Retry: 1.
    // docs.slack.dev, Events API, "Error handling".
    gaps: SCHEDULE_GAPS.slack,
    headers: (retry) =>
      retry === null
        ? []
        : [
            ['X-Slack-Retry-Num', String(retry.number)],
            ['X-Slack-Retry-Reason', slackReason(retry.failure)],
          ],
    noRetry: ['x-slack-no-retry', '1'],
  },
  square: {
    // Eleven retries in 24 hours; 10 s to answer. The time of the first delivery comes with each.
    // developer.squareup.com, "Receive and respond to webhooks".
    gaps: SCHEDULE_GAPS.square,
    headers: (retry, startedAt) => [
      ['square-initial-delivery-timestamp', new Date(retry?.firstAt ?? startedAt).toISOString()],
      ...(retry === null
        ? []
        : ([
            ['square-retry-number', String(retry.number)],
            ['square-retry-reason', squareReason(retry.failure)],
          ] satisfies HeaderPair[])),
    ],
    noRetry: null,
  },
  // docs.svix.com, "Retries": 15 s to answer as a service (the open server waits 30 s); no headers.
  svix: plain(SCHEDULE_GAPS.svix),
  // The example of the specification, which advises 15 to 30 s and names no headers.
  standard: plain(SCHEDULE_GAPS.standard),
  // Eight retries in 4 hours, 5 s to answer; X-Shopify-Webhook-Id stays, nothing counts retries.
  // shopify.dev, "Troubleshooting webhooks". The gaps are a guess that fits.
  'shopify-like': plain(SCHEDULE_GAPS['shopify-like']),
};

/** The preset of a schedule; undefined for those that imitate nobody. */
export function presetOf({ kind }: RetrySchedule): Preset | undefined {
  return kind === 'custom' || kind === 'quick-dev' ? undefined : PRESETS[kind];
}

function slackReason(failure: string | null): string {
  if (failure === 'timeout') return 'http_timeout';
  if (failure === 'tls') return 'ssl_error';
  if (failure === 'connect' || failure === 'dns' || failure === 'network') {
    return 'connection_failed';
  }
  if (failure?.startsWith('http_3') === true) return 'too_many_redirects';
  return failure?.startsWith('http_') === true ? 'http_error' : 'unknown_error';
}

function squareReason(failure: string | null): string {
  if (failure === 'timeout') return 'http_timeout';
  if (failure === 'tls') return 'ssl_error';
  return failure?.startsWith('http_') === true ? 'http_error' : 'other_error';
}
