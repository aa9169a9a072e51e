import type { QueryClient } from '@tanstack/react-query';

/**
 * Fetches again what the key covers. A query whose first answer is still on its way would take that
 * one for fresh, although it may be older than the change: it is asked again once it is there.
 */
export function invalidate(cache: QueryClient, queryKey: readonly unknown[]): void {
  const waiting = cache
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching' })
    .filter(({ state }) => state.data === undefined);
  void cache.invalidateQueries({ queryKey });
  for (const query of waiting) {
    const again = (): void => {
      void cache.invalidateQueries({ queryKey: query.queryKey, exact: true });
    };
    query.promise?.then(again, again);
  }
}
