import { useQuery } from '@tanstack/react-query';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { useSearch } from '../search-store.ts';

/** Says of the open capture that the list does not have it because of what is searched for. */
export function NotInSearch({ id }: { id: CaptureId }) {
  const found = useSearch((s) => s.good);
  const count = useQuery({
    ...query.captures.count.queryOptions({ input: { search: `id:${id} ${found}` } }),
    enabled: found !== '',
    placeholderData: (previous) => previous,
  });
  if (found === '' || count.data?.count !== 0) return null;
  return <Badge tone="neutral">not in this search</Badge>;
}
