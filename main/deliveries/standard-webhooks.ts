import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new signing secret: 32 random bytes. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/**
 * The value of `webhook-signature`: one entry for each secret, in the order given.
 *
 * @param secrets `whsec_` and base64, newest first.
 * @param timestamp unix seconds, as sent in `webhook-timestamp`.
 * @throws where a secret is not base64, so that nothing goes out unsigned.
 * @see https://www.standardwebhooks.com
 */
export function signatureOf(
  secrets: readonly string[],
  id: string,
  timestamp: number,
  body: Buffer,
): string {
  if (secrets.length === 0) throw new Error('there is no secret to sign with');
  return secrets.map((secret) => `v1,${sign(secret, id, timestamp, body)}`).join(' ');
}

function sign(secret: string, id: string, timestamp: number, body: Buffer): string {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = Buffer.from(text, 'base64');
  if (key.length === 0) throw new Error('the secret holds no bytes');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
}
