import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { patchJson } from './body-patch.ts';
import { encodeBytes, sha256 } from './encoding.ts';
import { headerNames } from './find-signature.ts';
import { writeTime } from './freshness.ts';
import { computeMac, type Key, readKey } from './keys.ts';
import { type SignedRequest, viewRequest } from './request-view.ts';
import type { MacScheme, Provider, Scheme, Secret, TokenScheme } from './scheme.ts';
import { PROCEDURES } from './special/procedures.ts';
import { contentOf, signsUrl } from './verify-mac.ts';
import { schemeOf, tokenText } from './verify.ts';

export interface SignInput {
  provider: Provider;
  /** Its first URL is the one the receiver believes to have. */
  request: SignedRequest;
  /** Newest first; all of them sign where the scheme takes several. */
  secrets: readonly Secret[];
  /** Epoch ms. */
  now: number;
  /** A new id, where the scheme signs one; left out, the request's own stays. */
  newId?: string | undefined;
}

export type Signed =
  | {
      ok: true;
      headers: HeaderPair[];
      body: Uint8Array;
      /** The target, where signing changes its query. */
      target: string;
      scheme: string;
    }
  | { ok: false; text: string };

/**
 * Signs a request as its provider would: old signatures and times go, new ones stand at their
 * places in the vendor's spelling. What comes out verifies. Where the time stands inside the body,
 * only its bytes change.
 */
