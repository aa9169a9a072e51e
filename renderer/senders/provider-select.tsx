import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
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
}) {
  const providers = useProviders();
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
      })}
    />
  );
}
