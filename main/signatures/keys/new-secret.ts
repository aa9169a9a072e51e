import { randomBytes } from 'node:crypto';
import type { KeyForm, Provider } from '../scheme.ts';

const BYTES = 32;

/**
 * A new secret as this provider writes them: receivers that use the vendor's own library refuse
 * one of another form.
 *
 * @param prefix begins a secret that may be any text.
 */
export function newSecretFor(provider: Provider, prefix = ''): string {
  const [scheme] = provider.schemes;
  const key: KeyForm | null = scheme?.kind === 'mac' ? scheme.key : null;
  if (key === 'hex' || (scheme?.kind === 'own' && scheme.procedure === 'adyen')) {
    return randomBytes(BYTES).toString('hex').toUpperCase();
  }
  if (key === 'base64') return randomBytes(BYTES).toString('base64');
  if (key === 'whsec') return `whsec_${randomBytes(BYTES).toString('base64')}`;
  const { secretLength } = provider;
  if (secretLength === undefined) return prefix + randomBytes(BYTES).toString('hex');
  return randomBytes(secretLength).toString('hex').slice(0, secretLength);
}
