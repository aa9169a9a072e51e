import { newPem } from '../main/signatures/keys/new-pair.ts';
import { publicHalf } from '../main/signatures/keys/public-forms.ts';
import { pairOfProvider } from '../main/signatures/keys/secret-forms.ts';
import { findProvider } from '../main/signatures/providers/providers.ts';
import { signAs } from '../main/signatures/sign-as.ts';
import type { SignByOptions, SignedRequest, SignOptions, TestKey } from './public.d.ts';
import type { Rest } from './rest.ts';

/** What is said beside why it cannot be signed. */
const WAYS: Partial<Record<string, (provider: string) => string>> = {
  'test-key': (provider) =>
    `Sign with testKey('${provider}').secret, and give your code its publicKey.`,
  url: () => 'Pass it as `url`.',
};

/** As `public.d.ts` says. */
export function sign(provider: string, options: SignOptions): SignedRequest {
  const { secret, url, at = Date.now(), id } = options;
  const { bytes, headers } = unsigned(options);
  const signed = signAs({
    provider,
    body: bytes,
    secrets: [secret],
    headers,
    url,
    at: Number(at),
    id,
  });
  if (!signed.ok) {
    throw new Error([signed.text, WAYS[signed.needs]?.(provider)].filter(Boolean).join(' '));
  }
  return {
    headers: Object.fromEntries(signed.headers),
    body: signed.body,
    url: url === undefined ? '' : new URL(signed.target, url).href,
  };
}

/** Signed by an engine, which has the secret; as `public.d.ts` says. */
export async function signBy(
  rest: Rest,
  provider: string,
  options: SignByOptions,
): Promise<SignedRequest> {
  const { secret, secretName, url, at } = options;
  const { bytes, headers } = unsigned(options);
  const signed = await rest.ask<{
    headers: [string, string][];
    bodyBase64: string;
    target: string;
  }>('POST', '/sign', {
    json: {
      provider,
      secret,
      secretName,
      url,
      headers,
      bodyBase64: Buffer.from(bytes).toString('base64'),
      ...(at !== undefined && { at: Number(at) }),
    },
  });
  return {
    headers: Object.fromEntries(signed.headers),
    body: Buffer.from(signed.bodyBase64, 'base64'),
    url: url === undefined ? '' : new URL(signed.target, url).href,
  };
}

/** Bytes and headers as they are before they are signed. */
function unsigned({ body, headers: given = {} }: Pick<SignOptions, 'body' | 'headers'>) {
  const { bytes, type } = bytesOf(body);
  const headers = Object.entries(given);
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (type !== undefined && !isTyped) headers.unshift(['Content-Type', type]);
  return { bytes, headers };
}

/** Bytes of a body, and the type it has by its form; none for text that is no JSON. */
export function bytesOf(body: SignOptions['body']): { bytes: Uint8Array; type?: string } {
  if (body instanceof Uint8Array) return { bytes: body };
  if (body instanceof URLSearchParams) {
    return { bytes: Buffer.from(body.toString()), type: 'application/x-www-form-urlencoded' };
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.from(text);
  return /^\s*[[{]/.test(text) ? { bytes, type: 'application/json' } : { bytes };
}

/** As `public.d.ts` says. */
export function testKey(provider: string): TestKey {
  const found = findProvider(provider);
  const kind = found && pairOfProvider(found);
  if (kind === undefined || kind === null) {
    const what =
      found === undefined
        ? `There is no provider “${provider}”.`
        : `${found.label} signs with a shared secret: pass any as \`secret\`.`;
    throw new Error(what);
  }
  const secret = newPem(kind);
  const publicKeys = publicHalf(secret, found?.publicForm);
  return { secret, publicKey: publicKeys[0]?.text ?? '', publicKeys };
}
