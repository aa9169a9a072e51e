import { create } from 'zustand';

/** How many notices nobody has read, and how many of them are to be counted in the title. */
export const useUnread = create<{ unread: number; badge: number }>(() => ({
  unread: 0,
  badge: 0,
}));
