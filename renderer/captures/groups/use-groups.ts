import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Group, GroupBy } from '../../../preload/contract/captures/overview.ts';
import { api, query } from '../../api/client.ts';
import { onCaptureEvent } from '../../api/live.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Listing } from '../list/listing.ts';
import { IN_PLACE, ordered, searchWithin, type Contents } from './group-rows.ts';
import { steadily } from './steadily.ts';

/** As many groups as one call gives. */
export const GROUPS_AT_MOST = 500;
/** Between two readings while captures arrive. */
const REST_MS = 1000;
const CONTENTS = 'captures-of-group';

/**
 * The groups of what a list finds. While captures arrive their counts grow; their order changes only
 * while nobody points at them.
 *
 * @param held asks whether somebody points at the list just now.
 */
export function useGroups(search: string, by: GroupBy, held: () => boolean) {
  const found = useQuery(
    query.captures.groups.queryOptions({ input: { search, by, limit: GROUPS_AT_MOST } }),
  );
  const [keys, setKeys] = useState<readonly string[]>([]);
  const now = found.data?.items ?? NONE;
  const groups = ordered(keys, now, held());
  const order = groups.map(({ key }) => key).join('\n');
  if (order !== keys.join('\n')) setKeys(groups.map(({ key }) => key));
  return { found, groups, /** Puts the newest first again. */ settle: () => setKeys([]) };
}

const NONE: readonly Group[] = [];

/** The first captures of each open group. */
export function useContents(
  listing: Listing,
  open: readonly Group[],
): ReadonlyMap<string, Contents> {
  const { order, columns } = listing;
  const results = useQueries({
    queries: open.map((group) => {
      const search = searchWithin(listing.search, group);
      return {
        queryKey: [CONTENTS, { search, order, columns }],
        queryFn: () => api.captures.list({ search, limit: IN_PLACE, order, columns: [...columns] }),
        gcTime: 30_000,
      };
    }),
  });
  return new Map(
    open.map(({ key }, index) => {
      const { data, error = null } = results[index] ?? {};
      return [key, { items: data?.items, error: data === undefined ? error : null }];
    }),
  );
}

/** Reads groups and what they hold again when captures come, change or go. */
export function useLiveGroups(): void {
  useEffect(() => {
    const reading = steadily(REST_MS, () =>
      Promise.all(
        [query.captures.groups.key(), [CONTENTS]].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
    );
    const stop = onCaptureEvent(reading.ask);
    return () => {
      stop();
      reading.stop();
    };
  }, []);
}
