import { newId } from '../../lib/new-id.ts';
import { fits, newSecret } from '../sending/signing.ts';
import type { KeptSecret } from '../store/destination-store.ts';

/** Those that still sign at this time. */
export const usable = (secrets: readonly KeptSecret[], now: number): KeptSecret[] =>
  secrets.filter(({ signsUntil }) => signsUntil === null || signsUntil > now);

/** With a new secret in front where none of those that are there can sign so. */
export function fitting(secrets: readonly KeptSecret[], as: string, now: number): KeptSecret[] {
  const able = usable(secrets, now).some(({ value }) => fits(as, value));
  return able ? [...secrets] : [makeSecret(now, as), ...secrets];
}

/** A new one, of the form that a way of signing takes. */
export function makeSecret(now: number, as: string): KeptSecret {
  const value = newSecret(as);
  const id = newId('sec_', 12);
  return { id, value, last4: value.slice(-4), createdAt: now, signsUntil: null };
}
