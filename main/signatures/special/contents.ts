import { sha256 } from '../encoding.ts';
import { isObject, queryOf } from '../request-view.ts';
import type { RequestView } from '../request-view.ts';
import type { ContentFault, ContentInput } from '../scheme.ts';
import { byBytes } from '../template.ts';

// Signed contents that a template cannot say.

/** Hook0 v1: time, names of headers, their values in that order, body; joined by dots. */
export function hook0Values({ view, time, fields }: ContentInput): Uint8Array {
  const names = fields.get('h') ?? '';
  const values = names.split(' ').map((name) => view.header(name) ?? '');
  const head = [time, names, values.join('.')].join('.');
  return Buffer.concat([Buffer.from(`${head}.`, 'latin1'), view.request.body]);
}

/** Mercado Pago: three segments; one whose source is absent is left out. */
export function mercadoPago({ view, time }: ContentInput): Uint8Array {
  const id = view.read('query:data.id') ?? view.read('query:id');
  const requestId = view.header('x-request-id');
  const segments = [
    id === undefined ? '' : `id:${id.toLowerCase()};`,
    requestId === undefined ? '' : `request-id:${requestId};`,
    `ts:${time};`,
  ];
  return Buffer.from(segments.join(''));
}

/**
 * Contentful: method, path, the listed headers sorted by name, body; one per line. The vendor's own
 * library escapes a query twice, so the same is done here.
 */
export function contentful({ view, url }: ContentInput): Uint8Array | ContentFault {
  const listed = view.header('x-contentful-signed-headers');
  if (listed === undefined) {
    const text = 'The header x-contentful-signed-headers is missing; it names what is signed.';
    return { code: 'MISSING_HEADER', text };
  }
  const headers = listed
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .sort(byBytes)
    .map((name) => `${name}:${(view.header(name) ?? '').trim()}`)
    .join(';');
  const { method, body } = view.request;
  const head = `${method.toUpperCase()}\n${contentfulPath(url)}\n${headers}\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function contentfulPath(url: string): string {
  const bare = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/';
  const query = queryOf(bare);
  const path = bare.replace(/\?.*$/s, '');
  return encodeURI(query === '' ? path : `${path}?${encodeURIComponent(query)}`);
}

/** HubSpot v3 undoes these escapes of the URL and leaves all others. */
const UNDONE = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** The URL as HubSpot says it is signed, and as it stands: its library signs what it is handed. */
export function hubspotSpellings(url: string): string[] {
  return [url.replaceAll(UNDONE, (escape) => decodeURIComponent(escape)), url];
}

/** Plivo V3: the URL with its query sorted, the form sorted, the nonce; joined by dots. */
export function plivo({ view, url }: ContentInput): Uint8Array {
  const [base = ''] = url.split('?');
  const query = view
    .query()
    .map(([name, value]) => `${name}=${value}`)
    .sort(byBytes)
    .join('&');
  const form = view
    .form()
    .map(([name, value]) => name + value)
    .sort(byBytes)
    .join('');
  const nonce = view.header('X-Plivo-Signature-V3-Nonce') ?? '';
  const place = query === '' ? base : `${base}?${query}`;
  return Buffer.from([form === '' ? place : `${place}.${form}`, nonce].join('.'));
}

/** Twilio sends the hash of a body that is no form in the query, which is part of the signed URL. */
export function twilioBody(view: RequestView): ContentFault | null {
  const expected = view.read('query:bodySHA256');
  if (expected === undefined) return null;
  if (expected.toLowerCase() === sha256(view.request.body).toString('hex')) return null;
  const text = 'The URL is signed, but bodySHA256 in its query is the hash of another body.';
  return { code: 'BODY_HASH_MISMATCH', text };
}

/**
 * X signs its events and whatever token stands in a challenge alike, and anyone may ask for a challenge:
 * a body that could be a token is no event, however right its signature.
 */
export function xEvent(view: RequestView): ContentFault | null {
  if (isObject(view.json())) return null;
  const text =
    'It is signed as a challenge of X is, for anyone who asks: events of X are JSON objects.';
  return { code: 'MALFORMED_SIGNATURE', text };
}
