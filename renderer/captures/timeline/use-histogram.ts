import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Histogram } from '../../../preload/contract/captures/overview.ts';
import type { TimeSpan } from '../../navigation/captures-address.ts';
import { query } from '../../api/client.ts';
import { invalidate } from '../../api/invalidate.ts';
import { onCaptureEvent } from '../../api/live.ts';
import { queryClient } from '../../api/query-client.ts';
import { bursts } from '../list/bursts.ts';

const BUCKETS = 120;
/** While captures arrive, it is counted again this often at most. */
const AGAIN_MS = 1000;
/** Time goes on also while nothing arrives. */
const ANYWAY_MS = 30_000;

/**
 * How many captures a search finds over time; the last answer stays until the next is there.
 *
 * @param shown the time asked about; null: all that the search is about.
 * @returns with it, `asOf`: when that was answered, epoch ms.
 */
export function useHistogram(
  search: string,
  shown: TimeSpan | null,
): { histogram: Histogram | undefined; asOf: number } {
  const { data, dataUpdatedAt } = useQuery({
    ...query.captures.histogram.queryOptions({ input: { search, buckets: BUCKETS, ...shown } }),
    placeholderData: (previous) => previous,
    refetchInterval: ANYWAY_MS,
  });
  useEffect(() => {
    const again = bursts(AGAIN_MS, () => invalidate(queryClient, query.captures.histogram.key()));
    const stop = onCaptureEvent(again.ask);
    return () => {
      stop();
      again.stop();
    };
  }, []);
  return { histogram: data, asOf: dataUpdatedAt };
}
