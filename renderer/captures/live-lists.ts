import { useEffect } from 'react';
import { api } from '../api/client.ts';
import { onCaptureEvent } from '../api/live.ts';
import { queryClient } from '../api/query-client.ts';
import { createListCache } from './list/list-cache.ts';

/** The lists of captures that were asked for, by what they hold. */
export const listCache = createListCache({
  cache: queryClient,
  fetchPage: (input, signal) => api.captures.list(input, { signal }),
  onEvent: onCaptureEvent,
});

/** Keeps every cached list true while the page lives. */
export function useLiveLists(): void {
  useEffect(() => listCache.follow(), []);
}
