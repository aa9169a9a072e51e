import type { ComponentType } from 'react';
import { create } from 'zustand';

/**
 * What was typed here and is not saved, for people to take along while the engine is away. The drafts
 * fill it once they are there, and bring what shows it; before, nothing was typed.
 */
export const useUnsent = create<{ count: number; Tools: ComponentType | null }>(() => ({
  count: 0,
  Tools: null,
}));
