import { newRule, type RuleDraft } from './chaos-draft.ts';

/** Ways to misbehave that are asked for most, one click each. */
export const PRESETS: readonly { label: string; rules: () => RuleDraft[] }[] = [
  { label: 'Flaky, 20 %', rules: () => [newRule({ kind: 'status', status: 503, share: 20 })] },
  // A head has some 160 bytes: ten pieces.
  { label: 'Slow, 10 s', rules: () => [newRule({ kind: 'drip-head', bytes: 16, everyMs: 1000 })] },
  {
    label: 'Rate limit after 5',
    rules: () => [newRule({ kind: 'status', status: 429, retryAfter: 30, from: 6 })],
  },
  { label: 'Dies half way', rules: () => [newRule({ kind: 'half-body', part: 50 })] },
];
