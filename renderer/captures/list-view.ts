import { create } from 'zustand';
import type { CaptureId } from '../../preload/contract/shapes.ts';

/** What the list shows at the moment, for the commands that move through it. */
export const useListView = create<{
  ids: readonly CaptureId[];
  hidden: number;
  /** Every row that is found is loaded. */
  whole: boolean;
  /** The list stands for an earlier search, because the present one has a mistake. */
  inert: boolean;
  /** Shows what was held back, from the top. @returns the newest row then. */
  showNewest: () => Promise<CaptureId | null>;
  /** Scrolls a row into sight. */
  showRow: (id: CaptureId) => void;
  /** What the keys do where rows are not captures alone; null where they are. */
  own: {
    move: (step: number) => void;
    /** @returns whether the active row was one that it opens. */
    open: () => boolean;
    /** Whether the active row is no capture. */
    isOnGroup: () => boolean;
  } | null;
}>(() => ({
  ids: [],
  hidden: 0,
  whole: true,
  inert: false,
  showNewest: () => Promise.resolve(null),
  showRow: () => {},
  own: null,
}));

/** Whether new captures appear in the list by themselves while it is at its top. */
export const useFollowing = create<{ on: boolean; toggle: () => void }>((set) => ({
  on: true,
  toggle: () => set(({ on }) => ({ on: !on })),
}));
