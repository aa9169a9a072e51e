import { api } from '../../api/client.ts';
import { writeDraft } from '../../drafts/use-draft.ts';
import { navigate } from '../../navigation/route.ts';
import { looksLikeCurl, readCurl } from '../../wire/pasted/read-curl.ts';
import { readHttp } from '../../wire/pasted/read-http.ts';
import { packComposition } from './composition.ts';
import { pastedComposition } from './from-nothing.ts';

/**
 * Opens the composer on a curl command or an HTTP message.
 *
 * @param id of the new request
 * @returns what keeps it from being read; null where it is open
 */
export async function composeFromText(text: string, id: string): Promise<string | null> {
  const read = looksLikeCurl(text) ? readCurl(text) : readHttp(text);
  if ('problem' in read) return read.problem;
  const { intakeUrl } = await api.system.status();
  const composition = pastedComposition(read.request, intakeUrl);
  if (composition.draft?.body.kind === 'kept') return 'Its body is too large to be edited here.';
  const of = { key: `compose:${id}`, kind: 'compose', base: null };
  writeDraft(of, composition, packComposition);
  navigate({ page: 'compose', id });
  return null;
}
