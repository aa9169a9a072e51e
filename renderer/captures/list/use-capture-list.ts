import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { create } from 'zustand';
import type { SearchProblem } from '../../../preload/contract/captures/search-text.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Outage } from '../../../preload/contract/tunnel.ts';
import { query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { readProblem } from '../../ui/read-problem.ts';
import { listCache } from '../live-lists.ts';
import { outagesIn } from '../outages.ts';
import { readFound } from '../found-text.ts';
import { useSearch } from '../search-store.ts';
import { listKey } from './list-cache.ts';
import { newestId, type ListData } from './list-pages.ts';
import { buildRows, type Rows } from './list-rows.ts';
import { listingOf, type Listing } from './listing.ts';

const NO_OUTAGES: readonly Outage[] = [];
const EMPTY: ListData = { pages: [], gap: false };

const listOptions = (listing: Listing) =>
  queryOptions({
    queryKey: listKey(listing),
    queryFn: ({ signal }) => listCache.fetchHead(listing, signal),
    structuralSharing: false,
    gcTime: 30_000,
  });

const NO_PROBLEMS: readonly SearchProblem[] = [];

/** What the list showed last that had no mistake. */
const useLastGood = create<{ listing: Listing }>(() => ({ listing: listingOf('') }));

/**
 * What the list shows: what is asked for once it is there, what it showed last while it is not, or
 * where the search has mistakes.
 */
export function useGoodListing(listing: Listing): {
  good: Listing;
  problems: readonly SearchProblem[];
  /** It is being read for the first time. */
  pending: boolean;
  /** Why it could not be read; null where it could, or where the list itself says why. */
  error: unknown;
  retry: () => void;
  /** Gives up reading it. */
  cancel: () => void;
} {
  const found = useQuery({
    ...listOptions(listing),
    select: (list) => list.pages[0]?.problems ?? NO_PROBLEMS,
  });
  const last = useLastGood((s) => s.listing);
  const problems = found.data ?? NO_PROBLEMS;
  const isTooWide = readProblem(found.error).code === 'SEARCH_TOO_WIDE';
  const isGood = isTooWide || (found.data !== undefined && problems.length === 0);
  useEffect(() => {
    if (!isGood) return;
    useLastGood.setState({ listing });
    useSearch.setState({ good: listing.search });
  }, [isGood, listing]);
  return {
    good: isGood ? listing : last,
    problems,
    pending: found.data === undefined && found.isFetching,
    error: isTooWide ? null : found.error,
    retry: () => void found.refetch(),
    cancel: () => void cancelReading(listing),
  };
}

const cancelReading = (listing: Listing): Promise<void> =>
  queryClient.cancelQueries({ queryKey: listKey(listing), exact: true });

export type CaptureList = {
  loaded: boolean;
  /** It is on its way. */
  reading: boolean;
  cancel: () => void;
  error: unknown;
  rows: Rows;
  data: ListData;
  /** Fetches the next page unless one is on its way or all are there. */
  loadMore: () => void;
  loadingMore: boolean;
  moreError: unknown;
  /** Shows all that was held back. @returns the first row then; null where there is none. */
  reveal: () => Promise<CaptureId | null>;
  retry: () => void;
};

/**
 * The rows of a list.
 *
 * @param following true while arrivals may appear at once; otherwise they wait above what is shown.
 */
export function useCaptureList(listing: Listing, following: boolean): CaptureList {
  const list = useQuery(listOptions(listing));
  const outages = useQuery(query.tunnel.outages.queryOptions({ input: {} }));
  const { search, order } = listing;
  const data = list.data ?? EMPTY;
  // In any other order nothing is put in above what is read.
  const [ceiling, setCeiling] = useCeiling(data, following || order !== 'newest');
  const now = list.dataUpdatedAt;
  const rows = useMemo(() => {
    const { search: words, span } = readFound(search);
    const shown = words === '' ? (outages.data ?? NO_OUTAGES) : NO_OUTAGES;
    return buildRows(data, ceiling, outagesIn(shown, span), now, order);
  }, [data, ceiling, outages.data, search, now, order]);
  const more = useMore(listing);

  useEffect(() => {
    // Nobody reads: what could not be merged may replace the list at once.
    if (data.gap && following) void startAnew(listing);
  }, [data.gap, following, listing]);

  return {
    loaded: list.data !== undefined,
    reading: list.isFetching,
    cancel: () => void cancelReading(listing),
    error: list.error,
    rows,
    data,
    ...more,
    reveal: async () => {
      if (data.gap) await startAnew(listing);
      const newest = newestId(queryClient.getQueryData<ListData>(listKey(listing)) ?? data);
      setCeiling(newest || null);
      return newest === '' ? null : (newest as CaptureId);
    },
    retry: () => void list.refetch(),
  };
}

/** What cannot be read any more is fetched as a new list, which says why. */
async function startAnew(listing: Listing): Promise<void> {
  try {
    await listCache.startAnew(listing);
  } catch {
    await queryClient.resetQueries({ queryKey: listKey(listing), exact: true });
  }
}

/** The newest id to show: none while following, else the newest there was when reading began. */
function useCeiling(
  data: ListData,
  following: boolean,
): [string | null, (ceiling: string | null) => void] {
  const [ceiling, setCeiling] = useState<string | null>(null);
  if (following && ceiling !== null) setCeiling(null);
  const newest = newestId(data);
  if (!following && ceiling === null && newest !== '') setCeiling(newest);
  return [following ? null : (ceiling ?? (newest || null)), setCeiling];
}

function useMore(listing: Listing): Pick<CaptureList, 'loadMore' | 'loadingMore' | 'moreError'> {
  const [state, setState] = useState<{ loading: boolean; error: unknown }>(IDLE);
  const busy = useRef(false);
  const load = async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setState({ loading: true, error: null });
    try {
      await listCache.fetchMore(listing);
      setState(IDLE);
    } catch (error) {
      setState({ loading: false, error });
    } finally {
      busy.current = false;
    }
  };
  return { loadMore: () => void load(), loadingMore: state.loading, moreError: state.error };
}

const IDLE = { loading: false, error: null };
