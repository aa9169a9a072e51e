import type { Fault } from './find-signature.ts';
import { findSignatures } from './find-signature.ts';
import { checkAge, readTime } from './freshness.ts';
import { checkMac, readKey } from './keys.ts';
import type { RequestView } from './request-view.ts';
import type { ContentInput, MacScheme, Secret, TimeRule } from './scheme.ts';
import { fillTemplate, uses } from './template.ts';
import { failed, type Found, passed } from './found.ts';

/** Whether the scheme signs the URL the sender was given. */
export function signsUrl({ content, readsUrl }: MacScheme): boolean {
  return readsUrl === true || ['url', 'path', 'pathQuery'].some((name) => uses(content, name));
}

/** Signed content for one secret and one URL. */
export function contentOf(scheme: MacScheme, input: ContentInput): Uint8Array | Fault {
  return typeof scheme.content === 'string'
    ? fillTemplate(scheme.content, input)
    : scheme.content(input);
}

/**
 * Presence, form, signature, and only then age: a genuine request that came too late says so, and a
 * forged old one says that it is forged.
 */
export function verifyMac(
  scheme: MacScheme,
  view: RequestView,
  secrets: readonly Secret[],
  now: number,
): Found {
  const found = findSignatures(view, scheme);
  if ('code' in found) return failed(found);
  const time = timeOf(scheme, view, found.time);
  if ('code' in time) return failed(time);
  const id = idOf(scheme, view);
  if (typeof id !== 'string') return failed(id);
  const urls = signsUrl(scheme) ? urlsFor(scheme, view.request.urls) : [''];
  if (urls.length === 0) {
    return failed({ code: 'NEEDS_URL', text: 'The URL the sender was given is not known.' });
  }
  const notes: string[] = [];
  let tried = 0;
  for (const secret of secrets) {
    const key = readKey(secret.value, scheme.key);
    if (key === null) {
      notes.push(`The secret ${secret.label} does not have the form of ${scheme.label}.`);
      continue;
    }
    tried += 1;
    for (const url of urls) {
      const input = { view, time: time.text, id, url, secret: secret.value, fields: found.fields };
      const content = contentOf(scheme, input);
      if ('code' in content) return failed(content);
      if (!found.given.some((given) => checkMac(scheme.mac, key, content, given))) continue;
      const bodyFault = scheme.alsoCheck?.(view) ?? null;
      if (bodyFault !== null) return failed(bodyFault, { notes });
      return fresh(scheme, secret, { url: url || null, at: time.at, now, notes });
    }
  }
  if (tried === 0) {
    return failed(
      { code: 'UNUSABLE_SECRET', text: notes[0] ?? 'No secret can be used.' },
      { notes },
    );
  }
  return failed({ code: 'SIGNATURE_MISMATCH', text: mismatch(tried) }, { notes });
}

function urlsFor(scheme: MacScheme, urls: readonly string[]): string[] {
  const { spellings } = scheme;
  return spellings === undefined ? [...urls] : [...new Set(urls.flatMap(spellings))];
}

function mismatch(tried: number): string {
  return tried === 1
    ? 'The signature does not match.'
    : `The signature matches none of the ${tried} secrets.`;
}

function fresh(
  scheme: MacScheme,
  secret: Secret,
  how: { url: string | null; at: number | null; now: number; notes: string[] },
): Found {
  const { url, at, now } = how;
  const notes = [...how.notes];
  if (scheme.uncovered !== undefined) notes.push(scheme.uncovered);
  const skewSeconds = at === null ? null : Math.round((now - at) / 1000);
  const more = { secret, url, skewSeconds, notes };
  if (scheme.time === undefined || skewSeconds === null) return passed('verified', more);
  const { fault, note } = checkAge(scheme.time, skewSeconds);
  if (note !== null) notes.push(note);
  return fault === null ? passed('verified', more) : failed(fault, { skewSeconds, notes });
}

/** The signed time: as it is written, and as epoch ms. */
export function timeOf(
  scheme: MacScheme,
  view: RequestView,
  inHeader: string | null,
): { text: string; at: number | null } | Fault {
  const { time } = scheme;
  if (time === undefined) return { text: '', at: null };
  if (time.from === 'field') {
    if (inHeader === null) {
      return { code: 'MALFORMED_TIMESTAMP', text: 'The signature header has no time.' };
    }
    return parsed(inHeader, time.unit);
  }
  const fault = singleHeader(view, time.from);
  if (fault !== null) return fault;
  const text = view.read(time.from);
  if (text === undefined) {
    const [kind, name = ''] = time.from.split(/:(.*)/s);
    const place = kind === 'header' ? `The header ${name}` : `The field ${name} of the body`;
    return { code: 'MISSING_HEADER', text: `${place} is missing: it has the signed time.` };
  }
  return parsed(text, time.unit);
}

function parsed(text: string, unit: TimeRule['unit']) {
  const at = readTime(text, unit);
  return at === null
    ? { code: 'MALFORMED_TIMESTAMP' as const, text: `“${text.slice(0, 60)}” is no time.` }
    : { text, at };
}

/** The id that is part of the content; empty where the scheme signs none. */
export function idOf(scheme: MacScheme, view: RequestView): string | Fault {
  if (scheme.id === undefined) return '';
  const fault = singleHeader(view, scheme.id);
  if (fault !== null) return fault;
  const text = view.read(scheme.id);
  const name = scheme.id.replace(/^header:/, '');
  return text ?? { code: 'MISSING_HEADER', text: `The header ${name} is missing; it is signed.` };
}

function singleHeader(view: RequestView, reference: string): Fault | null {
  const name = reference.startsWith('header:') ? reference.slice(7) : null;
  if (name === null || view.headers(name).length < 2) return null;
  return { code: 'AMBIGUOUS_HEADER', text: `The header ${name} came twice with different values.` };
}
