import type { Verdict } from '../../preload/contract/signatures/verdict.ts';
import { sameText } from '../lib/secrets/constant-time.ts';
import { carriesSignature, placeOf } from './find-signature.ts';
import { failed, type Found, passed } from './found.ts';
import { type RequestView, viewRequest, type SignedRequest } from './request-view.ts';
import type { Provider, Scheme, Secret, TokenScheme } from './scheme.ts';
import { PROCEDURES } from './special/procedures.ts';
import { verifyMac } from './verify-mac.ts';

export interface VerifyInput {
  provider: Provider;
  request: SignedRequest | RequestView;
  /** Newest first. */
  secrets: readonly Secret[];
  /** Epoch ms of the arrival, not of the viewing. */
  now: number;
}

/**
 * Who sent this? Pure: the same input gives the same verdict. Of the provider's schemes the first
 * decides whose signature is in the request; a weaker one is no way around a stronger one.
 */
export function verify({ provider, request, secrets, now }: VerifyInput): Verdict {
  const view = 'request' in request ? request : viewRequest(request);
  const scheme = schemeOf(provider, view);
  const usable = secrets.filter(({ value }) => value !== '');
  if (usable.length === 0) return withoutSecret(provider, scheme, view);
  if (scheme === undefined) return said(null, unsigned(provider, view));
  const first = said(scheme.label, check(scheme, view, usable, now));
  if (first.state === 'verified' || !isTagged(scheme)) return first;
  // Entries of several versions stand side by side in one header, for receivers that know either.
  const others = provider.schemes.filter((other) => other !== scheme && isTagged(other));
  const all = others
    .filter((other) => carries(other, view))
    .map((other) => said(other.label, check(other, view, usable, now)));
  return (
    all.find(({ state }) => state === 'verified') ??
    [first, ...all].find(({ code }) => code !== 'UNUSABLE_SECRET') ??
    first
  );
}

function isTagged(scheme: Scheme): boolean {
  return scheme.kind === 'mac' && scheme.form.kind === 'tagged';
}

/** The scheme that decides about this request; undefined where it carries no signature. */
export function schemeOf(provider: Provider, view: RequestView): Scheme | undefined {
  return provider.schemes.find((scheme) => carries(scheme, view));
}

/** Whether a request carries the signature of a scheme. */
export function carries(scheme: Scheme, view: RequestView): boolean {
  switch (scheme.kind) {
    case 'mac':
      return carriesSignature(view, scheme.form) && (scheme.applies?.(view) ?? true);
    case 'token':
      return view.read(scheme.from) !== undefined;
    case 'own':
      return PROCEDURES[scheme.procedure].carries(view);
  }
}

/** One scheme, without the words around it. */
export function check(
  scheme: Scheme,
  view: RequestView,
  secrets: readonly Secret[],
  now: number,
): Found {
  switch (scheme.kind) {
    case 'mac':
      return verifyMac(scheme, view, secrets, now);
    case 'token':
      return verifyToken(scheme, view, secrets);
    case 'own':
      return PROCEDURES[scheme.procedure].verify(view, secrets, now);
  }
}

function verifyToken(scheme: TokenScheme, view: RequestView, secrets: readonly Secret[]): Found {
  const shown = view.read(scheme.from) ?? '';
  const secret = secrets.find(({ value }) => sameText(shown, tokenText(scheme, value)));
  if (secret !== undefined) {
    const notes = ['The secret is correct; the body is not signed.'];
    return passed('authenticated', { secret, notes });
  }
  const text = `The secret in ${scheme.from.replace(/^header:/, 'the header ')} does not match.`;
  return failed({ code: 'SIGNATURE_MISMATCH', text });
}

/** A secret as it stands in the request. */
export function tokenText(scheme: TokenScheme, value: string): string {
  if (scheme.basic === true) return `Basic ${Buffer.from(value).toString('base64')}`;
  return `${scheme.prefix ?? ''}${value}`;
}

function unsigned(provider: Provider, view: RequestView): Found {
  const [first] = provider.schemes;
  // Present, but not for this version of the scheme: it still is the header to speak of.
  const mac = first?.kind === 'mac' ? first : undefined;
  if (mac !== undefined) return verifyMac(mac, view, [], 0);
  const place =
    first?.kind === 'token'
      ? `The ${first.from.replace(':', ' ')}`
      : `What ${provider.label} signs with`;
  return failed({ code: 'MISSING_HEADER', text: `${place} is missing.` });
}

function withoutSecret(provider: Provider, scheme: Scheme | undefined, view: RequestView): Verdict {
  if (scheme?.kind === 'own' && scheme.procedure === 'bearer') {
    return said(scheme.label, check(scheme, view, [], 0));
  }
  const text =
    scheme === undefined
      ? `No secret of ${provider.label} is set, and the request carries no signature.`
      : `Signed. Add the ${provider.secret} to verify it.`;
  return { ...EMPTY, state: 'not_attempted', scheme: scheme?.label ?? null, text };
}

const EMPTY: Omit<Verdict, 'state' | 'text'> = {
  scheme: null,
  code: null,
  secretId: null,
  secretLabel: null,
  skewSeconds: null,
  url: null,
  hint: null,
  notes: [],
};

function said(scheme: string | null, found: Found): Verdict {
  switch (found.state) {
    case 'verified':
    case 'authenticated': {
      const { secret, url, skewSeconds, notes } = found;
      const words = found.state === 'verified' ? 'The signature matches' : 'The secret is right';
      return {
        ...EMPTY,
        state: found.state,
        scheme,
        text: `${words}: ${secret.label}.`,
        secretId: secret.id,
        secretLabel: secret.label,
        url,
        skewSeconds,
        notes,
      };
    }
    case 'failed': {
      const { code, text, skewSeconds, notes } = found;
      return { ...EMPTY, state: 'failed', scheme, code, text, skewSeconds, notes };
    }
    case 'cannot_verify':
      return { ...EMPTY, state: 'cannot_verify', scheme, text: found.text, notes: found.notes };
  }
}

/** Where a provider puts its proof, for a person who looks for it. */
export function placesOf(provider: Provider): string[] {
  return provider.schemes.map((scheme) => {
    if (scheme.kind === 'mac') return placeOf(scheme.form);
    return scheme.kind === 'token' ? scheme.from : scheme.label;
  });
}
