import { QueryClient } from '@tanstack/react-query';

/**
 * Server data. Live events keep it fresh, so nothing is fetched again by time or by focus; a broken
 * connection invalidates all of it when it is back, so nothing is retried blindly either.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // The engine is on this machine: the browser's idea of being offline does not matter.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
