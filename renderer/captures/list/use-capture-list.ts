import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { SearchProblem } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Outage } from '../../../preload/contract/tunnel.ts';
import { query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { listCache } from '../live-lists.ts';
import { outagesIn } from '../outages.ts';
import { readFound } from '../found-text.ts';
import { useSearch } from '../search-store.ts';
import { listKey } from './list-cache.ts';
import { newestId, type ListData } from './list-pages.ts';
import { buildRows, type Rows } from './list-rows.ts';

const NO_OUTAGES: readonly Outage[] = [];
const EMPTY: ListData = { pages: [], gap: false };

const listOptions = (search: string) =>
  queryOptions({
    queryKey: listKey(search),
    queryFn: ({ signal }) => listCache.fetchHead(search, signal),
    structuralSharing: false,
    gcTime: 30_000,
  });

const NO_PROBLEMS: readonly SearchProblem[] = [];

/**
 * What the list shows for a search: its own rows once they are there, those of the last good search
 * while they are not, or where it has mistakes.
 */
export function useGoodSearch(search: string): {
  good: string;
  problems: readonly SearchProblem[];
  pending: boolean;
} {
  const found = useQuery({
    ...listOptions(search),
    select: (list) => list.pages[0]?.problems ?? NO_PROBLEMS,
  });
  const last = useSearch((s) => s.good);
  const problems = found.data ?? NO_PROBLEMS;
  const isGood = found.error !== null || (found.data !== undefined && problems.length === 0);
  useEffect(() => {
    if (isGood) useSearch.setState({ good: search });
  }, [isGood, search]);
  return { good: isGood ? search : last, problems, pending: found.data === undefined };
}

export type CaptureList = {
  loaded: boolean;
  error: unknown;
  rows: Rows;
  data: ListData;
  /** Fetches the next page unless one is on its way or all are there. */
  loadMore: () => void;
  loadingMore: boolean;
  moreError: unknown;
  /** Shows all that was held back. @returns the newest row then; null where there is none. */
  reveal: () => Promise<CaptureId | null>;
  retry: () => void;
};

/**
 * The list a search finds.
 *
 * @param following true while arrivals may appear at once; otherwise they wait above what is shown.
 */
export function useCaptureList(search: string, following: boolean): CaptureList {
  const list = useQuery(listOptions(search));
  const outages = useQuery(query.tunnel.outages.queryOptions({ input: {} }));
  const data = list.data ?? EMPTY;
  const [ceiling, setCeiling] = useCeiling(data, following);
  const now = list.dataUpdatedAt;
  const rows = useMemo(() => {
    const { search: words, span } = readFound(search);
    const shown = words === '' ? (outages.data ?? NO_OUTAGES) : NO_OUTAGES;
    return buildRows(data, ceiling, outagesIn(shown, span), now);
  }, [data, ceiling, outages.data, search, now]);
  const more = useMore(search);

  useEffect(() => {
    // Nobody reads: what could not be merged may replace the list at once.
    if (data.gap && following) void listCache.startAnew(search);
  }, [data.gap, following, search]);

  return {
    loaded: list.data !== undefined,
    error: list.error,
    rows,
    data,
    ...more,
    reveal: async () => {
      if (data.gap) await listCache.startAnew(search);
      const newest = newestId(queryClient.getQueryData<ListData>(listKey(search)) ?? data);
      setCeiling(newest || null);
      return newest === '' ? null : (newest as CaptureId);
    },
    retry: () => void list.refetch(),
  };
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

function useMore(search: string): Pick<CaptureList, 'loadMore' | 'loadingMore' | 'moreError'> {
  const [state, setState] = useState<{ loading: boolean; error: unknown }>(IDLE);
  const busy = useRef(false);
  const load = async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setState({ loading: true, error: null });
    try {
      await listCache.fetchMore(search);
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
