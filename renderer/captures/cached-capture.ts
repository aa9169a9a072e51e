import type { CaptureSummary } from '../../preload/contract/captures.ts';
import { queryClient } from '../api/query-client.ts';
import { LISTS } from './list/list-cache.ts';
import type { ListData } from './list/list-pages.ts';

/** A capture that any list has loaded; undefined where none has. */
export function cachedCapture(id: string): CaptureSummary | undefined {
  for (const [, data] of queryClient.getQueriesData<ListData>({ queryKey: LISTS })) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find((item) => item.id === id);
      if (found) return found;
    }
  }
  return undefined;
}
