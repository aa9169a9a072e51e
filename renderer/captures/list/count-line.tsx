import { useQuery } from '@tanstack/react-query';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format.ts';
import { useFollowing, useListView } from '../list-view.ts';

/** How many captures a search finds, and whether new ones are held back. */
export function CountLine({ search }: { search: string }) {
  const count = useQuery({
    ...query.captures.count.queryOptions({ input: { search } }),
    placeholderData: (previous) => previous,
  });
  const { data } = count;
  const words = search === '' ? (data?.count === 1 ? 'capture' : 'captures') : 'found';
  return (
    <>
      <p aria-live="polite" className="text-sm text-muted tabular-nums">
        {data ? `${formatCount(data.count, data.capped)} ${words}` : ''}
      </p>
      <Paused />
    </>
  );
}

/** Says that new captures are held back, and the way to let them in again. */
function Paused() {
  const on = useFollowing((s) => s.on);
  const toggle = useFollowing((s) => s.toggle);
  const hidden = useListView((s) => s.hidden);
  if (on) return null;
  return (
    <p className="flex items-center gap-1 text-sm text-warn tabular-nums">
      <span aria-hidden>·</span>
      <span role="status">{hidden > 0 ? `Paused. ${formatCount(hidden)} new` : 'Paused'}</span>
      <Button size="sm" variant="ghost" title="Shift f" onClick={toggle}>
        Follow again
      </Button>
    </p>
  );
}
