import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { patchJson } from '../body-patch.ts';
import { encodeBytes, sha256 } from '../encoding.ts';
import { findSignatures, headerNames } from '../find-signature.ts';
import { writeTime } from '../freshness.ts';
import { computeMac, type Key, readKey } from '../keys.ts';
import { type RequestView, viewRequest } from '../request-view.ts';
import type { MacScheme } from '../scheme.ts';
import type { Signed, SignInput } from './signed.ts';
import { contentOf, signsUrl } from '../verify-mac.ts';
import { place, withQuery, without, withTarget } from './place.ts';
import { writeSignatures } from './write-signatures.ts';

/** Signs with one scheme: time and id first, since they are part of what is signed. */
export function signMac(scheme: MacScheme, input: SignInput): Signed {
  const { request } = input;
  const timed = writeTimes(scheme, input);
  if ('ok' in timed) return timed;
  const { time, id, body } = timed;
  const headers = place(request.headers, timed.headers);
  const target = hashInQuery(scheme, request.target, body);
  const [url = ''] = request.urls;
  const signedUrl = target === request.target ? url : withTarget(url, target);
  const view = viewRequest({ ...request, headers, body, target, urls: [signedUrl] });
  const fields = furtherFields(scheme, view);
  const signatures = signaturesOf(scheme, input, { view, time, id, url: signedUrl, fields });
  if ('ok' in signatures) return signatures;
  const written = writeSignatures(scheme, view, { signatures, time, fields });
  const done = { ok: true as const, body, target, scheme: scheme.label };
  if (written.kind === 'headers') {
    const names = written.pairs.map(([name]) => name.toLowerCase());
    const old = headerNames(scheme.form).map((name) => name.toLowerCase());
    const gone = old.filter((name) => !names.includes(name));
    return { ...done, headers: place(without(headers, gone), written.pairs) };
  }
  const patched = patchJson(body, written.path.split('.'), JSON.stringify(signatures[0]));
  if (patched !== null) return { ...done, headers, body: patched };
  return { ok: false, text: `The body has no field ${written.path} to write a signature into.` };
}

interface Content {
  view: RequestView;
  time: string;
  id: string;
  url: string;
  fields: ReadonlyMap<string, string>;
}

/** One signature for each secret that can sign. */
function signaturesOf(scheme: MacScheme, input: SignInput, content: Content): string[] | Signed {
  const signatures: string[] = [];
  const url = signsUrl(scheme) ? (scheme.spellings?.(content.url)[0] ?? content.url) : '';
  for (const secret of input.secrets) {
    const key = readKey(secret.value, scheme.key);
    if (key === null || !canSign(key)) continue;
    const bytes = contentOf(scheme, { ...content, url, secret: secret.value });
    if ('code' in bytes) return { ok: false, text: bytes.text };
    const mac = computeMac(scheme.mac, key, bytes);
    if (mac !== null) signatures.push(writeMac(mac, scheme.encoding));
  }
  return signatures.length > 0 ? signatures : { ok: false, text: unusable(scheme, input) };
}

function unusable(scheme: MacScheme, { provider }: SignInput): string {
  return scheme.mac === 'ed25519' || scheme.mac === 'ecdsa-p256'
    ? `${provider.label} signs with a private key that only it has. Add a test key of your own.`
    : `The secret does not have the form of ${provider.label}.`;
}

function canSign(key: Key): boolean {
  return key.kind === 'shared' || key.privateKey !== null;
}

function writeMac(mac: Buffer, encoding: MacScheme['encoding']): string {
  const text = encodeBytes(mac, encoding);
  return encoding === 'base64url' ? text.replace(/=+$/, '') : text;
}

/** What stands beside the signatures: as it came (which headers are signed), else the usual. */
function furtherFields({ form, ...scheme }: MacScheme, view: RequestView): Map<string, string> {
  if (form.kind !== 'fields') return new Map();
  const found = findSignatures(view, { form, ...scheme });
  const carried = 'code' in found ? undefined : found.fields;
  return new Map((form.also ?? []).map(([key, usual]) => [key, carried?.get(key) ?? usual]));
}

interface Times {
  time: string;
  id: string;
  body: Uint8Array;
  headers: HeaderPair[];
}

/** Writes time and id where the scheme has them, into headers or into the body. */
function writeTimes(scheme: MacScheme, { request, now, newId }: SignInput): Times | Signed {
  const view = viewRequest(request);
  const headers = (scheme.companions ?? []).map(([name, value]): HeaderPair => [name, value]);
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
  const id = idFor(scheme, view.read(scheme.id ?? ''), newId, body);
  if (scheme.id !== undefined) headers.push([scheme.id.slice(7), id]);
  return { time, id, body, headers };
}

/** The request's own id, a given one, or one made from the content. */
function idFor(
  scheme: MacScheme,
  own: string | undefined,
  given: string | undefined,
  body: Uint8Array,
): string {
  if (scheme.id === undefined) return '';
  return given ?? own ?? `msg_${sha256(body).toString('hex').slice(0, 24)}`;
}

/** Twilio's hash of a body that is no form stands in the query. */
function hashInQuery(scheme: MacScheme, target: string, body: Uint8Array): string {
  if (scheme.alsoCheck === undefined || !/[?&]bodySHA256=/.test(target)) return target;
  return withQuery(target, 'bodySHA256', sha256(body).toString('hex'));
}
