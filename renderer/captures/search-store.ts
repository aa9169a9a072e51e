import { create } from 'zustand';

/** The view that shows all captures; an address leaves it out. */
export const ALL_VIEW = 'all';

/** The text of the search box, and what of it the list shows: that follows after a short rest. */
export const useSearch = create<{
  text: string;
  applied: string;
  /** Id of the view the search began from. */
  view: string;
  /** The last search without a mistake: what the list goes on showing beside one with a mistake. */
  good: string;
  setText: (text: string) => void;
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
  view: ALL_VIEW,
  good: '',
  setText: (text) => set({ text }),
  apply: (text) => set({ applied: text.trim() === '' ? '' : text }),
  searchFor: (text) => set({ text, applied: text.trim() === '' ? '' : text }),
  openView: (view, search) => set({ view, text: search, applied: search }),
  clear: () => set({ text: '', applied: '', view: ALL_VIEW }),
}));
