import { useQuery } from '@tanstack/react-query';
import type { View } from '../../../preload/contract/captures/views.ts';
import { query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';

const NONE: readonly View[] = [];

/** Where the views stand in the query cache. */
export const VIEWS_KEY = query.views.list.queryKey();

/** All views in their order; empty until they are known. */
export function useViews(): readonly View[] {
  return useQuery(query.views.list.queryOptions()).data ?? NONE;
}

/** As `useViews`, for commands. */
export const knownViews = (): readonly View[] =>
  queryClient.getQueryData<View[]>(VIEWS_KEY) ?? NONE;
