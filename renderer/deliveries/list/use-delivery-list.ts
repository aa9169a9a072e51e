import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type {
  DeliveryFilter,
  DeliveryId,
  DeliverySummary,
} from '../../../preload/contract/deliveries.ts';
import { api } from '../../api/client.ts';
import { onDeliveryEvent } from '../../api/live.ts';
import { mergeFirst, mergeLater } from './merge-pages.ts';

const PAGE = 200;
const PAUSE_MS = 300;
/** Changed rows of more pages than these are fetched when the list is opened again. */
const PAGES_AT_ONCE = 12;

interface Page {
  items: DeliverySummary[];
  next: string | null;
}
type Pages = InfiniteData<Page, string | undefined>;

export type DeliveryList = ReturnType<typeof useDeliveryList>;

/** The deliveries that a filter finds, newest first, a page at a time; kept fresh by live events. */
export function useDeliveryList(filter: DeliveryFilter) {
  const cache = useQueryClient();
  const key = useMemo(() => ['deliveries-list', filter] as const, [filter]);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page) => page.next ?? undefined,
    // What was found before stays while the next is looked for.
    placeholderData: (before) => before,
    // To compare each page with all before costs more the further one scrolls.
    structuralSharing: false,
    // Out of sight it hears of no changes: coming back, it is fetched again.
    gcTime: 0,
  });
  useEffect(() => {
    const changed = new Set<DeliveryId>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onDeliveryEvent((ids) => {
      for (const id of ids) changed.add(id);
      timer ??= setTimeout(() => {
        timer = undefined;
        const now = new Set(changed);
        changed.clear();
        void refresh(filter, now, {
          read: () => cache.getQueryData<Pages>(key),
          write: (pages) => cache.setQueryData<Pages>(key, pages),
        });
      }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [cache, key, filter]);
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  return { list, rows };
}

const fetchPage = (
  filter: DeliveryFilter,
  before: string | undefined,
  signal?: AbortSignal,
): Promise<Page> => api.deliveries.list({ ...filter, limit: PAGE, before }, { signal });

async function refresh(
  filter: DeliveryFilter,
  changed: ReadonlySet<DeliveryId>,
  held: { read: () => Pages | undefined; write: (pages: Pages) => void },
): Promise<void> {
  const before = held.read();
  if (before === undefined) return;
  const wanted = before.pages
    .map(({ items }, i) => (i === 0 || hasAny(items, changed) ? i : -1))
    .filter((i) => i >= 0)
    .slice(0, PAGES_AT_ONCE);
  try {
    const fresh = new Map<number, Page>();
    for (const i of wanted) fresh.set(i, await fetchPage(filter, before.pageParams[i]));
    const now = held.read();
    if (now === undefined) return;
    const pages = now.pages.map((page, i) => {
      const next = fresh.get(i);
      if (next === undefined) return page;
      if (i > 0) return { ...page, items: mergeLater(page.items, next.items, changed) };
      // Alone on its page, the list is simply what it is now.
      return now.pages.length === 1 ? next : { ...page, items: mergeFirst(page.items, next.items) };
    });
    held.write({ ...now, pages });
  } catch {
    // The connection broke: when it is back, the whole cache is fetched again.
  }
}

/** An empty set means that any may have changed. */
function hasAny(items: readonly DeliverySummary[], changed: ReadonlySet<DeliveryId>): boolean {
  return changed.size === 0 || items.some(({ id }) => changed.has(id));
}
