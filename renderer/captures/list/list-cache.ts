import type { QueryClient } from '@tanstack/react-query';
import type {
  CaptureEvent,
  CapturePage,
  CaptureSummary,
} from '../../../preload/contract/captures.ts';
import { bursts } from './bursts.ts';
import {
  appendPage,
  dropRemoved,
  insertArrivals,
  listOf,
  mergeHead,
  newestId,
  replaceChanged,
  type ListData,
} from './list-pages.ts';

const PAGE_ROWS = 200;
/** Rows the first page may grow to by arrivals before the list must begin again. */
const GROWTH_LIMIT = 4000;
/** A burst of arrivals makes a search run again this often at most. */
const SEARCH_AGAIN_MS = 300;
/** The list is written this often at most while captures arrive. */
const WRITE_EVERY_MS = 250;
/** More new rows at once than this are read as a page instead of being put in one by one. */
const PATCH_LIMIT = 200;
const ROOT = 'captures-list';

interface Meanwhile {
  added: CaptureSummary[];
  changed: CaptureSummary[];
  removed: string[];
}

/** A search decides about arrivals in the engine: it runs again for them. */
function withMeanwhile(data: ListData, search: string, meanwhile: Meanwhile): ListData {
  const { added, changed, removed } = meanwhile;
  const grown = search === '' && added.length > 0 ? withArrivals(data, added) : data;
  return dropRemoved(replaceChanged(grown, changed), removed);
}

function withArrivals(data: ListData, added: readonly CaptureSummary[]): ListData {
  const grown = (data.pages[0]?.items.length ?? 0) > GROWTH_LIMIT;
  const newest = newestId(data);
  const fresh = added.filter(({ id }) => id > newest).length;
  const gap = data.gap || grown || fresh > PATCH_LIMIT;
  return gap ? { ...data, gap } : insertArrivals(data, added);
}

export type PageInput = { search: string; limit: number; before?: string };

export const listKey = (search: string): [string, string] => [ROOT, search];

/**
 * Owns the cached lists: fetches them, pages them, and keeps them true while captures come, change
 * and go. One per query cache.
 *
 * @param parts.fetchPage newest first; `before` is the `next` of the page above.
 * @param parts.onEvent tells of each live event, until the returned function is called.
 */
export function createListCache(parts: {
  cache: QueryClient;
  fetchPage: (input: PageInput, signal?: AbortSignal) => Promise<CapturePage>;
  onEvent: (listener: (event: CaptureEvent) => void) => () => void;
}) {
  const { cache } = parts;
  const read = (search: string): ListData | undefined =>
    cache.getQueryData<ListData>(listKey(search));
  const write = (search: string, change: (data: ListData) => ListData): void => {
    cache.setQueryData<ListData>(listKey(search), (data) => data && change(data));
  };
  const lists = (): string[] =>
    cache
      .getQueriesData<ListData>({ queryKey: [ROOT] })
      .flatMap(([key]) => (typeof key[1] === 'string' ? [key[1]] : []));

  /** What is told of while a fetch is under way; the fetched page may be older than it. */
  const underway = new Set<Meanwhile>();
  const begin = (): Meanwhile => {
    const meanwhile: Meanwhile = { added: [], changed: [], removed: [] };
    underway.add(meanwhile);
    return meanwhile;
  };
  /**
   * Between a fetched page and the cache lie a few turns of promises, in which an event finds
   * neither the fetch nor the list. So the fetch ends with the next task, and what came is put in.
   */
  const endSoon = (search: string, meanwhile: Meanwhile): void => {
    setTimeout(() => {
      underway.delete(meanwhile);
      write(search, (data) => withMeanwhile(data, search, meanwhile));
    });
  };

  /** How often each list began again: a page fetched before that says nothing about the new list. */
  const beginnings = new Map<string, number>();

  async function fetchHead(search: string, signal?: AbortSignal): Promise<ListData> {
    const asOf = newestId(read(search) ?? { pages: [], gap: false });
    const began = beginnings.get(search);
    // What is fetched now is newer than what waits to be written.
    writing.now();
    const meanwhile = begin();
    try {
      const page = await parts.fetchPage({ search, limit: PAGE_ROWS }, signal);
      const present = read(search);
      if (present && beginnings.get(search) !== began) return present;
      const list = present ? mergeHead(present, page, asOf) : listOf(page);
      return withMeanwhile(list, search, meanwhile);
    } finally {
      endSoon(search, meanwhile);
    }
  }

  async function fetchMore(search: string): Promise<void> {
    const before = read(search)?.pages.at(-1)?.next;
    if (!before) return;
    const page = await parts.fetchPage({ search, limit: PAGE_ROWS, before });
    write(search, (data) => appendPage(data, before, page));
  }

  /** Lets the list begin again with the newest page; what was loaded further down is dropped. */
  async function startAnew(search: string): Promise<void> {
    writing.now();
    const meanwhile = begin();
    try {
      const page = await parts.fetchPage({ search, limit: PAGE_ROWS });
      beginnings.set(search, (beginnings.get(search) ?? 0) + 1);
      write(search, () => withMeanwhile(listOf(page), search, meanwhile));
    } finally {
      underway.delete(meanwhile);
    }
  }

  let again: ReturnType<typeof setTimeout> | undefined;
  const refetchHeads = (which: (search: string) => boolean): void => {
    const predicate = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
      queryKey[0] === ROOT && typeof queryKey[1] === 'string' && which(queryKey[1]);
    void cache.invalidateQueries({ predicate });
  };
  const searchAgainSoon = (): void => {
    again ??= setTimeout(() => {
      again = undefined;
      refetchHeads((search) => search !== '');
    }, SEARCH_AGAIN_MS);
  };

  let queue: Omit<Meanwhile, 'removed'> = { added: [], changed: [] };
  const writing = bursts(WRITE_EVERY_MS, () => {
    const { added, changed } = queue;
    queue = { added: [], changed: [] };
    if (added.length > 0) write('', (data) => withArrivals(data, added));
    if (changed.length === 0) return;
    for (const search of lists()) write(search, (data) => replaceChanged(data, changed));
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
        for (const search of lists()) write(search, (data) => dropRemoved(data, event.ids));
        return;
      case 'refresh':
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
