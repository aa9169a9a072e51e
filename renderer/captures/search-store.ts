import { create } from 'zustand';

/** The text of the search box, and what of it the list shows: that follows after a short rest. */
export const useSearch = create<{
  text: string;
  applied: string;
  setText: (text: string) => void;
  /** Shows what `text` finds. */
  apply: (text: string) => void;
  clear: () => void;
}>((set) => ({
  text: '',
  applied: '',
  setText: (text) => set({ text }),
  apply: (text) => set({ applied: text.trim() === '' ? '' : text }),
  clear: () => set({ text: '', applied: '' }),
}));
