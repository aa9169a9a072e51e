import type { DraftWords } from '../../drafts/draft-words.ts';
import type { Draft } from '../edit/edit-draft.ts';
import { requestText } from '../edit/request-text.ts';
import type { Composition } from './composition.ts';

/** A composition as text: the whole request to compare, its body to merge by hand. */
export function compositionWords(opened: Draft): DraftWords<Composition> {
  const bodyOf = ({ draft }: Composition): string => {
    const { body } = draft ?? opened;
    return body.kind === 'kept' ? '' : body.text;
  };
  return {
    language: 'text',
    text: ({ draft }) => requestText(draft ?? opened),
    part: bodyOf,
    withPart(text, composition) {
      const draft = composition.draft ?? opened;
      if (draft.body.kind === 'kept') return composition;
      return { ...composition, draft: { ...draft, body: { ...draft.body, text } } };
    },
  };
}
