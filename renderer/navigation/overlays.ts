import { create } from 'zustand';

export type Overlay = 'palette' | 'shortcuts' | 'tunnel' | 'forward' | 'notices';

/** Which of the shell's own dialogs is open. */
export const useOverlay = create<{
  open: Overlay | null;
  /** What had the focus when it was asked for: there it goes back to. */
  from: Element | null;
  show: (what: Overlay) => void;
  close: () => void;
}>((set) => ({
  open: null,
  from: null,
  show: (what) => set({ open: what, from: document.activeElement }),
  close: () => set({ open: null }),
}));
