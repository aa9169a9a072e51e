import type { SenderSettings } from '../../preload/contract/signatures.ts';
import { PROVIDERS } from '../signatures/providers/providers.ts';
import type { Provider, Secret } from '../signatures/scheme.ts';

const IN_QUERY = 'query:';

/** Those that send a secret in the URL: asked where no provider is set for an endpoint. */
export const ASKING_IN_QUERY: readonly Provider[] = PROVIDERS.filter(({ schemes }) =>
  schemes.some((scheme) => scheme.kind === 'token' && scheme.from.startsWith(IN_QUERY)),
);

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
    .filter(({ from }) => secrets.length > 0 && from.startsWith(IN_QUERY))
    .map(({ from, prefix = '' }) => ({
      name: from.slice(IN_QUERY.length),
      values: secrets.map(({ value }) => prefix + value),
    }));
  if (!handshakes || verifyToken === null) return asked;
  return [...asked, { name: 'hub.verify_token', values: [verifyToken] }];
}
