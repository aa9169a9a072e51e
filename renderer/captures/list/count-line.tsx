import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { CalmStatus } from '../../ui/calm-status.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { useFollowing, useListView } from '../list-view.ts';

/** How many captures a search finds, and whether new ones are held back. */
export function CountLine({ search }: { search: string }) {
  const data = useFoundCount(search);
  const inSearch = search === '' ? '' : ' that the search finds';
  const words = search === '' ? (data?.count === 1 ? 'capture' : 'captures') : 'found';
  return (
    <>
      <p className="text-sm text-muted tabular-nums">
        {data ? `${formatCount(data.count, data.capped)} ${words}` : ''}
      </p>
      {/* The list changes four times a second while captures arrive: who listens hears where it ends. */}
      <CalmStatus
        text={data ? `The list has ${formatPlural(data.count, 'capture')}${inSearch}` : ''}
      />
      <Paused />
    </>
  );
}

/** How many captures a search finds: at once up to a limit, a little later exactly. */
export function useFoundCount(search: string): { count: number; capped: boolean } | undefined {
  const count = useQuery({
    ...query.captures.count.queryOptions({ input: { search } }),
    placeholderData: (previous) => previous,
  });
  const exact = useExactCount(search, count.data?.capped === true);
  return exact ?? count.data;
}

/** Counting on beyond the limit can wait until nobody types any more. */
const EXACT_AFTER_MS = 500;
const EXACT_AGAIN_MS = 2000;

/** The count without its limit, a little later; null until it is known. */
function useExactCount(search: string, capped: boolean): { count: number; capped: boolean } | null {
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    if (!capped) return;
    const timer = setTimeout(() => setAsked(search), EXACT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [search, capped]);
  const { data } = useQuery({
    ...query.captures.histogram.queryOptions({ input: { search, buckets: 1 } }),
    enabled: capped && asked === search,
    refetchInterval: EXACT_AGAIN_MS,
  });
  if (!capped || !data) return null;
  const count = data.counts.reduce(
    (sum, { ok, refused, failed, replays }) => sum + ok + refused + failed + replays,
    0,
  );
  return { count, capped: false };
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
      <span>{hidden > 0 ? `Paused. ${formatCount(hidden)} new` : 'Paused'}</span>
      <CalmStatus text="New captures wait above the list" />
      <Button size="sm" variant="ghost" title="Shift f" onClick={toggle}>
        Follow again
      </Button>
    </p>
  );
}
