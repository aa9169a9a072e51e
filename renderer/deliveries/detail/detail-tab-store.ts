import { create } from 'zustand';

export type DetailTab = 'message' | 'attempts' | 'trace';

/** Which part of a delivery is shown; it stays for the next one. */
export const useDetailTab = create<{ tab: DetailTab; choose: (tab: DetailTab) => void }>((set) => ({
  tab: 'attempts',
  choose: (tab) => set({ tab }),
}));
