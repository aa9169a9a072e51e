import { create } from 'zustand';
import type { TimeSpan } from '../navigation/captures-address.ts';
import { foundText } from './found-text.ts';

/** The view that shows all captures; an address leaves it out. */
export const ALL_VIEW = 'all';

/** The text of the search box, and what of it the list shows: that follows after a short rest. */
export const useSearch = create<{
  text: string;
  applied: string;
  /** Only captures of that time; null: of any. It is not part of the text, and of no view. */
  span: TimeSpan | null;
  /** Id of the view the search began from. */
  view: string;
  /** The last search without a mistake: what the list goes on showing beside one with a mistake. */
  good: string;
  setText: (text: string) => void;
  setSpan: (span: TimeSpan | null) => void;
  /** Shows what `text` finds. */
  apply: (text: string) => void;
  /** Shows what `text` finds, and puts it into the box. */
  searchFor: (text: string) => void;
  /** Shows a view. */
  openView: (view: string, search: string) => void;
  clear: () => void;
}>((set) => ({
  text: '',
  applied: '',
  span: null,
  view: ALL_VIEW,
  good: '',
  setText: (text) => set({ text }),
  setSpan: (span) => set({ span }),
  apply: (text) => set({ applied: text.trim() === '' ? '' : text }),
  searchFor: (text) => set({ text, applied: text.trim() === '' ? '' : text }),
  openView: (view, search) => set({ view, text: search, applied: search }),
  clear: () => set({ text: '', applied: '', span: null, view: ALL_VIEW }),
}));

/**
 * What the list is asked for: the search and its time in one text. Whatever acts on all that is found
 * takes this one, never the text of the box alone.
 */
export function presentFound(): string {
  const { applied, span } = useSearch.getState();
  return foundText(applied, span);
}

/** As `presentFound`, and follows it. */
export const useFound = (): string => useSearch(({ applied, span }) => foundText(applied, span));
