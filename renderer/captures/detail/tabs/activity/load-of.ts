import { useQuery } from '@tanstack/react-query';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import { type api, query } from '../../../../api/client.ts';

export type InferredLoad = NonNullable<Awaited<ReturnType<typeof api.integrations.ofCapture>>>;

/** What a capture was loaded as; null while it is not known, or where no integration took it. */
export function useLoadOf(detail: CaptureDetail): InferredLoad | null {
  const load = useQuery(
    query.integrations.ofCapture.queryOptions({
      input: { id: detail.id },
      enabled: detail.durationMs !== null && detail.target.startsWith('/v1/clients/'),
    }),
  );
  return load.data ?? null;
}
