import { takesPath } from '../../preload/rules/endpoint-matching.ts';
import type { Captures } from '../captures/captures.ts';
import type { UrlSecrets } from '../captures/url-secrets/url-secrets.ts';
import type { openEndpoints } from '../endpoints/endpoints.ts';
import { openSenders } from '../senders/senders.ts';
import { captureForVerdict, newestFound, secretsThatVerified } from './captures/capture-views.ts';

type Parts = Parameters<typeof openSenders>[0];

interface Sources {
  captures: Captures;
  urlSecrets: UrlSecrets;
  endpoints: ReturnType<typeof openEndpoints>;
  intakeUrl: () => string | null;
  publicUrl: () => string | null;
}

/** Senders, with the captures they judge and the endpoints that ask them. */
export function openSendersOf(
  parts: Pick<Parts, 'db' | 'groups' | 'clock' | 'protection'>,
  { captures, urlSecrets, endpoints, intakeUrl, publicUrl }: Sources,
): ReturnType<typeof openSenders> {
  return openSenders({
    ...parts,
    captures: {
      find: (id) => captureForVerdict(captures, urlSecrets, id),
      note: captures.noteSender,
      duplicatesOf: captures.duplicatesOf,
      found: (search, limit) => newestFound(captures, search, limit),
      verifiedBy: (provider) => secretsThatVerified(captures, provider),
    },
    urlOf: (id) => endpoints.list().find((endpoint) => endpoint.id === id)?.localUrl,
    takersOf: (path) => endpoints.list().filter((one) => one.enabled && takesPath(one.path, path)),
    knownUrls: () => [publicUrl(), intakeUrl()].filter((url) => typeof url === 'string'),
  });
}
