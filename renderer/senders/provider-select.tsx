import { useQuery } from '@tanstack/react-query';
import type { ProviderInfo } from '../../preload/contract/signatures.ts';
import { query } from '../api/client.ts';
import type { SearchSection } from '../ui/form/search-options.ts';
import { SearchSelect } from '../ui/form/search-select.tsx';
import { providerSections } from './provider-options.ts';
import { useProviders } from './use-senders.ts';

/** Chooses a provider by typing a part of its name, its id or a header it sends. */
export function ProviderSelect(props: {
  /** '' where it is detected; `custom` for a scheme of one's own. */
  value: string;
  onValueChange: (value: string) => void;
  withCustom?: boolean;
  /** Offers providers alone: not that they are detected. */
  only?: boolean;
  /** Which providers are offered; left out: all. */
  among?: (provider: ProviderInfo) => boolean;
  /** What may be chosen beside providers; it stands first. */
  first?: SearchSection;
}) {
  const { among = () => true } = props;
  const providers = useProviders().filter(among);
  const groups = useQuery(
    query.captures.groups.queryOptions({ input: { search: '', by: 'provider', limit: 12 } }),
  );
  const secrets = useQuery(query.signatures.secrets.queryOptions({ input: {} }));
  const seen = groups.data?.items.flatMap(({ provider }) => provider ?? []) ?? [];
  const used = secrets.data?.flatMap(({ owner }) => owner.provider ?? []) ?? [];
  return (
    <SearchSelect
      value={props.value}
      onValueChange={props.onValueChange}
      placeholder="Name, or a header such as svix-id"
      nothing="No provider has this in its name or headers."
      sections={providerSections(providers, {
        seen,
        used,
        withCustom: props.withCustom !== false,
        only: props.only === true,
        first: props.first,
      })}
    />
  );
}
