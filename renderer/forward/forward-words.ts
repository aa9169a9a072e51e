import type { Destination } from '../../preload/contract/destinations.ts';
import type { EndpointForward } from '../../preload/contract/endpoints.ts';

/** Above this, half of a server's answers of the last day are called slow. */
const SLOW_MS = 2000;

/**
 * How a destination stands, with the sign and the tone of it.
 *
 * @param listening whether something takes connections there; null: nobody looked
 */
export function standing(
  destination: Destination,
  listening: boolean | null = null,
): {
  tone: 'good' | 'warn' | 'bad';
  word: string;
} {
  if (destination.state === 'off') return { tone: 'bad', word: 'off' };
  if (destination.state === 'paused') return { tone: 'warn', word: 'paused' };
  if (listening === false) return { tone: 'bad', word: 'down' };
  if (destination.breaker.state !== 'closed') {
    return listening === true
      ? { tone: 'warn', word: 'up, but fails' }
      : { tone: 'bad', word: 'does not answer' };
  }
  if ((destination.health.p50Ms ?? 0) > SLOW_MS) return { tone: 'warn', word: 'slow' };
  return { tone: 'good', word: listening === true ? 'up' : 'on' };
}

/** What the sender gets while the server does not answer. */
export const WHEN_DOWN: readonly { value: EndpointForward['onFailure']; label: string }[] = [
  { value: 'queue', label: '200 and try later' },
  { value: 'unavailable', label: '503' },
  { value: 'reply', label: 'the endpoint’s reply' },
];

/** What a typed port comes to, beside the field; null where the engine has to read it. */
export function portMeans(typed: string): string | null {
  const port = /^\s*(?:localhost)?:?(\d{1,5})\s*$/.exec(typed)?.[1];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  return `http://localhost:${Number(port)} with the path of each request`;
}

/** How sending the last captures ended. */
export function sentWords(job: { total: number; answered: number; failed: number }): string {
  const failed = job.failed === 0 ? '' : `, ${job.failed} failed`;
  return `${job.answered} of ${job.total} answered${failed}`;
}
