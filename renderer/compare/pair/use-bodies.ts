import { useQueries } from '@tanstack/react-query';
import type { Comparison } from '../../../preload/contract/captures/compare.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api, query } from '../../api/client.ts';

export interface Bodies {
  left: Uint8Array<ArrayBuffer> | undefined;
  right: Uint8Array<ArrayBuffer> | undefined;
  error: unknown;
  refetch: () => void;
}

/** The bytes of both bodies, their content codings undone. */
export function useBodies({ left, right, of }: Pick<Comparison, 'left' | 'right' | 'of'>): Bodies {
  const [a, b] = useQueries({
    queries: [optionsOf(left.id, of), optionsOf(right.id, of)],
  });
  return {
    left: a?.data,
    right: b?.data,
    error: a?.error ?? b?.error ?? null,
    refetch() {
      void a?.refetch();
      void b?.refetch();
    },
  };
}

function optionsOf(id: CaptureId, of: Comparison['of']) {
  return {
    queryKey: [...query.captures.decodedBody.key({ input: { id, of } }), 'compared'],
    queryFn: async () => {
      const { body } = await api.captures.decodedBody({ id, of, unpack: true });
      return new Uint8Array(await body.arrayBuffer());
    },
    // A body never changes, but may be large: it is let go soon after it was last shown.
    gcTime: 10_000,
    staleTime: 'static' as const,
    structuralSharing: false,
  };
}
