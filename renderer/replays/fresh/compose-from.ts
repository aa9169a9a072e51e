import { api } from '../../api/client.ts';
import { looksLikeCurl } from '../../../main/curl/read-curl.ts';
import { readPastedCurl } from '../../wire/pasted/read-curl.ts';
import { looksLikeHttp, readHttp } from '../../wire/pasted/read-http.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { pastedComposition } from './from-nothing.ts';
import { openComposition } from './open-composition.ts';

/** Opens the composer on a pasted request, or says why it cannot be read. Any other text is left alone. */
export async function composePasted(text: string): Promise<void> {
  if (!looksLikeCurl(text) && !looksLikeHttp(text)) return;
  try {
    const problem = await composeFromText(text);
    if (problem !== null) toast({ title: 'Not composed', description: problem, tone: 'bad' });
  } catch (error) {
    sayNot('Not composed')(error);
  }
}

/** @returns what keeps a text from being read; null where the composer is open on it */
async function composeFromText(text: string): Promise<string | null> {
  const read = looksLikeCurl(text) ? await readPastedCurl(text) : readHttp(text);
  if ('problem' in read) return read.problem;
  const { intakeUrl } = await api.system.status();
  const composition = pastedComposition(read.request, intakeUrl);
  if (composition.draft?.body.kind === 'kept') return 'Its body is too large to be edited here.';
  openComposition(composition);
  return null;
}
