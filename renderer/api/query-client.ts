import { MutationCache, QueryClient } from '@tanstack/react-query';
import { sayNot } from '../ui/say-not.ts';

/** What only asks: where nobody is there for the answer, nobody needs to hear that it failed. */
export const ONLY_ASKS = { onlyAsks: true } as const;

/** Changes whose page, dialog or menu was gone before the answer came. */
const left = new WeakSet<object>();

/**
 * A form shows why it was refused, as long as it is there. Who closed it meanwhile, or went on, would
 * believe that it was done.
 */
const mutationCache = new MutationCache({
  onError: (error, _input, _kept, mutation) => {
    if (!left.has(mutation) || mutation.options.onError !== undefined) return;
    if (mutation.meta?.['onlyAsks'] !== true) sayNot('What you started did not work')(error);
  },
});
mutationCache.subscribe((event) => {
  if (event.type === 'observerRemoved') left.add(event.mutation);
});

/**
 * Server data. Live events keep it fresh, so nothing is fetched again by time or by focus; a broken
 * connection invalidates all of it when it is back, so nothing is retried blindly either.
 */
export const queryClient = new QueryClient({
  mutationCache,
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
