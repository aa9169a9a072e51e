import { create } from 'zustand';

export type Overlay = 'palette' | 'shortcuts' | 'tunnel' | 'forward' | 'notices';

/** Which of the shell's own dialogs is open. */
export const useOverlay = create<{
  open: Overlay | null;
  show: (what: Overlay) => void;
  close: () => void;
}>((set) => ({
  open: null,
  show: (what) => set({ open: what }),
  close: () => set({ open: null }),
}));
