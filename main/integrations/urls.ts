import type { IntegrationId, IntegrationUrl } from '../../preload/contract/integrations.ts';
import type { Clock } from '../lib/clock.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { invalid } from './creating.ts';
import type { IntegrationStore, KeptUrl } from './integration-store.ts';
import { createOneTimeTokens, hashOf, newToken } from './tokens.ts';

interface Parts {
  store: IntegrationStore;
  groups: GroupCommit;
  clock: Clock;
  /** The whole URL of a token: its public form where there is one. */
  addressOf: (token: string) => string;
}

/** Two: a sender is given the newer one before the older one is revoked. */
const MAX_URLS = 2;

/** URLs of integrations. Their tokens are shown once; what is kept of them is a hash. */
export function createUrls({ store, groups, clock, addressOf }: Parts) {
  const urls = new Map(store.urls().map((url) => [url.tokenHash, url]));
  const oneTime = createOneTimeTokens();
  const byId = (id: number): KeptUrl | undefined => [...urls.values()].find((url) => url.id === id);
  const allOf = (id: IntegrationId): KeptUrl[] =>
    [...urls.values()].filter((url) => url.integrationId === id).sort((a, b) => a.id - b.id);
  const activeOf = (id: IntegrationId): KeptUrl[] =>
    allOf(id).filter((url) => url.revokedAt === null);

  return {
    /** The oldest first, revoked ones too. */
    of: (id: IntegrationId): IntegrationUrl[] =>
      allOf(id).map(({ integrationId: _of, tokenHash: _hash, ...url }) => url),
    /** The URL of a token's hash. A token for one time is used up by this. */
    take: (hash: string): KeptUrl | undefined => urls.get(hash) ?? byId(oneTime.take(hash) ?? 0),
    use(url: KeptUrl): void {
      url.lastUsedAt = clock.now();
      groups.later(() => store.useUrl(url.id, url.lastUsedAt ?? 0), 'nothing');
    },
    /**
     * @returns the URL with its token, which is kept nowhere.
     * @throws BackstitchError INTEGRATION_INVALID where there are two active ones
     */
    async add(integrationId: IntegrationId): Promise<string> {
      if (activeOf(integrationId).length >= MAX_URLS) {
        throw invalid(
          'There are already two active URLs.',
          'urls',
          'Revoke the older one first, when its sender uses the newer one.',
        );
      }
      const token = newToken();
      const tokenHash = hashOf(token);
      const last4 = token.slice(-4);
      const createdAt = clock.now();
      const id = await groups.commit(() =>
        store.addUrl(integrationId, tokenHash, last4, createdAt),
      );
      const url = { id, integrationId, tokenHash, last4, createdAt };
      urls.set(tokenHash, { ...url, lastUsedAt: null, revokedAt: null });
      return addressOf(token);
    },
    /** @throws BackstitchError INTEGRATION_INVALID where there is no such active URL */
    async revoke(id: IntegrationId, urlId: number): Promise<void> {
      const url = activeOf(id).find((one) => one.id === urlId);
      if (url === undefined) throw invalid('There is no such active URL.', 'urlId');
      const at = clock.now();
      await groups.commit(() => store.revokeUrl(url.id, at));
      url.revokedAt = at;
    },
    /** Writes only: within the transaction that deletes the integration. */
    revokeAll(id: IntegrationId, at: number): void {
      for (const url of activeOf(id)) store.revokeUrl(url.id, at);
    },
    /** Tokens as the captures know them: which URL, never the token. */
    tokens: {
      idOf: (token: string): number | undefined => {
        const hash = hashOf(token);
        return urls.get(hash)?.id ?? oneTime.idOf(hash);
      },
      once(urlId: number): string | undefined {
        const url = byId(urlId);
        return url && oneTime.issue(url);
      },
    },
  };
}
