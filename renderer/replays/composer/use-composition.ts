import { useDraft } from '../../drafts/use-draft.ts';
import {
  type Composition,
  FIRST_COMPOSITION,
  isUnsent,
  packComposition,
  sameComposition,
  unpackComposition,
} from './composition.ts';

/** A request in the making, kept under a key: closing the composer, or the engine, loses nothing. */
export function useComposition(key: string, first: Composition = FIRST_COMPOSITION) {
  const kept = useDraft<Composition>({
    key,
    // What was sent as it stands is kept, too; it is nothing that waits for somebody.
    kind: (composition) => (isUnsent(composition) ? 'compose' : 'compose-kept'),
    base: null,
    saved: first,
    same: sameComposition,
    pack: packComposition,
    unpack: unpackComposition,
  });
  return {
    kept,
    composition: kept.value,
    change: (part: Partial<Composition>): void => kept.update((before) => ({ ...before, ...part })),
  };
}
