import { create } from 'zustand';
import type { Place } from './stack-place.ts';

interface WantedLine {
  /** A line that somebody followed here from a stack; null once an editor went there. */
  place: Place | null;
  want: (place: Place | null) => void;
}

/** Carries a line from the stack of a run to the editor of the function, on another page. */
export const useWantedLine = create<WantedLine>((set) => ({
  place: null,
  want: (place) => set({ place }),
}));
