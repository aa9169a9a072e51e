import { isIP } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValue } from '../lib/headers.ts';

export interface TunnelOrigin {
  viaTunnel: boolean;
  /** As the tunnel tells it, from a header anyone could have written: never to be trusted. */
  reportedClient: { address: string; header: string } | null;
}

/**
 * Tells whether a request came by the public URL, and from whom, as far as headers say.
 *
 * @param publicHost host[:port] of the public URL, without a default port; null while there is none.
 */
export function readTunnelOrigin(
  headers: readonly HeaderPair[],
  publicHost: string | null,
): TunnelOrigin {
  const names = [headerValue(headers, 'host'), headerValue(headers, 'x-forwarded-host')];
  const viaTunnel = publicHost !== null && names.some((name) => sameHost(name, publicHost));
  return { viaTunnel, reportedClient: viaTunnel ? readClient(headers) : null };
}

function sameHost(value: string | undefined, publicHost: string): boolean {
  if (value === undefined) return false;
  // Proxies in a row each append theirs; the first is the one the sender used.
  const first = (value.split(',', 1)[0] ?? '').trim().toLowerCase();
  const wanted = publicHost.toLowerCase();
  return first === wanted || first === `${wanted}:443` || first === `${wanted}:80`;
}

const CLIENT_HEADERS: readonly [string, (value: string) => string][] = [
  ['X-Forwarded-For', (value) => value.split(',', 1)[0] ?? ''],
  ['X-Real-IP', (value) => value],
  [
    'Forwarded',
    (value) => /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;]*)/i.exec(value.split(',', 1)[0] ?? '')?.[1] ?? '',
  ],
];

function readClient(headers: readonly HeaderPair[]): TunnelOrigin['reportedClient'] {
  for (const [header, pick] of CLIENT_HEADERS) {
    const address = readAddress(pick(headerValue(headers, header) ?? ''));
    if (address !== null) return { address, header };
  }
  return null;
}

/** An IP address out of `1.2.3.4`, `1.2.3.4:5`, `::1`, `[::1]:5`, quoted or not; null otherwise. */
function readAddress(text: string): string | null {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const unported =
    /^\[([^\]]*)\](?::\d+)?$/.exec(bare)?.[1] ?? /^([\d.]+):\d+$/.exec(bare)?.[1] ?? bare;
  return isIP(unported) === 0 || unported.includes('%') ? null : unported;
}
