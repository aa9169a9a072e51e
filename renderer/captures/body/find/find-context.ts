import { createContext, use } from 'react';
import type { FoundNodes } from './find-nodes.ts';
import type { FoundSpans } from './find-spans.ts';
import type { Needles } from './list-needles.ts';

/** What a view of a body marks. */
export interface Marking {
  found: FoundSpans | FoundNodes | null;
  /** The hit to be in view. */
  at: number;
  /** Words of the list's search; none while somebody looks for something here. */
  needles: Needles;
}

export const NO_MARKING: Marking = { found: null, at: 0, needles: [] };

export const MarkingContext = createContext<Marking>(NO_MARKING);

export const useMarking = (): Marking => use(MarkingContext);
