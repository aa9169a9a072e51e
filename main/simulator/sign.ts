import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { readKey } from '../signatures/keys.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import { signRequest } from '../signatures/sign.ts';

export interface SignedMessage {
  id: string;
  atMs: number;
  body: Buffer;
}

/** @throws BackstitchError SIMULATION_INVALID, where it is no secret of Standard Webhooks */
export function checkSecret(secret: string): string {
  if (readKey(secret, 'whsec') !== null) return secret;
  throw new BackstitchError('SIMULATION_INVALID', 'A secret is whsec_ followed by base64.', {
    field: 'signing.secret',
  });
}

/** The headers of Standard Webhooks; without a secret only those that are not signed. */
export function webhookHeaders(message: SignedMessage, secret: string | undefined): HeaderPair[] {
  const { id, atMs, body } = message;
  const headers: HeaderPair[] = [
    ['webhook-id', id],
    ['webhook-timestamp', String(Math.floor(atMs / 1000))],
  ];
  const provider = findProvider('standard-webhooks');
  if (secret === undefined || provider === undefined) return headers;
  const signed = signRequest({
    provider,
    request: { method: 'POST', target: '/', headers, body, urls: [] },
    secrets: [{ id: 'typed', label: 'typed', value: secret }],
    now: atMs,
    newId: id,
  });
  if (!signed.ok) throw new Error(signed.text);
  return signed.headers;
}
