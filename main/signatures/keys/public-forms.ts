import { type KeyObject } from 'node:crypto';
import { selfSigned } from './certificate.ts';
import { type Pair, type PairKind, readPair } from './pair.ts';

/** A form in which a receiver is given the public half of a key. */
export type PublicForm = 'hex' | 'base64' | 'DER, base64' | 'JWK' | 'whpk_' | 'certificate' | 'PEM';

/** Names a key in a JWK and in the header of a token (Plaid). */
export const TEST_KEY_ID = 'backstitch-test-key';

/**
 * The public half of a key in all forms that receivers take it in.
 *
 * @param first the form that the provider's own receivers take, which comes first
 */
export function publicForms(
  { publicKey, privateKey }: Pair,
  first: PublicForm | undefined,
): { form: PublicForm; text: string }[] {
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const jwk = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), ...describe(publicKey) });
  const forms: { form: PublicForm; text: string }[] = [
    { form: 'PEM', text: pem },
    { form: 'JWK', text: jwk },
    { form: 'DER, base64', text: der.toString('base64') },
  ];
  if (publicKey.asymmetricKeyType === 'ed25519') {
    const raw = der.subarray(-32);
    forms.push(
      { form: 'hex', text: raw.toString('hex') },
      { form: 'base64', text: raw.toString('base64') },
      { form: 'whpk_', text: `whpk_${raw.toString('base64')}` },
    );
  }
  if (privateKey?.asymmetricKeyType === 'rsa') {
    forms.push({ form: 'certificate', text: selfSigned(privateKey, 'Backstitch test key') });
  }
  return forms.toSorted((a, b) => Number(b.form === first) - Number(a.form === first));
}

/** What JOSE libraries want to know of a key beside its numbers. */
function describe(key: KeyObject) {
  const algs: Record<string, string> = { ed25519: 'EdDSA', ec: 'ES256', rsa: 'RS256' };
  return { use: 'sig', kid: TEST_KEY_ID, alg: algs[key.asymmetricKeyType ?? ''] };
}

const PAIR_KINDS: readonly PairKind[] = ['ed25519', 'p256', 'rsa'];

/**
 * The public half of a private key of ours, in all forms.
 *
 * @param first as for `publicForms`
 * @param value PEM; a PayPal webhook's id may stand before it. Empty where it is no such key.
 */
export function publicHalf(
  value: string,
  first: PublicForm | undefined,
): { form: PublicForm; text: string }[] {
  const pem = value.slice(Math.max(0, value.indexOf('-----BEGIN')));
  const pair = PAIR_KINDS.map((kind) => readPair(pem, kind)).find((found) => found !== null);
  return pair === undefined || pair === null ? [] : publicForms(pair, first);
}
