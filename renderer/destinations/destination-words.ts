import type { Destination } from '../../preload/contract/destinations.ts';
import type { RetrySchedule } from '../../preload/contract/deliveries/rules.ts';
import { offsetsOf } from '../../preload/rules/schedule-offsets.ts';
import type { Tone } from '../ui/badge.tsx';
import { span } from '../ui/time/moments.ts';

type Kind = RetrySchedule['kind'];

const NAMES: readonly [kind: Kind, name: string][] = [
  ['stitchex', 'Standard'],
  ['quick-dev', 'Quick, for development'],
  ['none', 'None, like GitHub'],
  ['slack', 'As Slack'],
  ['square', 'As Square'],
  ['svix', 'As Svix'],
  ['standard', 'As Standard Webhooks'],
  ['shopify-like', 'Like Shopify'],
  ['custom', 'Custom gaps'],
];

/** Schedules by the names that people know them by, with what they come to. */
export const SCHEDULES: readonly { value: Kind; name: string; label: string }[] = NAMES.map(
  ([value, name]) => ({
    value,
    name,
    label: value === 'custom' ? name : `${name}: ${triesOf({ kind: value })}`,
  }),
);

/** `10 tries in 48 h`, `1 try`. */
export function triesOf(schedule: RetrySchedule): string {
  const offsets = offsetsOf(schedule);
  const last = offsets.at(-1) ?? 0;
  if (offsets.length <= 1) return '1 try';
  const words = last < 3_600_000 ? span(last) : `${Math.round(last / 3_600_000)} h`;
  return `${offsets.length} tries in ${words.replace(/ min 0 s$/, ' min')}`;
}

export const scheduleName = (schedule: RetrySchedule): string =>
  schedule.kind === 'custom'
    ? `Custom gaps: ${triesOf(schedule)}`
    : (SCHEDULES.find(({ value }) => value === schedule.kind)?.label ?? schedule.kind);

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

const ENGINES = { nats: 'NATS JetStream', kafka: 'Kafka', sqs: 'Amazon SQS' } as const;

/** What an event engine is set up with, as rows; none for a web server. */
export function engineRows({ kind, engine, hasCredentials }: Destination): [string, string][] {
  if (kind === 'http' || engine === null) return [];
  const { mode, headers, ...place } = engine;
  return [
    ['Event engine', ENGINES[kind]],
    ...Object.entries(place).map(([name, value]): [string, string] => [
      name.replace(/^./, (first) => first.toUpperCase()),
      value,
    ]),
    ['Format', `CloudEvents, ${mode}`],
    ['Captured headers', headers === 'none' ? 'not sent' : 'sent without credentials'],
    ['Credentials', hasCredentials ? 'set' : 'none'],
  ];
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
