import { writeDraft } from '../../drafts/use-draft.ts';
import { navigate } from '../../navigation/route.ts';
import { newDraftId } from '../compose.ts';
import { type Composition, packComposition } from '../composer/composition.ts';

/** Opens the composer on a request of its own, kept under a new name. */
export function openComposition(composition: Composition): void {
  const id = newDraftId();
  writeDraft({ key: `compose:${id}`, kind: 'compose', base: null }, composition, packComposition);
  navigate({ page: 'compose', id });
}
