import type { SecretOwner } from '../../../preload/contract/signatures/secrets.ts';
import type { Secret } from '../../signatures/scheme.ts';

/** A secret with whose it is. */
export interface OwnedSecret extends Secret {
  owner: SecretOwner;
  /** Still verifies, no longer signs. */
  retiring: boolean;
}

/** Whether a secret vouches at an endpoint for a provider. */
export function isOf(
  { owner }: OwnedSecret,
  endpointId: string | null,
  provider: string | null,
): boolean {
  return (
    (owner.endpointId === null || owner.endpointId === endpointId) &&
    (owner.provider === null || owner.provider === provider)
  );
}

/** Those that vouch at an endpoint for a provider: its own before those of the provider. */
export function vouching<S extends OwnedSecret>(
  all: readonly S[],
  endpointId: string | null,
  provider: string,
): S[] {
  const mine = all.filter((secret) => isOf(secret, endpointId, provider));
  return mine.toSorted((a, b) => rank(a) - rank(b));
}

/** Those of other places; the likeliest first: of the same provider, of the same endpoint. */
export function elsewhere<S extends OwnedSecret>(
  all: readonly S[],
  endpointId: string | null,
  provider: string,
): S[] {
  const distance = ({ owner }: S): number =>
    owner.provider === provider ? 0 : owner.endpointId === endpointId ? 1 : 2;
  const others = all.filter((secret) => !isOf(secret, endpointId, provider));
  return others.toSorted((a, b) => distance(a) - distance(b));
}

const rank = ({ owner, retiring }: OwnedSecret): number =>
  (retiring ? 4 : 0) + (owner.endpointId === null ? 2 : 0) + (owner.provider === null ? 1 : 0);
