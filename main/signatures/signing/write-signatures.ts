import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerNames } from '../find-signature.ts';
import type { RequestView } from '../request-view.ts';
import type { MacScheme, SignatureForm } from '../scheme.ts';

export type Written =
  | { kind: 'headers'; pairs: HeaderPair[] }
  /** A path of a JSON body. */
  | { kind: 'json'; path: string };

/**
 * Headers that signatures are written into: those the request came with, all of them, since senders
 * with two names of one signature (Forgejo) send both. Else the vendor's newest, in the family of
 * names that its other headers have (`shopify-topic` beside `shopify-hmac-sha256`).
 */
export function namesToWrite(form: SignatureForm, view: RequestView): string[] {
  const names = headerNames(form);
  const carried = names.filter((name) => view.has(name));
  if (carried.length > 0) return carried;
  const [newest = ''] = names;
  if (form.kind !== 'header') return [newest];
  const others = [...view.names()];
  const akin = names.find((name) => others.some((other) => other.startsWith(familyOf(name))));
  return [akin ?? newest];
}

/** `x-shopify-` of `X-Shopify-Hmac-Sha256`. */
const familyOf = (name: string): string =>
  /^(x-)?[^-]+-/.exec(name.toLowerCase())?.[0] ?? name.toLowerCase();

interface ToWrite {
  /** Newest first. */
  signatures: readonly string[];
  time: string;
  /** Further fields of a `fields` header. */
  fields: ReadonlyMap<string, string>;
}

/** Signatures as the scheme writes them, where the request has them. */
export function writeSignatures(
  { form }: MacScheme,
  view: RequestView,
  { signatures: all, time, fields }: ToWrite,
): Written {
  const [first = ''] = all;
  const inAll = (value: string): Written => ({
    kind: 'headers',
    pairs: namesToWrite(form, view).map((name) => [name, value]),
  });
  switch (form.kind) {
    case 'header':
      return inAll(`${form.prefix ?? ''}${first}`);
    case 'each':
      return { kind: 'headers', pairs: inEach(form, view, all) };
    case 'fields': {
      const [separator = ','] = form.separator;
      const timed = form.time === null ? [] : [`${form.time}=${time}`];
      const also = [...fields].map(([key, value]) => `${key}=${value}`);
      const signed = all.map((value) => `${form.signature}=${value}`);
      return inAll([...timed, ...also, ...signed].join(separator));
    }
    case 'tagged':
      return inAll(all.map((value) => `${form.tag},${value}`).join(' '));
    case 'list':
      return inAll(all.map((value) => `${form.prefix}${value}`).join(','));
    case 'positional':
      return inAll([time, ...all].join(','));
    case 'json':
      return { kind: 'json', path: form.path };
    case 'form':
      return { kind: 'json', path: form.field };
  }
}

/**
 * One header for each secret. Which of its headers belongs to which secret only the sender knows: what
 * came with more headers than there are secrets gets the newest in all that are left.
 */
function inEach(
  form: Extract<SignatureForm, { kind: 'each' }>,
  view: RequestView,
  all: readonly string[],
): HeaderPair[] {
  const carried = form.headers.filter((name) => view.has(name));
  const free = form.headers.filter((name) => !carried.includes(name));
  const names = [...carried, ...free].slice(0, Math.max(carried.length, all.length));
  return names.map((name, i) => [name, `${form.prefix ?? ''}${all[i] ?? all[0] ?? ''}`]);
}

/**
 * A header that holds entries of two schemes (`v1` and `v1a`, `v0` and `v1`): what the second one
 * writes stands beside what the first one wrote.
 */
export function joinEntries({ form }: MacScheme, before: string, added: string): string {
  if (form.kind !== 'fields') return `${before} ${added}`;
  const [separator = ','] = form.separator;
  const entries = added.split(separator).filter((entry) => entry.startsWith(`${form.signature}=`));
  return [before, ...entries].join(separator);
}
