import { create } from 'zustand';

export type DetailTab =
  | 'overview'
  | 'sender'
  | 'webhook'
  | 'client-call'
  | 'table'
  | 'headers'
  | 'body'
  | 'query'
  | 'reply'
  | 'timeline'
  | 'replays'
  | 'deliveries';

/**
 * The tab last chosen: it stays while one moves from capture to capture. Until one was chosen, a
 * capture opens with its body, or with the overview where it has none.
 */
export const useDetailTab = create<{
  tab: DetailTab | null;
  choose: (tab: DetailTab) => void;
}>((set) => ({
  tab: null,
  choose: (tab) => set({ tab }),
}));
