import { create } from 'zustand';
import { type FindQuery, NO_QUERY } from './find-query.ts';

/** What was last looked for: it is there again in the next body, as long as the page lives. */
export const useFindQuery = create<{
  query: FindQuery;
  change: (part: Partial<FindQuery>) => void;
}>((set) => ({
  query: NO_QUERY,
  change: (part) => set(({ query }) => ({ query: { ...query, ...part } })),
}));
