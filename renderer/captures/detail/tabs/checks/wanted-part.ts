import { create } from 'zustand';

export type WantedPart = 'arrival' | 'match' | 'signature' | 'app';

/** The part of the checks that somebody was led to; null once it was shown. */
export const useWantedPart = create<{
  part: WantedPart | null;
  want: (part: WantedPart | null) => void;
}>((set) => ({
  part: null,
  want: (part) => set({ part }),
}));
