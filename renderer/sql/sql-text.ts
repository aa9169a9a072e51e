import { create } from 'zustand';

/** What stands in the editor; it stays while other pages are looked at. */
export const useSqlText = create<{ text: string; setText: (text: string) => void }>((set) => ({
  text: '',
  setText: (text) => set({ text }),
}));
