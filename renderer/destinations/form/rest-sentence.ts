import { triesOf } from '../destination-words.ts';
import { scheduleOf, type DestinationDraft } from './destination-draft.ts';

/**
 * What the folded part of the form comes to: `10 tries in 48 h, signed as Standard Webhooks`, and what
 * is otherwise than usual.
 *
 * @param provider name of the provider it is signed as, where it is one.
 */
export function restSentence(draft: DestinationDraft, provider: string | undefined): string {
  const signed =
    draft.signing === 'none'
      ? 'not signed'
      : `signed as ${draft.signing === 'standard' ? 'Standard Webhooks' : (provider ?? draft.signing)}`;
  return [
    triesOf(scheduleOf(draft)),
    signed,
    ...(draft.events.trim() === '' ? [] : [`only ${draft.events.trim()}`]),
    ...(draft.filter.trim() === '' ? [] : ['with a filter']),
    ...(draft.ordering === 'parallel' ? [] : ['in order']),
    ...(draft.headers.trim() === '' ? [] : ['with headers']),
  ].join(', ');
}
