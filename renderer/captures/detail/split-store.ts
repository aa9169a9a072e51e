import { create } from 'zustand';

const KEY = 'backstitch.detail-split';

/** Whether the body stands beside another part; a reload keeps it, another window has its own. */
export const useSplit = create<{ split: boolean; toggle: () => void }>((set, get) => ({
  split: window.sessionStorage.getItem(KEY) === 'on',
  toggle: () => {
    const split = !get().split;
    window.sessionStorage.setItem(KEY, split ? 'on' : 'off');
    set({ split });
  },
}));
