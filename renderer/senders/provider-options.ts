import type { ProviderInfo } from '../../preload/contract/signatures.ts';
import type { SearchOption, SearchSection } from '../ui/form/search-options.ts';

/** What stands for a sender that nobody set. */
export const DETECTED = '';

/**
 * Providers in sections: those that are seen, those that were chosen before, all of them, and a
 * scheme of one's own. One is found by name, id and the headers that it sends.
 *
 * @param seen ids, the most frequent first
 * @param used ids that are set somewhere, or have a secret
 */
export function providerSections(
  providers: readonly ProviderInfo[],
  {
    seen,
    used,
    only = false,
    withCustom,
    first,
  }: {
    seen: readonly string[];
    used: readonly string[];
    /** Providers alone: not that it is detected. */
    only?: boolean;
    withCustom: boolean;
    /** What may be chosen that is no provider; it stands first. */
    first?: SearchSection | undefined;
  },
): SearchSection[] {
  const byId = new Map(providers.map((one) => [one.id, one]));
  const options = (ids: readonly string[]): SearchOption[] =>
    [...new Set(ids)].flatMap((id) => {
      const found = byId.get(id);
      return found === undefined ? [] : [optionOf(found)];
    });
  const all = providers.map(optionOf).toSorted((a, b) => a.label.localeCompare(b.label));
  return [
    ...(first === undefined ? [] : [first]),
    {
      label: 'Not set',
      options: only ? [] : [{ value: DETECTED, label: 'Detect automatically', words: 'none auto' }],
    },
    { label: 'Seen here', options: options(seen) },
    { label: 'Recently used', options: options(used.filter((id) => !seen.includes(id))) },
    { label: 'All A–Z', options: all },
    {
      label: 'Custom',
      options: withCustom
        ? [
            {
              value: 'custom',
              label: 'Custom scheme',
              detail: 'describe it yourself',
              words: 'own',
            },
          ]
        : [],
    },
  ];
}

function optionOf({ id, label, headers, confidence }: ProviderInfo): SearchOption {
  const detail = confidence === 'unconfirmed' ? 'unconfirmed' : headers[0];
  return {
    value: id,
    label,
    ...(detail !== undefined && { detail }),
    words: [id, ...headers, ...(ALIASES[id] ?? [])].join(' '),
  };
}

/** Other names under which people look for a provider. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  meta: ['facebook', 'whatsapp', 'instagram', 'messenger'],
  sns: ['aws', 'amazon'],
  'google-pubsub': ['gcp', 'pub/sub'],
  'event-grid': ['azure', 'microsoft'],
  'standard-webhooks': ['webhook-id'],
  quickbooks: ['intuit'],
  jira: ['atlassian', 'confluence'],
};
