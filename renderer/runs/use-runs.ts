import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AppId } from '../../preload/contract/app-model.ts';
import { query } from '../api/client.ts';
import { onCaptureEvent } from '../api/live.ts';

const PAGE = 50;
/** In a burst, new runs are asked for this often at most. */
const PAUSE_MS = 500;

/** Kept runs of an app, newest first, or of one function of it; new ones come in by themselves. */
export function useRuns(appId: AppId, name: string | undefined) {
  useNewRuns();
  return useInfiniteQuery(
    query.functions.runs.infiniteOptions({
      input: (before: string | undefined) => ({
        appId,
        ...(name !== undefined && { name }),
        ...(before !== undefined && { before }),
        limit: PAGE,
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
      refetchOnMount: 'always',
    }),
  );
}

/** A run comes with a capture: when captures change, so may the runs. */
function useNewRuns(): void {
  const cache = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onCaptureEvent(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void cache.invalidateQueries({ queryKey: query.functions.runs.key() });
      }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [cache]);
}
