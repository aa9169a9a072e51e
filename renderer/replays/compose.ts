import { navigate } from '../navigation/route.ts';
import { toast } from '../ui/toast.tsx';
import { sayNot } from '../ui/say-not.ts';

/** A name for a request that is made from nothing: part of its address, and of the key of its draft. */
export const newDraftId = (): string => `new-${crypto.randomUUID().slice(0, 13)}`;

/** Opens the composer on an empty request. */
export function compose(): void {
  navigate({ page: 'compose', id: newDraftId() });
}

/** Whether a text is one that the composer reads: a curl command, or an HTTP message. */
export const isRequestText = (text: string): boolean =>
  /^\s*(?:[$>%]\s+)?curl(?:\.exe)?\s+\S/.test(text) ||
  /^\s*[A-Z]{3,7} (?:\/|https?:\/\/)\S*(?: HTTP\/\d(?:\.\d)?)?[ \t]*(?:\r?\n|$)/.test(text);

/** Opens the composer on a pasted request, or says why it cannot be read. */
export function composeFrom(text: string): void {
  import('./composer/compose-from.ts')
    .then(async ({ composeFromText }) => {
      const problem = await composeFromText(text, newDraftId());
      if (problem !== null) toast({ title: 'Not composed', description: problem, tone: 'bad' });
    })
    .catch(sayNot('Not composed'));
}
