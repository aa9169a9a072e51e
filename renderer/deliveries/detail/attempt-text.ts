import type { Delivery } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';

/** What was sent in an attempt, as a text to be compared. */
export function requestText(delivery: Pick<Delivery, 'bodyText'>, attempt: Attempt): string {
  const body = delivery.bodyText ?? '(a body that is not shown)';
  const { engine } = attempt;
  const head =
    engine === null ? `${attempt.method} ${attempt.url}` : placeText(attempt.url, engine);
  return textOf(head, attempt.requestHeaders, body);
}

/** What came back, or why nothing did. */
export function answerText(attempt: Attempt): string {
  if (attempt.engine?.receipt) {
    return Object.entries(attempt.engine.receipt)
      .map((pair) => pair.join(': '))
      .join('\n');
  }
  if (attempt.status === null) return `(no answer: ${attempt.error ?? attempt.outcome})`;
  const cut = attempt.responseCut ? '\n(the rest is not kept)' : '';
  return textOf(String(attempt.status), attempt.responseHeaders, attempt.responseBody + cut);
}

const textOf = (
  head: string,
  headers: readonly (readonly [string, string])[],
  body: string,
): string => [head, ...headers.map((pair) => pair.join(': ')), '', body].join('\n');

/** Where in an engine a message went: its server, and `subject: webhooks.github.push` a line each. */
const placeText = (url: string, { place }: NonNullable<Attempt['engine']>): string =>
  [url, ...Object.entries(place).map((pair) => pair.join(': '))].join('\n');

const TIMES = [
  ['Look-up', 'dnsMs'],
  ['Connection', 'connectMs'],
  ['TLS', 'tlsMs'],
  ['First byte', 'firstByteMs'],
] as const;

/** Timing as a text to be compared, one phase in a line. */
export function timingText({ timings, totalMs }: Attempt): string {
  const ms = (value: number | null): string =>
    value === null ? '–' : `${Math.round(value * 10) / 10} ms`;
  return [
    ...TIMES.map(([name, key]) => `${name} ${ms(timings[key])}`),
    `Total ${ms(totalMs)}`,
  ].join('\n');
}
