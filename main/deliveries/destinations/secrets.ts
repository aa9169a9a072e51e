import { newId } from '../../lib/new-id.ts';
import { fits, newSecret } from '../sending/signing.ts';
import type { KeptDestination, KeptSecret } from '../store/destination-store.ts';

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

/** A new secret, and those before it, which go on signing for so long. */
export function rotated(
  secrets: readonly KeptSecret[],
  as: string,
  overlapMs: number,
  now: number,
): KeptSecret[] {
  const old = usable(secrets, now).map((secret) => ({
    ...secret,
    signsUntil: Math.min(secret.signsUntil ?? Infinity, now + overlapMs),
  }));
  return [makeSecret(now, as), ...usable(old, now)];
}

/** A secret that somebody else keeps, as one of a destination's; null where it cannot sign as that does. */
export function lentSecret(
  { id, createdAt, settings }: Pick<KeptDestination, 'id' | 'createdAt' | 'settings'>,
  value: string | null,
): { isFit: boolean; secret: KeptSecret | null } {
  if (value === null) return { isFit: true, secret: null };
  if (!fits(settings.signing, value)) return { isFit: false, secret: null };
  const last4 = value.slice(-4);
  return {
    isFit: true,
    secret: { id: `project:${id}`, value, last4, createdAt, signsUntil: null },
  };
}
