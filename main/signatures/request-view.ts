import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { readQuery } from '../decode/form-fields.ts';
import { packedAs } from '../decode/magic.ts';
import { type NamedValue, type Reading, readBody } from '../decode/reading.ts';
import { codings, unpackSmall } from '../lib/content-codings.ts';

/** A request as it came off the socket. Nothing is decoded. */
export interface SignedRequest {
  method: string;
  /** Raw request target. */
  target: string;
  /** latin1 values, as Node gives them. */
  headers: readonly HeaderPair[];
  body: Uint8Array;
  /** URLs under which the sender may know this place, the likeliest first. */
  urls: readonly string[];
}

export type RequestView = ReturnType<typeof viewRequest>;

/** Above this a body is not read as JSON or a form: signatures over bytes still work. */
const READABLE_BYTES = 8 * 1024 * 1024;
/** A packed body that unpacks to more than this is not read: a stranger's kilobyte can be a gigabyte. */
const UNPACKED_BYTES = 2 * 1024 * 1024;

/**
 * Reads of one request what schemes name: headers, JSON paths, fields of forms and multipart bodies.
 * Content codings are undone for that, never for what is signed. Parses once, when asked.
 */
export function viewRequest(request: SignedRequest) {
  const byName = new Map<string, string[]>();
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    const clean = value.replace(/^[ \t]+|[ \t]+$/g, '');
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [clean]);
    else if (!known.includes(clean)) known.push(clean);
  }
  let reading: Reading | undefined;
  let form: [string, string][] | undefined;
  let query: [string, string][] | undefined;
  const read = (): Reading =>
    (reading ??= readBody(readable(view), { contentType: view.header('content-type') }));

  const view = {
    request,
    /** Distinct values: the same header twice with one value is one. */
    headers: (name: string): readonly string[] => byName.get(name.toLowerCase()) ?? [],
    header: (name: string): string | undefined => byName.get(name.toLowerCase())?.[0],
    has: (name: string): boolean => byName.has(name.toLowerCase()),
    names: (): IterableIterator<string> => byName.keys(),
    /** The body as JSON, or the JSON in its one field that holds some; undefined where there is none. */
    json: (): unknown => read().json(),
    /** Fields of a form and text parts of a multipart body; files are none. */
    form: (): [string, string][] => (form ??= pairsOf(read().fields())),
    /** The body with its content codings undone; as it came where they cannot be. */
    decodedBody: (): Uint8Array => decodedBody(view) ?? request.body,
    query: (): [string, string][] => (query ??= parsePairs(queryOf(request.target))),
    /** What a reference such as `header:X`, `json:a.b`, `form:x`, `query:x` names; a scalar as text. */
    read(reference: string): string | undefined {
      const colon = reference.indexOf(':');
      const name = reference.slice(colon + 1);
      switch (reference.slice(0, colon)) {
        case 'header':
          return view.header(name);
        case 'json':
          return scalar(walk(view.json(), name));
        case 'form':
          return view.form().find(([key]) => key === name)?.[1];
        case 'query':
          return view.query().find(([key]) => key === name)?.[1];
        default:
          return undefined;
      }
    },
  };
  return view;
}

interface Packed {
  header: (name: string) => string | undefined;
  request: SignedRequest;
}

const EMPTY = new Uint8Array();

/** The bytes that JSON and fields are read from; none where they are too many. */
function readable(view: Packed): Uint8Array {
  const { body } = view.request;
  const plain = isPacked(view) ? (decodedBody(view) ?? EMPTY) : body;
  return plain.length > READABLE_BYTES ? EMPTY : plain;
}

function isPacked({ header, request }: Packed): boolean {
  return codings(header('content-encoding')).length > 0 || packedAs(request.body) !== null;
}

function decodedBody(view: Packed): Uint8Array | undefined {
  if (!isPacked(view)) return view.request.body;
  const { buffer, byteOffset, byteLength } = view.request.body;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return unpackSmall(bytes, view.header('content-encoding'), UNPACKED_BYTES);
}

function pairsOf(fields: readonly NamedValue[]): [string, string][] {
  return fields.flatMap(({ name, filename, text }): [string, string][] =>
    name === null || filename !== null || text === null ? [] : [[name, text]],
  );
}

/** Follows `a.b`, `a[].b` and `a[0].b`; `[]` is the first of a list. A literal key goes before a path. */
export function walk(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let at = value;
  for (const step of path.split('.')) {
    const [, key = '', list, index = '0'] = /^([^[]*)(\[(\d*)\])?$/.exec(step) ?? [];
    if (key !== '') {
      if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
      at = at[key];
    }
    if (list !== undefined) {
      if (!Array.isArray(at)) return undefined;
      at = at[Number(index)];
    }
  }
  return at;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a scalar; undefined for objects, lists and what is not there. */
export function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Query part of a raw target or URL, without the question mark; empty without one. */
export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? '' : target.slice(at + 1).replace(/#.*$/s, '');
}

/** Pairs of a query or a form, decoded; a broken escape stays as it is. */
export function parsePairs(text: string): [string, string][] {
  return readQuery(text).fields.map(({ name, value }) => [name, value]);
}
