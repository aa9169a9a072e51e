import { useQuery } from '@tanstack/react-query';
import { query } from '../../../../api/client.ts';
import type { Told } from '../../header/outcome.ts';
import { entriesOf, type Entry } from './entries.ts';
import { useLoadOf } from './load-of.ts';

const MOST_DELIVERIES = 200;

export interface Activity {
  entries: Entry[];
  isPending: boolean;
  error: unknown;
  refetch: () => void;
}

/** Everything that came of a capture. */
export function useActivity({ detail, report }: Told): Activity {
  const replays = useQuery(query.replays.ofCapture.queryOptions({ input: { id: detail.id } }));
  const deliveries = useQuery(
    query.deliveries.list.queryOptions({ input: { captureId: detail.id, limit: MOST_DELIVERIES } }),
  );
  const load = useLoadOf(detail);
  return {
    entries: entriesOf({
      replays: replays.data ?? [],
      deliveries: deliveries.data?.items ?? [],
      duplicates: report?.duplicates ?? [],
      load,
    }),
    isPending: replays.isLoading || deliveries.isLoading,
    error: replays.error ?? deliveries.error,
    refetch: () => {
      if (replays.isError) void replays.refetch();
      if (deliveries.isError) void deliveries.refetch();
    },
  };
}
