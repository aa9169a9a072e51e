import type { Endpoint, EndpointFacts } from '../../../preload/contract/endpoints.ts';
import type { SenderSecret } from '../../../preload/contract/signatures/secrets.ts';

/** What is known of one provider. */
export interface SenderRow {
  provider: string;
  count: number;
  verified: number;
  failed: number;
  /** Epoch ms; null where nothing of it is held. */
  newest: number | null;
  /** Its own and those of the endpoints it is set for, the newest first. */
  secrets: readonly SenderSecret[];
  endpoints: readonly SenderPlace[];
}

export interface SenderPlace {
  endpoint: Endpoint;
  /** Somebody said that it sends there; else it was detected. */
  isSet: boolean;
}

/** A row for each provider that was seen, set or has a secret; the most frequent first. */
export function senderRows(
  facts: readonly EndpointFacts[],
  secrets: readonly SenderSecret[],
  list: readonly Endpoint[],
): SenderRow[] {
  const known = new Map(list.map((endpoint) => [endpoint.id as string, endpoint]));
  const rows = new Map<string, SenderRow & { endpoints: SenderPlace[] }>();
  const rowOf = (provider: string) => {
    const found = rows.get(provider);
    if (found) return found;
    const fresh = {
      provider,
      count: 0,
      verified: 0,
      failed: 0,
      newest: null as number | null,
      secrets: [],
      endpoints: [] as SenderPlace[],
    };
    rows.set(provider, fresh);
    return fresh;
  };
  for (const { id, senders, chosen } of facts) {
    const endpoint = known.get(id);
    for (const share of senders) {
      if (share.provider === null) continue;
      const row = rowOf(share.provider);
      row.count += share.count;
      row.verified += share.verified;
      row.failed += share.failed;
      row.newest = Math.max(row.newest ?? 0, share.newest);
      if (endpoint) row.endpoints.push({ endpoint, isSet: chosen?.provider === share.provider });
    }
    if (chosen === null || endpoint === undefined) continue;
    const row = rowOf(chosen.provider);
    if (!row.endpoints.some((place) => place.endpoint.id === id)) {
      row.endpoints.push({ endpoint, isSet: true });
    }
  }
  for (const { owner } of secrets) if (owner.provider !== null) rowOf(owner.provider);
  return [...rows.values()]
    .map((row) => ({ ...row, secrets: secrets.filter((secret) => isOf(secret, row)) }))
    .toSorted((a, b) => b.count - a.count || a.provider.localeCompare(b.provider));
}

/** Secrets that name the provider, and those that name only an endpoint it is set for. */
function isOf({ owner }: SenderSecret, row: SenderRow): boolean {
  if (owner.provider !== null) return owner.provider === row.provider;
  return row.endpoints.some(({ endpoint, isSet }) => isSet && endpoint.id === owner.endpointId);
}
