import { create } from 'zustand';
import type { CaptureId } from '../../preload/contract/shapes.ts';

/** What the list shows at the moment, for the commands that move through it. */
export const useListView = create<{
  ids: readonly CaptureId[];
  hidden: number;
  /** Shows what was held back, from the top. */
  showNewest: () => void;
}>(() => ({ ids: [], hidden: 0, showNewest: () => {} }));
