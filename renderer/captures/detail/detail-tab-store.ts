import { create } from 'zustand';

export type DetailTab =
  | 'overview'
  | 'headers'
  | 'body'
  | 'query'
  | 'reply'
  | 'timeline'
  | 'replays';

/** The tab last chosen: it stays while one moves from capture to capture. */
export const useDetailTab = create<{ tab: DetailTab; choose: (tab: DetailTab) => void }>((set) => ({
  tab: 'overview',
  choose: (tab) => set({ tab }),
}));
