import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { query } from '../../api/client.ts';
import { onCaptureEvent } from '../../api/live.ts';

const NONE: readonly CaptureSummary[] = [];
/** As many as the comparison runs on: whatever it shows can be chosen. */
const NEWEST = 250;
/** In a burst, new captures are asked for this often at most. */
const PAUSE_MS = 500;

/** The newest captures of an endpoint; null until it is known what came to it. */
export function useKnownCaptures(endpointId: string): readonly CaptureSummary[] | null {
  const { data, isLoading, isFetching } = useCapturesOf(endpointId);
  const items = data?.items ?? NONE;
  // None, as of an earlier visit, is not known to hold any more.
  return isLoading || (isFetching && items.length === 0) ? null : items;
}

/** The newest captures of an endpoint, kept up to date; none for ''. */
export function useCapturesOf(endpointId: string) {
  const captures = useQuery(
    query.captures.list.queryOptions({
      input: { search: `endpoint:${endpointId}`, limit: NEWEST },
      enabled: endpointId !== '',
      refetchOnMount: 'always',
    }),
  );
  const refresh = useEffectEvent(() => {
    if (endpointId !== '') void captures.refetch();
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onCaptureEvent((event) => {
      if (event.kind === 'changed') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh();
      }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return captures;
}
