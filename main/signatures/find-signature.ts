import type { SignatureFault } from '../../preload/contract/signatures/verdict.ts';
import { decodeText } from './encoding.ts';
import { fitsMac } from './keys.ts';
import type { RequestView } from './request-view.ts';
import type { MacScheme, SignatureForm } from './scheme.ts';

export interface Fault {
  code: SignatureFault;
  text: string;
}

export interface FoundSignatures {
  /** Decoded, in order of the request; any of them may match. */
  given: Buffer[];
  /** Fields of the header beside the signatures. */
  fields: ReadonlyMap<string, string>;
  /** The time, where it stands beside the signatures. */
  time: string | null;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** True where the request carries what the scheme reads its signature from. */
export function carriesSignature(view: RequestView, form: SignatureForm): boolean {
  switch (form.kind) {
    case 'json':
      return view.read(`json:${form.path}`) !== undefined;
    case 'form':
      return view.read(`form:${form.field}`) !== undefined;
    case 'tagged':
      return form.headers.some((name) =>
        view.headers(name).some((value) => ` ${value}`.includes(` ${form.tag},`)),
      );
    case 'fields':
      return view
        .headers(form.header)
        .some((value) => new RegExp(`(^|[${form.separator}])\\s*${form.signature}=`).test(value));
    case 'header':
    case 'each':
    case 'list':
    case 'positional':
      return headerNames(form).some((name) => view.has(name));
  }
}

/** Headers that hold signatures of this form; the first is the one that signing writes. */
export function headerNames(form: SignatureForm): readonly string[] {
  if (form.kind === 'json' || form.kind === 'form') return [];
  return 'headers' in form ? form.headers : [form.header];
}

/** All signatures of a request, decoded, or what is wrong with how they are written. */
export function findSignatures(view: RequestView, scheme: MacScheme): FoundSignatures | Fault {
  const { form } = scheme;
  const written = readWritten(view, form);
  if ('code' in written) return written;
  const given = written.texts
    .map((text) => decodeText(text, scheme.encoding))
    .filter((bytes) => bytes !== null && fitsMac(scheme.mac, bytes)) as Buffer[];
  if (given.length > 0) return { given, fields: written.fields, time: written.time };
  return {
    code: 'MALFORMED_SIGNATURE',
    text: `${placeOf(form)} has no signature in the form of ${scheme.label}.`,
  };
}

interface Written {
  texts: string[];
  fields: ReadonlyMap<string, string>;
  time: string | null;
}

function readWritten(view: RequestView, form: SignatureForm): Written | Fault {
  if (form.kind === 'json' || form.kind === 'form') {
    const text = view.read(form.kind === 'json' ? `json:${form.path}` : `form:${form.field}`);
    return text === undefined ? missing(form) : { texts: [text], fields: NOTHING, time: null };
  }
  const values = headerNames(form).flatMap((name) => view.headers(name));
  if (values.length === 0) return missing(form);
  switch (form.kind) {
    case 'fields':
      return readFields(values, form);
    case 'tagged':
      return plain(values.flatMap((value) => value.split(/ +/).flatMap(taggedWith(form.tag))));
    case 'list':
      return plain(values.flatMap((value) => value.split(',').flatMap(prefixed(form.prefix))));
    case 'positional': {
      const [time = '', ...texts] = (values[0] ?? '').split(',').map((part) => part.trim());
      return { texts, fields: NOTHING, time };
    }
    case 'header':
    case 'each':
      return plain(values.flatMap(prefixed(form.prefix ?? '')));
  }
}

const plain = (texts: string[]): Written => ({ texts, fields: NOTHING, time: null });

const prefixed =
  (prefix: string) =>
  (value: string): string[] => {
    const clean = value.trim();
    return clean.startsWith(prefix) ? [clean.slice(prefix.length)] : [];
  };

/** `v1,abc` where `v1` is the tag; other versions are none of this scheme. */
const taggedWith =
  (tag: string) =>
  (entry: string): string[] => {
    const comma = entry.indexOf(',');
    return comma > 0 && entry.slice(0, comma) === tag ? [entry.slice(comma + 1)] : [];
  };

function readFields(
  values: readonly string[],
  form: Extract<SignatureForm, { kind: 'fields' }>,
): Written | Fault {
  const texts: string[] = [];
  const fields = new Map<string, string>();
  const separator = new RegExp(`[${form.separator}]`);
  for (const part of values.flatMap((value) => value.split(separator))) {
    // Values of base64 may hold an equals sign: only the first one separates.
    const at = part.indexOf('=');
    if (at < 0) continue;
    const key = part.slice(0, at).trim();
    const value = part.slice(at + 1);
    if (key === form.signature) texts.push(value.trim());
    else if (key === form.time && fields.has(key) && fields.get(key) !== value) {
      return { code: 'AMBIGUOUS_HEADER', text: `${form.header} names two different times.` };
    } else fields.set(key, value);
  }
  return { texts, fields, time: form.time === null ? null : (fields.get(form.time) ?? null) };
}

function missing(form: SignatureForm): Fault {
  return {
    code: 'MISSING_HEADER',
    text: `${placeOf(form)} is missing: the request is not signed.`,
  };
}

/** Where the signature is looked for, in words. */
export function placeOf(form: SignatureForm): string {
  if (form.kind === 'json') return `The field ${form.path} of the body`;
  if (form.kind === 'form') return `The form field ${form.field}`;
  return `The header ${headerNames(form)[0] ?? ''}`;
}
