import { create } from 'zustand';
import type { Place } from '../documents.ts';

const MOST = 20;
const NONE: readonly string[] = [];

/**
 * Queries that were asked, by collection, the newest first. They live as long as the page: what one
 * looks for may be a secret.
 */
const useAsked = create<{ by: Readonly<Record<string, readonly string[]>> }>(() => ({ by: {} }));

export function useQueries(place: Place) {
  const key = JSON.stringify([place.appId, place.service, place.database, place.collection]);
  const queries = useAsked((state) => state.by[key] ?? NONE);
  return {
    queries,
    remember(text: string): void {
      const wanted = text.trim();
      if (wanted === '' || wanted === '{}') return;
      const rest = queries.filter((one) => one !== wanted);
      useAsked.setState(({ by }) => ({ by: { ...by, [key]: [wanted, ...rest].slice(0, MOST) } }));
    },
  };
}
