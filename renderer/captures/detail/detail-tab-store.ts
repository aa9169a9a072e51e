import { create } from 'zustand';

/** The six parts of a capture, always in this order, with the key of each. */
export const DETAIL_TABS = [
  { id: 'body', label: 'Body', key: 'b' },
  { id: 'request', label: 'Request', key: 'h' },
  { id: 'reply', label: 'Reply', key: 'y' },
  { id: 'checks', label: 'Checks', key: 'v' },
  { id: 'trace', label: 'Flow', key: 'w' },
  { id: 'activity', label: 'Activity', key: 'a' },
] as const;

export type DetailTab = (typeof DETAIL_TABS)[number]['id'];

/**
 * The tab last chosen: it stays while one moves from capture to capture. Until one was chosen, a
 * capture opens with its body, or with the request where it has none.
 */
export const useDetailTab = create<{
  tab: DetailTab | null;
  choose: (tab: DetailTab) => void;
}>((set) => ({
  tab: null,
  choose: (tab) => set({ tab }),
}));
