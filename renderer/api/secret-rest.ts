import { useQuery } from '@tanstack/react-query';
import { query } from './client.ts';

/** Where a secret rests once it is saved, in a sentence: said where one is typed in. */
export function useSecretRest(): string {
  const { data: status } = useQuery(query.system.status.queryOptions());
  if (status?.face !== 'desktop') {
    return 'Kept as text in the data directory, which only your user account may read.';
  }
  return 'Encrypted with this computer’s keychain. Without one, kept as text in the data directory, which only your user account may read.';
}
