import { randomUUID } from 'node:crypto';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { SignedRequest } from '../../signatures/request-view.ts';
import type { Provider, Secret } from '../../signatures/scheme.ts';
import { signRequest, stripSignature } from '../../signatures/sign.ts';
import { verify } from '../../signatures/verify.ts';

export interface ResignInput {
  /** Who signs, and with what; null where nobody is known. */
  signer: { provider: Provider; secrets: readonly Secret[] } | null;
  mode: 'resign' | 'strip';
  request: SignedRequest;
  newId: boolean;
  now: number;
}

export type Resigned =
  | { ok: true; headers: HeaderPair[]; body: Uint8Array; target: string; note: string }
  | { ok: false; text: string };

/** A request with a fresh signature, or with none. It is verified before it is handed out. */
export function resign({ signer, mode, request, newId, now }: ResignInput): Resigned {
  if (signer === null) {
    const text = 'Sender unknown. Set the sender at its endpoint.';
    return { ok: false, text };
  }
  const { provider, secrets } = signer;
  if (mode === 'strip') {
    const { headers, dropped } = stripSignature(provider, request.headers);
    const note =
      dropped.length === 0
        ? 'There was no signature to remove.'
        : `Stripped: ${dropped.join(', ')}.`;
    return { ok: true, headers, body: request.body, target: request.target, note };
  }
  const id = `msg_${randomUUID().replaceAll('-', '')}`;
  const headers = newId ? withNewIds(provider, request.headers) : [...request.headers];
  const signed = signRequest({
    provider,
    request: { ...request, headers },
    secrets,
    now,
    newId: newId ? id : undefined,
  });
  if (!signed.ok) return signed;
  const urls = request.urls.map((url) => withQueryOf(url, signed.target));
  const verdict = verify({ provider, request: { ...request, ...signed, urls }, secrets, now });
  if (verdict.state !== 'verified' && verdict.state !== 'authenticated') {
    return { ok: false, text: `Not sent: the new signature does not verify. ${verdict.text}` };
  }
  const note = `Signed as ${provider.label} with ${verdict.secretLabel ?? 'its secret'}.`;
  return { ...signed, note };
}

/** Ids in headers get new ones of the same kind; ids inside a body stay. */
function withNewIds({ delivery = '' }: Provider, headers: readonly HeaderPair[]): HeaderPair[] {
  const names = [...delivery.matchAll(/header:([^ ]+)/g)].map(([, name = '']) =>
    name.toLowerCase(),
  );
  return headers.map(([name, value]) =>
    names.includes(name.toLowerCase()) && /^[0-9a-f-]{32,36}$/i.test(value)
      ? [name, randomUUID()]
      : [name, value],
  );
}

function withQueryOf(url: string, target: string): string {
  const query = target.indexOf('?');
  return url.replace(/\?.*$/s, '') + (query < 0 ? '' : target.slice(query));
}
