import { create } from 'zustand';

export type WantedPart = 'arrival' | 'match' | 'signature' | 'app';

/** What somebody was led to among the checks; it is forgotten once it was shown. */
export const useWantedPart = create<{
  part: WantedPart | null;
  /** Whether all kept secrets are to be tried there. */
  whichFits: boolean;
  want: (part: WantedPart | null) => void;
}>((set) => ({
  part: null,
  whichFits: false,
  want: (part) => set({ part }),
}));
