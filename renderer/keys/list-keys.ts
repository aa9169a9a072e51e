import { create } from 'zustand';

/** What the keys of lists do in the list that a page shows just now. */
export interface ListKeys {
  /** @param step rows to move by, negative upwards; infinite for an end. `extending` selects them. */
  move: (step: number, extending: boolean) => void;
  open: () => void;
  /** Goes one layer back: selection, what is open, search. */
  close: () => void;
  toggle: () => void;
  chooseAll: () => void;
  rowMenu: () => void;
  showOpen: () => void;
}

/**
 * The list of a page that takes the keys of lists; null where there is none, or it is that of the
 * captures, whose keys they were first.
 */
export const useListKeys = create<{ present: ListKeys | null }>(() => ({ present: null }));
