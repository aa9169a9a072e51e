import { createHmac } from 'node:crypto';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { type Target, targetUrl } from '../../outbound/target.ts';
import { newSecretFor } from '../../signatures/keys/new-secret.ts';
import { readKey } from '../../signatures/keys.ts';
import { canSignWith } from '../../signatures/keys/secret-forms.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import type { Provider } from '../../signatures/scheme.ts';
import { signRequest, signsInHeaders } from '../../signatures/sign.ts';

/** A new secret in the form of what it signs as; that of Standard Webhooks where nothing is signed. */
export const newSecret = (as: string): string =>
  newSecretFor(providerOf(as === 'none' ? 'standard' : as));

/** Whether a secret has the form that this signature needs. */
export const fits = (as: string, secret: string): boolean =>
  as === 'none' || canSignWith(providerOf(as), secret);

interface ToSign {
  /** `standard`, or the id of a provider. */
  as: string;
  /** Newest first; all that are given sign where the scheme takes several. */
  secrets: readonly { id: string; value: string }[];
  /** The same for all attempts. */
  id: string;
  /** Epoch ms. */
  at: number;
  method: string;
  target: Target;
  headers: readonly HeaderPair[];
  body: Buffer;
}

/**
 * Headers of one attempt with a signature among them.
 *
 * @throws where nothing can sign it, so that it does not go out unsigned.
 */
export function signedHeaders(sending: ToSign): HeaderPair[] {
  const { as, secrets, id, at, method, target, headers, body } = sending;
  const usual = as === 'standard' ? standardHeaders(sending) : null;
  if (usual !== null) return usual;
  const signed = signRequest({
    provider: providerOf(as),
    request: {
      method,
      target: target.path,
      headers: [...headers],
      body,
      urls: [targetUrl(target)],
    },
    secrets: secrets.map((secret) => ({ ...secret, label: secret.id })),
    now: at,
    newId: id,
  });
  if (!signed.ok) throw new Error(signed.text);
  if (signed.body !== body || signed.target !== target.path) {
    throw new Error(`${providerOf(as).label} signs inside the body, which stays as it is`);
  }
  return signed.headers;
}

/**
 * The usual case without the reading of schemes, which takes ten times as long as the signature itself: Standard
 * Webhooks with shared secrets, where id and time stand in the headers once and no signature does. Null
 * for all else.
 */
function standardHeaders({ secrets, id, headers, body }: ToSign): HeaderPair[] | null {
  const theirs = headers.filter(([name]) => /^webhook-/i.test(name));
  const [[first, named] = ['', ''], [second, time] = ['', '']] = theirs;
  if (theirs.length !== 2 || first !== 'webhook-id' || named !== id) return null;
  if (second !== 'webhook-timestamp' || secrets.length === 0) return null;
  const signatures: string[] = [];
  for (const { value } of secrets) {
    const key = readKey(value, 'whsec');
    if (key?.kind !== 'shared') return null;
    const mac = createHmac('sha256', key.key).update(`${id}.${time}.`).update(body);
    signatures.push(`v1,${mac.digest('base64')}`);
  }
  return [...headers, ['webhook-signature', signatures.join(' ')]];
}

function providerOf(as: string): Provider {
  const found = findProvider(as === 'standard' ? 'standard-webhooks' : as);
  if (found === undefined) throw new Error(`there is no provider “${as}”`);
  return found;
}

/** Why a destination cannot sign as this provider with secrets of ours; null where it can. */
export function signingProblem(as: string): string | null {
  if (as === 'none' || as === 'standard') return null;
  const provider = findProvider(as);
  if (provider === undefined) return `There is no provider “${as}”.`;
  return signsInHeaders(provider)
    ? null
    : `${provider.label} signs inside the body, or with a secret of another form.`;
}
