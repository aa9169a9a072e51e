import type { Destination } from '../../preload/contract/destinations.ts';
import type { EndpointForward } from '../../preload/contract/endpoints.ts';

/** How a destination stands, with the sign and the tone of it. */
export function standing(destination: Destination): {
  tone: 'good' | 'warn' | 'bad';
  word: string;
} {
  if (destination.state === 'off') return { tone: 'bad', word: 'off' };
  if (destination.state === 'paused') return { tone: 'warn', word: 'paused' };
  return destination.breaker.state === 'closed'
    ? { tone: 'good', word: 'on' }
    : { tone: 'bad', word: 'does not answer' };
}

export const ON_FAILURE: readonly { value: EndpointForward['onFailure']; label: string }[] = [
  { value: 'queue', label: 'Answer 200, deliver later' },
  { value: 'unavailable', label: 'Answer 503; the sender retries' },
  { value: 'reply', label: 'Answer as the endpoint does' },
];

/** What a typed port comes to, beside the field; null where the engine has to read it. */
export function portMeans(typed: string): string | null {
  const port = /^\s*(?:localhost)?:?(\d{1,5})\s*$/.exec(typed)?.[1];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  return `http://localhost:${Number(port)} with the path of each request`;
}
