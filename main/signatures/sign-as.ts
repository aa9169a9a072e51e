import { randomUUID } from 'node:crypto';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { canSignWith, pairOfProvider, secretHint } from './keys/secret-forms.ts';
import { findProvider, PROVIDERS } from './providers/providers.ts';
import { viewRequest } from './request-view.ts';
import { messageIdOf } from './samples/compose.ts';
import type { Scheme } from './scheme.ts';
import { signRequest } from './sign.ts';
import { signsUrl } from './verify-mac.ts';

/** A request that is to look as if its provider had sent it. */
export interface SignAsInput {
  /** Id of a provider: `stripe`. */
  provider: string;
  body: Uint8Array;
  /** Newest first. */
  secrets: readonly string[];
  headers: readonly HeaderPair[];
  /** Where it goes; needed by those that sign it. */
  url: string | undefined;
  /** Epoch ms. */
  at: number;
  /** Id of the message, where the scheme signs one; left out: the one in `headers`, else a new one. */
  id: string | undefined;
}

export type SignedAs =
  | {
      ok: true;
      headers: HeaderPair[];
      body: Uint8Array;
      target: string;
      /** The secret itself stands in the request, as GitLab's token does. */
      sendsSecret: boolean;
    }
  /** `needs` is what has to be given, or given in another form. */
  | { ok: false; needs: 'provider' | 'secret' | 'test-key' | 'url' | 'body'; text: string };

/** Stands in where nobody reads the URL. */
const ANYWHERE = 'http://localhost/';

/** Signs any body as a provider would, without an engine. What comes out verifies. */
export function signAs(input: SignAsInput): SignedAs {
  const provider = findProvider(input.provider);
  if (provider === undefined) {
    const text = `There is no provider “${input.provider}”. ${nearest(input.provider)}`.trim();
    return { ok: false, needs: 'provider', text };
  }
  const { label, schemes } = provider;
  const [scheme] = schemes;
  const usable = input.secrets.filter((secret) => canSignWith(provider, secret));
  if (usable.length === 0 && input.secrets.every((secret) => secret === '')) {
    return { ok: false, needs: 'secret', text: `No secret of ${label} is given.` };
  }
  if (usable.length === 0) {
    // By the scheme that it usually signs with.
    return pairOfProvider({ ...provider, schemes: schemes.slice(0, 1) }) === null
      ? {
          ok: false,
          needs: 'secret',
          text: `This is no secret of ${label}. ${secretHint(provider)}`,
        }
      : {
          ok: false,
          needs: 'test-key',
          text: `${label} signs with a private key that only it has.`,
        };
  }
  if (input.url === undefined && readsUrl(scheme)) {
    return { ok: false, needs: 'url', text: `${label} signs the URL it sends to: give it.` };
  }
  const url = URL.parse(input.url ?? ANYWHERE);
  if (url === null) return { ok: false, needs: 'url', text: `${input.url} is no URL.` };
  const headers = [...input.headers];
  const request = {
    method: 'POST',
    target: url.pathname + url.search,
    headers,
    body: input.body,
    urls: [input.url ?? ANYWHERE],
  };
  const signed = signRequest({
    provider,
    request,
    secrets: usable.map((value) => ({ id: 'given', label: 'the secret', value })),
    now: input.at,
    newId: input.id ?? (hasId(scheme, request) ? undefined : messageIdOf(randomUUID())),
  });
  if (!signed.ok) return { ok: false, needs: 'body', text: signed.text };
  const { headers: all, body, target } = signed;
  const sendsSecret = schemes.some(
    ({ kind, label: name }) => kind === 'token' && name === signed.scheme,
  );
  return { ok: true, headers: all, body, target, sendsSecret };
}

const readsUrl = (scheme: Scheme | undefined): boolean =>
  scheme?.kind === 'mac' && signsUrl(scheme);

function hasId(scheme: Scheme | undefined, request: Parameters<typeof viewRequest>[0]): boolean {
  return (
    scheme?.kind === 'mac' &&
    scheme.id !== undefined &&
    viewRequest(request).read(scheme.id) !== undefined
  );
}

/** Providers whose ids begin alike, or hold what was written. */
function nearest(written: string): string {
  const start = written.toLowerCase().slice(0, 3);
  const alike = PROVIDERS.filter(({ id }) => start.length > 1 && id.startsWith(start));
  if (alike.length === 0) return '';
  return `Did you mean ${alike.map(({ id }) => id).join(', ')}?`;
}
