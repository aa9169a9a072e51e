import { create } from 'zustand';
import { type Draft, FIRST_DRAFT } from './simulator-draft.ts';

/** What was typed and which simulation is looked at; both outlive a visit to another page. */
export const useSimulatorStore = create<{
  draft: Draft;
  change: (some: Partial<Draft>) => void;
  /** Null: the newest. */
  openId: string | null;
  open: (id: string | null) => void;
}>((set) => ({
  draft: FIRST_DRAFT,
  change: (some) => set((state) => ({ draft: { ...state.draft, ...some } })),
  openId: null,
  open: (openId) => set({ openId }),
}));
