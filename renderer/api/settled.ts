import type { MutationKey } from '@tanstack/react-query';
import { queryClient } from './query-client.ts';

/**
 * Resolves once no change of this window with the key is on its way. Who presses Save and at once what works on
 * the saved ones means the new one. A change that failed is over, too: its form says why.
 */
export function changesSettled(mutationKey: MutationKey): Promise<void> {
  const isOver = (): boolean => queryClient.isMutating({ mutationKey }) === 0;
  if (isOver()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = queryClient.getMutationCache().subscribe(() => {
      if (!isOver()) return;
      stop();
      resolve();
    });
  });
}

/** Whatever is read for longer than this is not waited for. */
const READ_MS = 3000;

/** Resolves once nothing is being read from the engine: what the page shows first does not share the line then. */
export function readsSettled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (queryClient.isFetching() === 0) resolve();
  };
  const stop = queryClient.getQueryCache().subscribe(look);
  const timer = setTimeout(resolve, READ_MS);
  look();
  return promise.finally(() => {
    stop();
    clearTimeout(timer);
  });
}