export function signRequest(input: SignInput): Signed {
  const { provider, request } = input;
  const usable = input.secrets.filter(({ value }) => value !== '');
  if (usable.length === 0) return { ok: false, text: `No secret of ${provider.label} is set.` };
  const view = viewRequest(request);
  const known = schemeOf(provider, view);
  // What it was signed with stays; a request without a signature gets the first that works.
  const schemes = known === undefined ? provider.schemes : [known, ...provider.schemes];
  let problem = `${provider.label} signs with a key that only it has.`;
  for (const scheme of new Set(schemes)) {
    const signed = signWith(scheme, { ...input, secrets: usable });
    if (signed.ok) return signed;
    problem = signed.text;
  }
  return { ok: false, text: problem };
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
      for (const secret of secrets) {
        const signed = rules.sign({ view: viewRequest(request), secret, now });
        if (signed === null) continue;
        const headers = place(without(request.headers, rules.headers), signed.headers);
        return done(scheme, input, headers, signed.body ?? request.body);
      }
      return { ok: false, text: `The secret does not suffice to sign as ${input.provider.label}.` };
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
  if (kind === 'header') return done(scheme, input, place([...request.headers], [[name, value]]));
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

/** Replaces one parameter of a raw target and leaves the others as they are written. */
export function withQuery(target: string, name: string, value: string): string {
  const [path = '', query] = target.split(/\?(.*)/s);
  const others = (query ?? '')
    .split('&')
    .filter((pair) => pair !== '' && pair.split('=')[0] !== name);
  return `${path}?${[...others, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}

function signMac(scheme: MacScheme, input: SignInput): Signed {
  const { request, secrets } = input;
  const timed = writeTimes(scheme, input);
  if ('ok' in timed) return timed;
  const { time, id, body } = timed;
  const headers = place(without(request.headers, timed.gone), timed.headers);
  const target = hashInQuery(scheme, request.target, body);
  const [url = ''] = request.urls;
  const signedUrl = target === request.target ? url : withTarget(url, target);
  const view = viewRequest({ ...request, headers, body, target, urls: [signedUrl] });
  const fields = new Map(scheme.form.kind === 'fields' ? (scheme.form.also ?? []) : []);
  const signatures: string[] = [];
  for (const secret of secrets) {
    const key = readKey(secret.value, scheme.key);
    if (key === null || !canSign(key)) continue;
    const spelt = signsUrl(scheme) ? (scheme.spellings?.(signedUrl)[0] ?? signedUrl) : '';
    const content = contentOf(scheme, { view, time, id, url: spelt, secret: secret.value, fields });
    if ('code' in content) return { ok: false, text: content.text };
    const mac = computeMac(scheme.mac, key, content);
    if (mac !== null) signatures.push(writeMac(mac, scheme.encoding));
  }
  if (signatures.length === 0) return { ok: false, text: unusable(scheme, input) };
  const written = writeSignatures(scheme, signatures, time);
  if (written.kind === 'headers')
    return done(scheme, input, place(headers, written.pairs), body, target);
  const path = written.path.split('.');
  const patched = patchJson(body, path, JSON.stringify(signatures[0]));
  if (patched !== null) return done(scheme, input, headers, patched, target);
  return { ok: false, text: `The body has no field ${written.path} to write a signature into.` };
}

function unusable(scheme: MacScheme, { provider }: SignInput): string {
  return scheme.mac === 'ed25519' || scheme.mac === 'ecdsa-p256'
    ? `${provider.label} signs with a private key that only it has. Add a test key of your own.`
    : `The secret is not written as ${provider.label} writes secrets.`;
}

function canSign(key: Key): boolean {
  return key.kind === 'shared' || key.privateKey !== null;
}

function writeMac(mac: Buffer, encoding: MacScheme['encoding']): string {
  const text = encodeBytes(mac, encoding);
  return encoding === 'base64url' ? text.replace(/=+$/, '') : text;
}

interface Times {
  time: string;
  id: string;
  body: Uint8Array;
  headers: HeaderPair[];
  /** Lower case. */
  gone: string[];
}

/** Writes time and id where the scheme has them, into headers or into the body. */
function writeTimes(scheme: MacScheme, { request, now, newId }: SignInput): Times | Signed {
  const view = viewRequest(request);
  const gone = headerNames(scheme.form).map((name) => name.toLowerCase());
  const headers: HeaderPair[] = [...(scheme.companions ?? [])].map(([name, value]) => [
    name,
    value,
  ]);
  let { body } = request;
  let time = '';
  if (scheme.time !== undefined) {
    const { from, unit } = scheme.time;
    time = writeTime(now, unit);
    if (from.startsWith('header:')) headers.push([from.slice(7), time]);
    else if (from.startsWith('json:')) {
      const path = from.slice(5).split('.');
      const old = view.read(from);
      const asText = typeof old === 'string' && unit === 's';
      const patched = patchJson(body, path, asText ? JSON.stringify(time) : time);
      if (patched === null) {
        return {
          ok: false,
          text: `The body has no field ${path.join('.')} to write the time into.`,
        };
      }
      body = patched;
    } else if (from.startsWith('form:')) time = view.read(from) ?? time;
  }
  const id = idFor(scheme, view.read(scheme.id ?? ''), newId, sha256(body));
  if (scheme.id !== undefined) headers.push([scheme.id.slice(7), id]);
  return { time, id, body, headers, gone };
}

/** The request's own id, a given one, or one made from the content. */
function idFor(
  scheme: MacScheme,
  own: string | undefined,
  given: string | undefined,
  hash: Buffer,
): string {
  if (scheme.id === undefined) return '';
  return given ?? own ?? `msg_${hash.toString('hex').slice(0, 24)}`;
}

type Written = { kind: 'headers'; pairs: HeaderPair[] } | { kind: 'json'; path: string };

function writeSignatures(scheme: MacScheme, all: readonly string[], time: string): Written {
  const { form } = scheme;
  const [first = ''] = all;
  const single = (name: string, value: string): Written => ({
    kind: 'headers',
    pairs: [[name, value]],
  });
  const [name = ''] = headerNames(form);
  switch (form.kind) {
    case 'header':
      return single(name, `${form.prefix ?? ''}${first}`);
    case 'each':
      return {
        kind: 'headers',
        pairs: all
          .slice(0, form.headers.length)
          .map((value, i) => [form.headers[i] ?? '', `${form.prefix ?? ''}${value}`]),
      };
    case 'fields': {
      const [separator = ','] = form.separator;
      const timed = form.time === null ? [] : [`${form.time}=${time}`];
      return single(
        name,
        [
          ...timed,
          ...(form.also ?? []).map(([key, value]) => `${key}=${value}`),
          ...all.map((value) => `${form.signature}=${value}`),
        ].join(separator),
      );
    }
    case 'tagged':
      return single(name, all.map((value) => `${form.tag},${value}`).join(' '));
    case 'list':
      return single(name, all.map((value) => `${form.prefix}${value}`).join(','));
    case 'positional':
      return single(name, [time, ...all].join(','));
    case 'json':
      return { kind: 'json', path: form.path };
    case 'form':
      return { kind: 'json', path: form.field };
  }
}

/** Twilio's hash of a body that is no form stands in the query. */
function hashInQuery(scheme: MacScheme, target: string, body: Uint8Array): string {
  if (scheme.alsoCheck === undefined || !/[?&]bodySHA256=/.test(target)) return target;
  return withQuery(target, 'bodySHA256', sha256(body).toString('hex'));
}

function withTarget(url: string, target: string): string {
  const query = target.indexOf('?');
  return url.replace(/\?.*$/s, '') + (query < 0 ? '' : target.slice(query));
}

function without(headers: readonly HeaderPair[], names: readonly string[]): HeaderPair[] {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()));
}

/** Puts pairs at the places of those with their names; others go to the end. */
function place(headers: readonly HeaderPair[], pairs: readonly HeaderPair[]): HeaderPair[] {
  const placed = new Set<HeaderPair>();
  const result = headers.flatMap((old): HeaderPair[] => {
    const pair = pairs.find(([name]) => name.toLowerCase() === old[0].toLowerCase());
    if (pair === undefined) return [old];
    if (placed.has(pair)) return [];
    placed.add(pair);
    return [pair];
  });
  return [...result, ...pairs.filter((pair) => !placed.has(pair))];
}

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
