import { gunzipSync, inflateSync, brotliDecompressSync } from 'node:zlib';
import type { Verdict } from '../../preload/contract/verdict.ts';
import { PROVIDERS } from './providers/providers.ts';
import type { RequestView, SignedRequest } from './request-view.ts';
import { viewRequest } from './request-view.ts';
import type { MacScheme, Provider, Secret } from './scheme.ts';
import { schemeOf } from './verify.ts';
import { verifyMac } from './verify-mac.ts';

interface ProbeInput {
  provider: Provider;
  view: RequestView;
  secrets: readonly Secret[];
  /** Secrets of other places, and those that were retired. */
  otherSecrets: readonly Secret[];
  now: number;
}

/** A guess at the reason, and what it does to the request or the scheme. */
interface Probe {
  text: string;
  certain: boolean;
  scheme?: MacScheme;
  secrets?: readonly Secret[];
  body?: Uint8Array;
  urls?: string[];
}

const LARGEST = 1024 * 1024;
const MOST = 200;

/**
 * What a mismatch most likely comes from: the first change that would make the signature right. A
 * hint for the developer, never a pass.
 */
export function probe(input: ProbeInput): Verdict['hint'] {
  const { view, provider, secrets } = input;
  const scheme = schemeOf(provider, view);
  if (scheme?.kind !== 'mac' || view.request.body.length > LARGEST) return null;
  let left = MOST;
  for (const candidate of probes(input, scheme)) {
    const used = candidate.secrets ?? secrets;
    left -= used.length;
    if (left < 0) return null;
    const request: SignedRequest = {
      ...view.request,
      body: candidate.body ?? view.request.body,
      urls: candidate.urls ?? view.request.urls,
    };
    const found = verifyMac(candidate.scheme ?? scheme, viewRequest(request), used, input.now);
    const right =
      found.state === 'verified' ||
      (found.state === 'failed' && found.code.startsWith('TIMESTAMP_'));
    if (!right) continue;
    const { text, certain } = candidate;
    const label = found.state === 'verified' ? found.secret.label : '';
    return { text: text.replace('{secret}', label), certain };
  }
  return null;
}

function* probes(input: ProbeInput, scheme: MacScheme): Generator<Probe> {
  if (input.otherSecrets.length > 0) {
    const text = 'Signed with another secret you saved: {secret}.';
    yield { text, certain: true, secrets: input.otherSecrets };
  }
  yield* otherForms(input.secrets, scheme);
  yield* otherBodies(input.view);
  yield* otherUrls(input.view);
  yield* otherMacs(scheme);
  yield* otherProviders(input, scheme);
}

