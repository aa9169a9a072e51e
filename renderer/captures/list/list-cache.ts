import type { QueryClient } from '@tanstack/react-query';
import type {
  CaptureEvent,
  CapturePage,
  CaptureSummary,
} from '../../../preload/contract/captures.ts';
import type { Order } from '../../../preload/contract/captures/views.ts';
import { bursts } from './bursts.ts';
import {
  appendPage,
  dropRemoved,
  growTail,
  lastId,
  listOf,
  mergeHead,
  newestId,
  replaceChanged,
  type ListData,
} from './list-pages.ts';
import { type Meanwhile, withArrivals, withMeanwhile } from './meanwhile.ts';
import { isByTime, isPatched, listingText, type Listing } from './listing.ts';

const PAGE_ROWS = 200;
/** A burst of arrivals makes a search run again this often at most. */
const SEARCH_AGAIN_MS = 300;
/** The list is written this often at most while captures arrive. */
const WRITE_EVERY_MS = 250;
/** As many pages are read at once where a list is read again with other columns. */
const PAGES_AGAIN = 25;
const ROOT = 'captures-list';

/** How many pages hold what is loaded; the first one grows by arrivals. */
const pagesOf = (data: ListData | undefined): number =>
  Math.ceil((data?.pages ?? []).reduce((sum, { items }) => sum + items.length, 0) / PAGE_ROWS);

export type PageInput = {
  search: string;
  limit: number;
  before?: string;
  order?: Order;
  columns?: string[];
};

export const listKey = (listing: Listing): [string, Listing] => [ROOT, listing];

/** The keys of all lists begin with it. */
export const LISTS = [ROOT] as const;

/**
 * Owns the cached lists: fetches them, pages them, and keeps them true while captures come, change
 * and go. One per query cache.
 *
 * @param parts.fetchPage in the order asked for; `before` is the `next` of the page above.
 * @param parts.onEvent tells of each live event, until the returned function is called.
 */
