import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { query } from '../api/client.ts';

const LOOK_EVERY_MS = 5000;

/**
 * Whether something listens at an address of this computer, looked at while the window is in sight:
 * a bare connection, nothing is sent. null: elsewhere, or not known yet.
 */
export function useListening(address: string | undefined): boolean | null {
  const asked = address?.trim() ?? '';
  const { data } = useQuery(
    query.destinations.listens.queryOptions({
      input: { address: asked },
      enabled: asked !== '',
      refetchInterval: LOOK_EVERY_MS,
      gcTime: 0,
    }),
  );
  return data?.listening ?? null;
}

const PAUSE_MS = 300;

/** A text as it was when the typing paused. */
export function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}
