import { create } from 'zustand';

const KEPT = 8;

/**
 * The last searches, newest first. They live as long as the page: what one searches for may be a
 * secret, and must not stay behind in the browser.
 */
export const useRecentSearches = create<{
  recent: readonly string[];
  add: (search: string) => void;
}>((set) => ({
  recent: [],
  add: (search) =>
    set(({ recent }) => {
      const text = search.trim();
      if (text === '' || recent[0] === text) return {};
      return { recent: [text, ...recent.filter((other) => other !== text)].slice(0, KEPT) };
    }),
}));
