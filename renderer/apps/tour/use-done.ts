import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { WebhookView } from '../../../preload/contract/apps/webhooks.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { onCaptureEvent } from '../../api/live.ts';
import type { TourStep } from './tour-steps.ts';

/** In a burst, new captures are asked for this often at most. */
const PAUSE_MS = 500;

/** For each step the newest capture that shows that it was done; null where none does. */
export function useDone(
  steps: readonly TourStep[],
  webhooks: readonly WebhookView[],
): (CaptureId | null)[] {
  const cache = useQueryClient();
  const queries = steps.map(({ done }) => {
    const endpointId = webhooks.find(({ name }) => name === done.webhook)?.endpointId ?? '';
    return query.captures.list.queryOptions({
      input: { search: `endpoint:${endpointId} status:${done.status}`, limit: 1 },
      enabled: endpointId !== '',
      refetchOnMount: 'always' as const,
    });
  });
  const found = useQueries({ queries });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onCaptureEvent(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void cache.invalidateQueries({ queryKey: query.captures.list.key() });
      }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [cache]);
  return found.map(({ data }) => data?.items[0]?.id ?? null);
}
