import type { SenderSettings } from '../../preload/contract/signatures.ts';
import type { Provider, Secret } from '../signatures/scheme.ts';

const IN_QUERY = 'query:';

/**
 * Parameters of the query that prove who sends to an endpoint: a shared secret that travels in the
 * URL, and the token of a handshake. The values are those that are right now.
 */
export function askedInQueryOf(
  { schemes }: Provider,
  secrets: readonly Secret[],
  { verifyToken, handshakes }: SenderSettings,
): { name: string; values: string[] }[] {
  const asked = schemes
    .filter((scheme) => scheme.kind === 'token')
    .filter(({ from }) => from.startsWith(IN_QUERY))
    .map(({ from, prefix = '' }) => ({
      name: from.slice(IN_QUERY.length),
      values: secrets.map(({ value }) => prefix + value),
    }));
  if (!handshakes || verifyToken === null) return asked;
  return [...asked, { name: 'hub.verify_token', values: [verifyToken] }];
}
