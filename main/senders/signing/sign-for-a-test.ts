import { randomUUID } from 'node:crypto';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { messageIdOf } from '../../signatures/samples/compose.ts';
import { signAs } from '../../signatures/sign-as.ts';
import type { Secret } from '../../signatures/scheme.ts';

interface Parts {
  /** Secrets that sign for a provider, the first before the others. */
  secretsOf: (provider: string) => readonly Secret[];
  now: () => number;
}

interface Input {
  provider: string;
  bodyBase64: string;
  headers: HeaderPair[];
  url?: string | undefined;
  secret?: string | undefined;
  at?: number | undefined;
  newId: boolean;
}

/**
 * Signs a request that a script is going to send itself.
 *
 * @throws BackstitchError SENDER_INVALID, naming the field
 */
export function signingFor({ secretsOf, now }: Parts) {
  return ({ provider, bodyBase64, headers, url, secret, at, newId }: Input) => {
    const kept = secret === undefined ? secretsOf(provider).map(({ value }) => value) : [secret];
    const signed = signAs({
      provider,
      body: Buffer.from(bodyBase64, 'base64'),
      secrets: kept,
      headers,
      url,
      at: at ?? now(),
      id: newId ? messageIdOf(randomUUID()) : undefined,
    });
    if (!signed.ok) {
      const field = { 'test-key': 'secret', body: 'bodyBase64' }[signed.needs as string];
      throw new BackstitchError('SENDER_INVALID', signed.text, { field: field ?? signed.needs });
    }
    const { headers: all, body, target } = signed;
    return { headers: all, bodyBase64: Buffer.from(body).toString('base64'), target };
  };
}