export function createListCache(parts: {
  cache: QueryClient;
  fetchPage: (input: PageInput, signal?: AbortSignal) => Promise<CapturePage>;
  onEvent: (listener: (event: CaptureEvent) => void) => () => void;
}) {
  const { cache } = parts;
  const read = (listing: Listing): ListData | undefined =>
    cache.getQueryData<ListData>(listKey(listing));
  const write = (listing: Listing, change: (data: ListData) => ListData): void => {
    cache.setQueryData<ListData>(listKey(listing), (data) => data && change(data));
  };
  const lists = (): [Listing, ListData | undefined][] =>
    cache
      .getQueriesData<ListData>({ queryKey: LISTS })
      .map(([key, data]) => [key[1] as Listing, data]);
  const fetchPage = (
    { search, order, columns }: Listing,
    before?: string,
    signal?: AbortSignal,
  ): Promise<CapturePage> =>
    parts.fetchPage(
      {
        search,
        limit: PAGE_ROWS,
        ...(before !== undefined && { before }),
        ...(order !== 'newest' && { order }),
        ...(columns.length > 0 && { columns: [...columns] }),
      },
      signal,
    );
  /** Id of the newest capture a search finds, in whatever order it is listed. */
  const fetchNewest = async ({ search }: Listing, signal?: AbortSignal): Promise<string> =>
    (await parts.fetchPage({ search, limit: 1 }, signal)).items[0]?.id ?? '';

  /** What is told of while a fetch is under way; the fetched page may be older than it. */
  const underway = new Set<Meanwhile>();
  const begin = (): Meanwhile => {
    const meanwhile: Meanwhile = { added: [], changed: [], removed: [], spoiled: false };
    underway.add(meanwhile);
    return meanwhile;
  };
  /**
   * Between a fetched page and the cache lie a few turns of promises, in which an event finds
   * neither the fetch nor the list. So the fetch ends with the next task, and what came is put in.
   */
  const endSoon = (listing: Listing, meanwhile: Meanwhile): void => {
    setTimeout(() => {
      underway.delete(meanwhile);
      write(listing, (data) => withMeanwhile(data, listing, meanwhile));
      if (meanwhile.spoiled) readAgain(listing);
    });
  };

  /** How often each list began again: a page fetched before that says nothing about the new list. */
  const beginnings = new Map<string, number>();
  /** The newest capture there was when a list by size or duration was read. */
  const newestRead = new Map<string, string>();
  /** Lists that may lack more than what arrived last, or show it as it was: they are read again as far as they go. */
  const missed = new Set<string>();

  /** How far the same list is loaded, with whatever columns: read again, it must not be shorter. */
  const pagesElsewhere = (listing: Listing): number =>
    Math.max(
      1,
      ...lists()
        .filter(([{ search, order }]) => search === listing.search && order === listing.order)
        .map(([, data]) => pagesOf(data)),
    );

  async function fetchFirst(listing: Listing, signal?: AbortSignal): Promise<ListData> {
    if (!isByTime(listing.order)) {
      newestRead.set(listingText(listing), await fetchNewest(listing, signal));
    }
    const most = Math.min(pagesElsewhere(listing), PAGES_AGAIN);
    let page = await fetchPage(listing, undefined, signal);
    let list = listOf(page);
    for (let pages = 1; pages < most && page.next !== null; pages += 1) {
      const before = page.next;
      page = await fetchPage(listing, before, signal);
      list = appendPage(list, before, page);
    }
    return list;
  }

  /** Brings a list up to date that is there already. @param asOf see `mergeHead`. */
  async function refreshed(listing: Listing, asOf: string, signal?: AbortSignal) {
    const { order } = listing;
    const present = read(listing);
    const isDeep = order !== 'newest' || (present?.pages.length ?? 0) > 1;
    if (!present || (isDeep && missed.has(listingText(listing)))) {
      const list = await fetchFirst(listing, signal);
      missed.delete(listingText(listing));
      return list;
    }
    if (order === 'newest') {
      const page = await fetchPage(listing, undefined, signal);
      return mergeHead(read(listing) ?? listOf(page), page, asOf);
    }
    if (order !== 'oldest') {
      const newest = await fetchNewest(listing, signal);
      const gap = newest > (newestRead.get(listingText(listing)) ?? '');
      return { ...(read(listing) ?? present), ...(gap && { gap }) };
    }
    // What arrives stands at the end: paging brings it there, or it is read behind the last row.
    if (present.pages.at(-1)?.next !== null) return present;
    const last = lastId(present);
    if (last === '') return fetchFirst(listing, signal);
    const tail = await fetchPage(listing, last, signal);
    return growTail(read(listing) ?? present, last, tail);
  }

  async function fetchHead(listing: Listing, signal?: AbortSignal): Promise<ListData> {
    const before = read(listing);
    const began = beginnings.get(listingText(listing));
    // What is fetched now is newer than what waits to be written.
    writing.now();
    const meanwhile = begin();
    try {
      const list = before
        ? await refreshed(listing, newestId(before), signal)
        : await fetchFirst(listing, signal);
      const now = read(listing);
      if (now && beginnings.get(listingText(listing)) !== began) return now;
      return withMeanwhile(list, listing, meanwhile);
    } finally {
      endSoon(listing, meanwhile);
    }
  }

  async function fetchMore(listing: Listing): Promise<void> {
    const before = read(listing)?.pages.at(-1)?.next;
    if (!before) return;
    const meanwhile = begin();
    try {
      const page = await fetchPage(listing, before);
      // The list is read again as far as it goes: it is asked for its next page then.
      if (!meanwhile.spoiled) write(listing, (data) => appendPage(data, before, page));
    } finally {
      underway.delete(meanwhile);
    }
  }

  /** Lets the list begin again with its first page; what was loaded further down is dropped. */
  async function startAnew(listing: Listing): Promise<void> {
    writing.now();
    const meanwhile = begin();
    const name = listingText(listing);
    try {
      if (!isByTime(listing.order)) newestRead.set(name, await fetchNewest(listing));
      const page = await fetchPage(listing);
      beginnings.set(name, (beginnings.get(name) ?? 0) + 1);
      write(listing, () => withMeanwhile(listOf(page), listing, meanwhile));
      if (meanwhile.spoiled) readAgain(listing);
    } finally {
      underway.delete(meanwhile);
    }
  }

  let again: ReturnType<typeof setTimeout> | undefined;
  const refetchHeads = (which: (listing: Listing) => boolean): void => {
    const predicate = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
      queryKey[0] === ROOT && which(queryKey[1] as Listing);
    void cache.invalidateQueries({ predicate });
  };
  const readAgain = (listing: Listing): void => {
    const name = listingText(listing);
    missed.add(name);
    refetchHeads((one) => listingText(one) === name);
  };
  const searchAgainSoon = (): void => {
    again ??= setTimeout(() => {
      again = undefined;
      refetchHeads((listing) => !isPatched(listing));
    }, SEARCH_AGAIN_MS);
  };

  let queue: Pick<Meanwhile, 'added' | 'changed'> = { added: [], changed: [] };
  const writing = bursts(WRITE_EVERY_MS, () => {
    const { added, changed } = queue;
    queue = { added: [], changed: [] };
    for (const [listing] of lists()) {
      if (added.length > 0 && isPatched(listing)) {
        write(listing, (data) => withArrivals(data, added));
      }
      if (changed.length > 0) write(listing, (data) => replaceChanged(data, changed));
    }
  });

  function tell(kind: 'added' | 'changed', items: readonly CaptureSummary[]): void {
    const ids = new Set<string>(items.map(({ id }) => id));
    for (const meanwhile of underway) {
      meanwhile[kind].push(...items);
      // A deleted capture that is restored is here again.
      if (kind === 'added') meanwhile.removed = meanwhile.removed.filter((id) => !ids.has(id));
    }
    queue[kind].push(...items);
    writing.ask();
    searchAgainSoon();
  }

  function apply(event: CaptureEvent): void {
    switch (event.kind) {
      case 'added':
        tell('added', event.items);
        return;
      case 'changed':
        tell('changed', event.items);
        return;
      case 'removed':
        // What waits to be written may be about one of them.
        writing.now();
        for (const meanwhile of underway) meanwhile.removed.push(...event.ids);
        for (const [listing] of lists()) write(listing, (data) => dropRemoved(data, event.ids));
        return;
      case 'refresh':
        for (const meanwhile of underway) meanwhile.spoiled = true;
        for (const [listing] of lists()) {
          // Where the newest stand first, what arrived is on the first page.
          if (event.anywhere || listing.order !== 'newest') missed.add(listingText(listing));
        }
        refetchHeads(() => true);
        return;
      default:
        event satisfies never;
    }
  }

  return {
    fetchHead,
    fetchMore,
    startAnew,
    /** Follows the live events until the returned function is called. */
    follow(): () => void {
      const stop = parts.onEvent(apply);
      return () => {
        clearTimeout(again);
        again = undefined;
        writing.stop();
        stop();
      };
    },
  };
}
