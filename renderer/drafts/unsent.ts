import { create } from 'zustand';

/**
 * What was typed here and is not saved, for people to take along while the engine is away. It is filled
 * by the drafts once they are there; before, nothing was typed.
 */
export const useUnsent = create<{ count: number; text: () => string }>(() => ({
  count: 0,
  text: () => '',
}));
