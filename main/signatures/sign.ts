import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { patchJson } from './body-patch.ts';
import { headerNames } from './find-signature.ts';
import { type RequestView, viewRequest } from './request-view.ts';
import type { MacScheme, Provider, Scheme, TokenScheme } from './scheme.ts';
import { place, withQuery, without } from './signing/place.ts';
import { signMac } from './signing/sign-mac.ts';
import type { Signed, SignInput } from './signing/signed.ts';
import { joinEntries } from './signing/write-signatures.ts';
import { PROCEDURES } from './special/procedures.ts';
import { carries, schemeOf, tokenText } from './verify.ts';

/**
 * Signs a request as its provider would: new signatures and times stand where the old ones stood,
 * under the names the request came with; one that came without gets those of the vendor. What comes
 * out verifies. Where the time stands inside the body, only its bytes change.
 */
export function signRequest(input: SignInput): Signed {
  const { provider, request } = input;
  const usable = input.secrets.filter(({ value }) => value !== '');
  if (usable.length === 0) return { ok: false, text: `No secret of ${provider.label} is set.` };
  const view = viewRequest(request);
  const known = schemeOf(provider, view);
  // What it was signed with stays; a request without a signature gets the first that works.
  const schemes = known === undefined ? provider.schemes : [known, ...provider.schemes];
  let problem: string | undefined;
  for (const scheme of new Set(schemes)) {
    const signed = signWith(scheme, { ...input, secrets: usable });
    if (signed.ok) return alsoSign(scheme, signed, view, { ...input, secrets: usable });
    // Why the scheme it came with cannot sign says more than why others cannot.
    problem ??= signed.text;
  }
  return { ok: false, text: problem ?? `${provider.label} signs with a key that only it has.` };
}

type Ready = Extract<Signed, { ok: true }>;

/**
 * Senders that change over sign in two ways at a time (GitHub, HubSpot, `v1` beside `v1a`): the other
 * signatures that came along are made again too. One that cannot be made goes, since it is of old.
 */
function alsoSign(first: Scheme, signed: Ready, view: RequestView, input: SignInput): Ready {
  if (first.kind !== 'mac') return signed;
  let result = signed;
  const written = new Set(headerNames(first.form).map((name) => name.toLowerCase()));
  for (const other of input.provider.schemes) {
    if (other === first || other.kind !== 'mac' || !carries(other, view)) continue;
    const names = headerNames(other.form).map((name) => name.toLowerCase());
    if (names.length === 0) continue;
    const isShared = names.some((name) => written.has(name));
    if (isShared && !holdsEntries(other)) continue;
    const { headers, body, target } = result;
    const again = signMac(other, {
      ...input,
      request: { ...input.request, headers, body, target },
    });
    if (!again.ok) result = isShared ? result : { ...result, headers: without(headers, names) };
    else if (isShared) result = { ...result, headers: joined(other, headers, again.headers) };
    else result = { ...result, headers: again.headers };
    for (const name of names) written.add(name);
  }
  return result;
}

const holdsEntries = ({ form }: MacScheme): boolean =>
  form.kind === 'tagged' || form.kind === 'fields';

/** Both results differ in the header of the signatures only: time and id are the same. */
function joined(
  scheme: MacScheme,
  before: readonly HeaderPair[],
  added: readonly HeaderPair[],
): HeaderPair[] {
  const names = headerNames(scheme.form).map((name) => name.toLowerCase());
  return before.map(([name, value], i): HeaderPair => {
    if (!names.includes(name.toLowerCase())) return [name, value];
    return [name, joinEntries(scheme, value, added[i]?.[1] ?? '')];
  });
}

function signWith(scheme: Scheme, input: SignInput): Signed {
  switch (scheme.kind) {
    case 'mac':
      return signMac(scheme, input);
    case 'token':
      return signToken(scheme, input);
    case 'own': {
      const rules = PROCEDURES[scheme.procedure];
      const { request, secrets, now } = input;
      const view = viewRequest(request);
      let problem = `This secret cannot sign as ${input.provider.label}.`;
      for (const secret of secrets) {
        const signed = rules.sign({ view, secret, secrets, now });
        if (typeof signed === 'string') problem = signed;
        if (signed === null || typeof signed === 'string') continue;
        return done(scheme, input, place(request.headers, signed.headers), signed.body);
      }
      return { ok: false, text: problem };
    }
  }
}

function done(
  scheme: Scheme,
  { request }: SignInput,
  headers: HeaderPair[],
  body: Uint8Array = request.body,
  target: string = request.target,
): Signed {
  return { ok: true, headers, body, target, scheme: scheme.label };
}

function signToken(scheme: TokenScheme, input: SignInput): Signed {
  const { request, secrets } = input;
  const value = tokenText(scheme, secrets[0]?.value ?? '');
  const [kind = '', name = ''] = scheme.from.split(/:(.*)/s);
  if (kind === 'header') return done(scheme, input, place(request.headers, [[name, value]]));
  if (kind === 'query') {
    const target = withQuery(request.target, name, value);
    return done(scheme, input, [...request.headers], request.body, target);
  }
  const path = name.split('.').flatMap((step) => stepsOf(step));
  const body = patchJson(request.body, path, JSON.stringify(value));
  if (body !== null) return done(scheme, input, [...request.headers], body);
  return { ok: false, text: `The body has no field ${name} to write the secret into.` };
}

const stepsOf = (step: string): (string | number)[] =>
  step.endsWith('[]') ? [step.slice(0, -2), 0] : [step];

const TRIAL_SECRET = 'whsec_dHJpYWwgdHJpYWwgdHJpYWwgdHJpYWwgdHJpYWwgdHJpYWw=';

/** Whether it signs in headers alone, with a secret as Standard Webhooks writes them. */
export function signsInHeaders(provider: Provider): boolean {
  const body = Buffer.from('{}');
  const request = { method: 'POST', target: '/', headers: [], body, urls: ['https://a.example/'] };
  const secrets = [{ id: 'trial', label: 'trial', value: TRIAL_SECRET }];
  const signed = signRequest({ provider, request, secrets, now: 0, newId: 'msg_trial' });
  return signed.ok && signed.body === body && signed.target === '/';
}

/** Takes signatures, signed times and static secrets of a provider away; ids stay. */
export function stripSignature(
  provider: Provider,
  headers: readonly HeaderPair[],
): { headers: HeaderPair[]; dropped: string[] } {
  const names = provider.schemes.flatMap((scheme) => {
    if (scheme.kind === 'own') return [...PROCEDURES[scheme.procedure].headers];
    if (scheme.kind === 'token')
      return scheme.from.startsWith('header:') ? [scheme.from.slice(7)] : [];
    const time = scheme.time?.from ?? '';
    return [...headerNames(scheme.form), ...(time.startsWith('header:') ? [time.slice(7)] : [])];
  });
  const gone = new Set(names.map((name) => name.toLowerCase()));
  return {
    headers: headers.filter(([name]) => !gone.has(name.toLowerCase())),
    dropped: headers.map(([name]) => name).filter((name) => gone.has(name.toLowerCase())),
  };
}
