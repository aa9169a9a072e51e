import type { Destination, RetrySchedule } from '../../preload/contract/destinations.ts';
import type { Tone } from '../ui/badge.tsx';
import { span } from '../ui/time/moments.ts';

type Kind = RetrySchedule['kind'];

export const SCHEDULES: readonly { value: Kind; label: string }[] = [
  { value: 'stitchex', label: 'Standard: 10 attempts in 48 h' },
  { value: 'quick-dev', label: 'Quick, for development: 1 s, 2 s, 5 s, …' },
  { value: 'none', label: 'None: one attempt, like GitHub' },
  { value: 'slack', label: 'As Slack: 4 in 6 min' },
  { value: 'square', label: 'As Square: 12 in 24 h' },
  { value: 'svix', label: 'As Svix: 8 in 27 h' },
  { value: 'standard', label: 'Standard Webhooks, up to 48 h' },
  { value: 'shopify-like', label: 'Like Shopify: 9 in 4 h' },
  { value: 'custom', label: 'Custom gaps' },
];

export const scheduleName = ({ kind }: RetrySchedule): string =>
  SCHEDULES.find(({ value }) => value === kind)?.label ?? kind;

/** The state of a destination at a glance: off, paused, cooling down or live. */
export function stateOf(destination: Destination, now: number): { tone: Tone; words: string } {
  const { state, breaker } = destination;
  if (state === 'off') return { tone: 'bad', words: 'off' };
  if (state === 'paused') return { tone: 'warn', words: 'paused' };
  if (breaker.state === 'open') {
    const left = breaker.until === null ? '' : `, ${span(breaker.until - now)}`;
    return { tone: 'warn', words: `cooling down${left}` };
  }
  if (breaker.state === 'half-open') return { tone: 'info', words: 'testing with one' };
  return { tone: 'good', words: 'live' };
}

export function percent(share: number | null): string {
  if (share === null) return '–';
  // 99.97 % must not read as "all".
  const value = Math.floor(share * 1000) / 10;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} %`;
}

/** How deliveries to a destination wait for one another. */
export function orderOf({ ordering, orderKey, concurrency }: Destination): string {
  const atOnce = `up to ${concurrency} at once`;
  if (ordering === 'fifo') return 'one after the other';
  if (ordering === 'parallel' || orderKey === null) return atOnce;
  const where = orderKey.from === 'json' ? orderKey.pointer || 'the whole body' : orderKey.name;
  return `in order for each ${where}, ${atOnce}`;
}

const ACTIONS = { retry: 'retried', stop: 'no further attempt', off: 'switches it off' } as const;

/** The rules by status; what they do not name is retried, but for 410. */
export function rulesInWords(rules: Destination['statusRules']): string {
  const own = rules.map(({ statuses, action }) => `${statuses}: ${ACTIONS[action]}`);
  return [...own, '410: switches it off', 'others: retried'].join(' · ');
}

export function trustInWords(trust: Destination['trust']): string {
  if (trust === null) return 'by this computer’s authorities';
  return trust.kind === 'pin' ? `pinned: ${trust.fingerprint}` : 'by an authority of its own';
}
