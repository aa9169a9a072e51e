import { findSignatures, headerNames } from './find-signature.ts';
import { checkAge, inWords } from './freshness.ts';
import type { RequestView } from './request-view.ts';
import type { MacScheme, Provider, Scheme } from './scheme.ts';
import { PROCEDURES } from './special/procedures.ts';
import { contentOf, idOf, signsUrl, timeOf } from './verify-mac.ts';

/** What of the parts that a scheme signs differs between two requests; null where nothing does. */
export function changedParts(
  scheme: Scheme,
  before: RequestView,
  after: RequestView,
): 'body' | 'url' | 'rest' | null {
  const bodies = sameBytes(before, after);
  switch (scheme.kind) {
    case 'token':
      return before.read(scheme.from) === after.read(scheme.from) ? null : 'rest';
    case 'own': {
      if (!bodies) return 'body';
      const { headers } = PROCEDURES[scheme.procedure];
      return headers.every((name) => sameHeader(before, after, name)) ? null : 'rest';
    }
    case 'mac': {
      if (sameContent(scheme, before, after, after.request.urls[0] ?? '')) return null;
      if (!bodies) return 'body';
      const [url = ''] = before.request.urls;
      const isUrl = signsUrl(scheme) && sameContent(scheme, before, after, url);
      return isUrl ? 'url' : 'rest';
    }
  }
}

/** Whether both are the same bytes to a scheme, the second as it goes to this URL. */
function sameContent(
  scheme: MacScheme,
  before: RequestView,
  after: RequestView,
  url: string,
): boolean {
  const now = contentIn(scheme, after, url);
  if (now === null) return false;
  // Which of its URLs was signed is not known without the secret: any may be it.
  const urls = signsUrl(scheme) ? before.request.urls : [''];
  return urls.some((one) => {
    const then = contentIn(scheme, before, one);
    return then !== null && Buffer.compare(then, now) === 0;
  });
}

function contentIn(scheme: MacScheme, view: RequestView, url: string): Uint8Array | null {
  const found = findSignatures(view, scheme);
  if ('code' in found) return null;
  const time = timeOf(scheme, view, found.time);
  const id = idOf(scheme, view);
  if ('code' in time || typeof id !== 'string') return null;
  const { fields } = found;
  const content = contentOf(scheme, { view, time: time.text, id, url, secret: '', fields });
  return 'code' in content ? null : content;
}

/** Why a receiver would refuse the age of a signature by now; null where it would not. */
export function ageProblem(scheme: Scheme, view: RequestView, now: number): string | null {
  if (scheme.kind !== 'mac' || scheme.time === undefined) return null;
  const found = findSignatures(view, scheme);
  const time = 'code' in found ? found : timeOf(scheme, view, found.time);
  if ('code' in time || time.at === null) return null;
  const skewSeconds = Math.round((now - time.at) / 1000);
  if (checkAge(scheme.time, skewSeconds).fault === null) return null;
  const { window } = scheme.time;
  if (skewSeconds < 0) return `Dated ${inWords(-skewSeconds)} ahead.`;
  const limit = window === null ? '' : ` (limit ${inWords(window)})`;
  return `Signed ${inWords(skewSeconds)} ago${limit}.`;
}

/** Headers, in lower case, in which signatures of a provider stand; times and ids are none. */
export function signatureHeaders({ schemes }: Provider): string[] {
  const names = schemes.flatMap((scheme) => {
    if (scheme.kind === 'mac') return [...headerNames(scheme.form)];
    if (scheme.kind === 'own') return [...PROCEDURES[scheme.procedure].headers];
    return scheme.from.startsWith('header:') ? [scheme.from.slice(7)] : [];
  });
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

/** Whether a header is the same in both requests, or in neither. */
export function sameHeader(before: RequestView, after: RequestView, name: string): boolean {
  return before.headers(name).join('\n') === after.headers(name).join('\n');
}

function sameBytes(before: RequestView, after: RequestView): boolean {
  return Buffer.compare(before.request.body, after.request.body) === 0;
}
