import { create } from 'zustand';

/** Which of the shell's own dialogs is open. */
export const useOverlay = create<{
  open: 'palette' | 'shortcuts' | 'tunnel' | null;
  show: (what: 'palette' | 'shortcuts' | 'tunnel') => void;
  close: () => void;
}>((set) => ({
  open: null,
  show: (what) => set({ open: what }),
  close: () => set({ open: null }),
}));
