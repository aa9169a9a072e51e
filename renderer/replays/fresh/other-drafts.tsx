import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { query } from '../../api/client.ts';
import { navigate } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatPlural } from '../../ui/format.ts';
import { Menu } from '../../ui/menu.tsx';
import { useNow } from '../../ui/platform/use-now.ts';
import { exact } from '../../ui/time/moments.ts';

const PREFIX = 'compose:new-';

/** Leads to the other requests that were made from nothing. Nothing is shown where there are none. */
export function OtherDrafts({ draftKey }: { draftKey: string }) {
  const drafts = useQuery(query.drafts.list.queryOptions());
  const now = useNow(false);
  const others = (drafts.data ?? []).filter(
    ({ key }) => key.startsWith(PREFIX) && key !== draftKey,
  );
  if (others.length === 0) return null;
  return (
    <Menu
      align="end"
      trigger={
        <Button size="sm" variant="ghost" icon={<ChevronDown size={14} />}>
          {formatPlural(others.length, 'other draft')}
        </Button>
      }
      items={others.slice(0, 20).map(({ key, updatedAt, sizeBytes }) => ({
        id: key,
        label: `${exact(updatedAt, now)}, ${formatBytes(sizeBytes)}`,
        onSelect: () => navigate({ page: 'compose', id: key.slice('compose:'.length) }),
      }))}
    />
  );
}