function* otherForms(secrets: readonly Secret[], scheme: MacScheme): Generator<Probe> {
  const changed = (change: (value: string) => string): Secret[] =>
    secrets.map((secret) => ({ ...secret, value: change(secret.value) }));
  const forms: [string, Secret[]][] = [
    ['without the spaces around it', changed((value) => value.trim())],
    ['with a line break at its end', changed((value) => `${value}\n`)],
    ['without its quotes', changed((value) => value.replace(/^(["'])(.*)\1$/s, '$2'))],
    ['without its prefix', changed((value) => value.replace(/^[a-z]+_/, ''))],
  ];
  for (const [how, values] of forms) {
    yield { text: `The right secret in another form: ${how}.`, certain: true, secrets: values };
  }
  if (scheme.mac === 'ed25519' || scheme.mac === 'ecdsa-p256') return;
  const keys: [string, MacScheme['key']][] = [
    ['as text', 'utf8'],
    ['decoded from base64', 'whsec'],
    ['decoded from hex', 'hex'],
  ];
  for (const [how, key] of keys) {
    if (key === scheme.key) continue;
    const text = `The right secret in another form: taken ${how}.`;
    yield { text, certain: true, scheme: { ...scheme, key } };
  }
}

const RESERIALIZED =
  'The body was parsed and written again before it got here: its bytes are not those that were signed.';

function* otherBodies({ request, header, json }: RequestView): Generator<Probe> {
  const { body } = request;
  const text = Buffer.from(body).toString('latin1');
  const lines = 'Something on the way changed line endings or added to the end of the body.';
  const edges: string[] = [
    text.replace(/\r?\n$/, ''),
    `${text}\n`,
    text.replaceAll('\r\n', '\n'),
    text.replaceAll(/\r?\n/g, '\r\n'),
    text.replace(/^\u00EF\u00BB\u00BF/, ''),
    text.trim(),
  ];
  for (const edge of edges) {
    if (edge !== text) yield { text: lines, certain: true, body: Buffer.from(edge, 'latin1') };
  }
  const decoded = decompressed(body, header('content-encoding'));
  if (decoded !== null) {
    yield {
      text: 'The sender signed before it compressed the body.',
      certain: true,
      body: decoded,
    };
  }
  const value = json();
  if (value === undefined) return;
  for (const form of serializations(value)) {
    yield { text: RESERIALIZED, certain: true, body: Buffer.from(form) };
  }
}

function decompressed(body: Uint8Array, coding: string | undefined): Uint8Array | null {
  const limit = { maxOutputLength: LARGEST };
  try {
    if (coding === 'gzip') return gunzipSync(body, limit);
    if (coding === 'deflate') return inflateSync(body, limit);
    return coding === 'br' ? brotliDecompressSync(body, limit) : null;
  } catch {
    return null;
  }
}

/** Ways in which programs write JSON. */
function serializations(value: unknown): string[] {
  const compact = JSON.stringify(value);
  const indented = JSON.stringify(value, null, 2);
  const spaced = withSpaces(value);
  const sorted = JSON.stringify(sortKeys(value));
  const plain = [compact, indented, spaced, sorted, withSpaces(sortKeys(value))];
  return [
    ...plain,
    ...plain.map(asciiOnly),
    ...plain.map((text) => text.replaceAll('/', String.raw`\/`)),
    JSON.stringify(value, null, 4),
    `${indented}\n`,
  ];
}

/** As Python's `json.dumps` writes it. */
function withSpaces(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(withSpaces).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${withSpaces(member)}`,
  );
  return `{${members.join(', ')}}`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
}

function asciiOnly(text: string): string {
  return text.replaceAll(
    /[\u0080-\uFFFF]/g,
    (char) => String.raw`\u` + char.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

function* otherUrls({ request }: RequestView): Generator<Probe> {
  const bare = request.urls.flatMap((url) => [
    url.replace(/^https:/, 'http:'),
    url.replace(/^http:/, 'https:'),
    url.replace(/\/?(\?|$)/, '/$1'),
    url.replace(/\/(\?|$)/, '$1'),
    url.replace(/\?.*$/s, ''),
    url.replace(/^(https:\/\/[^/:]+)/, '$1:443'),
  ]);
  for (const url of new Set(bare)) {
    if (!request.urls.includes(url)) {
      yield {
        text: `The sender signed ${url}: that is what it has as the URL.`,
        certain: true,
        urls: [url],
      };
    }
  }
}

function* otherMacs(scheme: MacScheme): Generator<Probe> {
  if (!scheme.mac.startsWith('hmac-')) return;
  const names = { 'hmac-sha1': 'SHA-1', 'hmac-sha256': 'SHA-256', 'hmac-sha512': 'SHA-512' };
  for (const mac of ['hmac-sha1', 'hmac-sha256', 'hmac-sha512'] as const) {
    for (const encoding of ['hex', 'base64'] as const) {
      if (mac === scheme.mac && encoding === scheme.encoding) continue;
      const text = `The sender uses ${names[mac]} in ${encoding}.`;
      yield { text, certain: true, scheme: { ...scheme, mac, encoding } };
    }
  }
  for (const content of [
    '{body}',
    '{time}.{body}',
    '{time}:{body}',
    '{time}{body}',
    '{body}{time}',
  ]) {
    if (content === scheme.content) continue;
    const text = `The sender signs ${content} where ${scheme.label} is expected.`;
    yield { text, certain: false, scheme: { ...scheme, content } };
  }
}

function* otherProviders(input: ProbeInput, scheme: MacScheme): Generator<Probe> {
  for (const provider of PROVIDERS) {
    if (provider.id === input.provider.id) continue;
    for (const other of provider.schemes) {
      if (other.kind !== 'mac' || other === scheme) continue;
      if (schemeOf(provider, input.view) !== other) continue;
      const text = `This is signed as ${provider.label} signs, not ${input.provider.label}.`;
      yield { text, certain: false, scheme: other };
    }
  }
}
