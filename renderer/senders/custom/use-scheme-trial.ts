import { useEffect, useState } from 'react';
import type { CustomScheme } from '../../../preload/contract/signatures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';

const PAUSE_MS = 300;

type Made = Awaited<ReturnType<typeof api.signatures.tryScheme>>;

/** What a scheme makes of a capture with a secret, a moment after either changed. Nothing is kept. */
export function useSchemeTrial(
  captureId: CaptureId | undefined,
  scheme: CustomScheme,
  secret: string,
): { made: Made | null; error: unknown } {
  const [state, setState] = useState<{ made: Made | null; error: unknown }>({
    made: null,
    error: null,
  });
  const written = JSON.stringify(scheme);
  useEffect(() => {
    if (captureId === undefined) return;
    const round = new AbortController();
    const { signal } = round;
    const tryIt = async (): Promise<void> => {
      try {
        const input = { id: captureId, scheme: JSON.parse(written) as CustomScheme, secret };
        const made = await api.signatures.tryScheme(input, { signal });
        if (!signal.aborted) setState({ made, error: null });
      } catch (error) {
        if (!signal.aborted) setState({ made: null, error });
      }
    };
    const timer = setTimeout(() => void tryIt(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      round.abort();
    };
  }, [captureId, written, secret]);
  return state;
}
