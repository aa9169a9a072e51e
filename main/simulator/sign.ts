import { createHmac } from 'node:crypto';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';

export interface SignedMessage {
  id: string;
  atMs: number;
  body: Buffer;
}

/** The key of a Standard Webhooks secret: base64 behind `whsec_`, which may be left out. */
export function readSecret(secret: string): Buffer {
  const text = secret.trim().replace(/^whsec_/, '');
  const key = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (key.length > 0) return key;
  throw new BackstitchError('SIMULATION_INVALID', 'A secret is whsec_ and base64 behind it.', {
    field: 'signing.secret',
  });
}

/** The headers of Standard Webhooks; without a key only those that are not signed. */
export function webhookHeaders(message: SignedMessage, key: Buffer | undefined): HeaderPair[] {
  const timestamp = String(Math.floor(message.atMs / 1000));
  const headers: HeaderPair[] = [
    ['webhook-id', message.id],
    ['webhook-timestamp', timestamp],
  ];
  if (key === undefined) return headers;
  const hmac = createHmac('sha256', key).update(`${message.id}.${timestamp}.`).update(message.body);
  return [...headers, ['webhook-signature', `v1,${hmac.digest('base64')}`]];
}
