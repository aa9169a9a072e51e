import { pairKindOf, readKey } from '../keys.ts';
import type { Provider, Scheme } from '../scheme.ts';
import { PROCEDURES } from '../special/procedures.ts';
import { keyForms, type PairKind } from './pair.ts';
import { readPair } from './pair.ts';

/** The kind of keys a scheme signs with; null for shared secrets. */
function pairOfScheme(scheme: Scheme): PairKind | null {
  if (scheme.kind === 'mac') return pairKindOf(scheme.key);
  return (scheme.kind === 'own' ? PROCEDURES[scheme.procedure].pair : null) ?? null;
}

/** The kind of a provider's key pair, whichever of its schemes has one; null where none has. */
export function pairOfProvider({ schemes }: Provider): PairKind | null {
  return schemes.map(pairOfScheme).find((kind) => kind !== null) ?? null;
}

/** Whether a text can be a secret of a provider: of any of its schemes. */
export function takesSecret({ schemes }: Pick<Provider, 'schemes'>, value: string): boolean {
  return schemes.some((scheme) => {
    if (scheme.kind === 'mac') return readKey(value, scheme.key) !== null;
    if (scheme.kind === 'token') return value !== '';
    return PROCEDURES[scheme.procedure].takes?.(value) ?? true;
  });
}

/** Whether a text suffices to sign as a provider: a shared secret, or a pair's private half. */
export function canSignWith({ schemes, secretLength }: Provider, value: string): boolean {
  if (secretLength !== undefined && value.length !== secretLength) return false;
  return schemes.some((scheme) => {
    const kind = pairOfScheme(scheme);
    if (kind !== null) return privateHalf(scheme, value, kind);
    return takesSecret({ schemes: [scheme] }, value);
  });
}

function privateHalf(scheme: Scheme, value: string, kind: PairKind): boolean {
  // A PayPal webhook's id stands before the key.
  const key = scheme.kind === 'own' ? value.slice(Math.max(0, value.indexOf('-----BEGIN'))) : value;
  return (readPair(key, kind)?.privateKey ?? null) !== null;
}

/** In what forms the public key of a provider is taken, in words; empty for shared secrets. */
export function keyFormsOf(provider: Provider): string[] {
  const kind = pairOfProvider(provider);
  return kind === null ? [] : keyForms(kind);
}

/** How secrets of a provider are written, for somebody who pasted another text. */
export function secretHint(provider: Provider): string {
  const hints = provider.schemes.map((scheme) => {
    const kind = pairOfScheme(scheme);
    if (kind !== null) return `a public key (${keyForms(kind).join(', ')})`;
    if (scheme.kind === 'mac') return SHARED[scheme.key];
    return scheme.kind === 'own' ? OWN[scheme.procedure] : undefined;
  });
  const known = [...new Set(hints.filter((hint) => hint !== undefined))];
  return known.length === 0
    ? 'Copy it again, whole, from the page of the provider.'
    : `It is ${known.join(', or ')}.`;
}

const SHARED: Partial<Record<string, string>> = {
  whsec: 'whsec_ and base64',
  hex: 'written in hex: digits and letters a to f',
  base64: 'written in base64',
};

const OWN: Partial<Record<string, string>> = {
  adyen: 'written in hex: digits and letters a to f',
  braintree: 'the public key, a colon, the private key',
};
