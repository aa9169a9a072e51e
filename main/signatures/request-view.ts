import type { HeaderPair } from '../../preload/contract/shapes.ts';

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

/** Reads of one request what schemes name: headers, JSON paths, form fields. Parses once, when asked. */
export function viewRequest(request: SignedRequest) {
  const byName = new Map<string, string[]>();
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    const clean = value.replace(/^[ \t]+|[ \t]+$/g, '');
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [clean]);
    else if (!known.includes(clean)) known.push(clean);
  }
  let json: { value: unknown } | undefined;
  let form: [string, string][] | undefined;
  let query: [string, string][] | undefined;

  const view = {
    request,
    /** Distinct values: the same header twice with one value is one. */
    headers: (name: string): readonly string[] => byName.get(name.toLowerCase()) ?? [],
    header: (name: string): string | undefined => byName.get(name.toLowerCase())?.[0],
    has: (name: string): boolean => byName.has(name.toLowerCase()),
    names: (): IterableIterator<string> => byName.keys(),
    /** The body as JSON; undefined where it is none. */
    json(): unknown {
      json ??= { value: parseJson(request.body) };
      return json.value;
    },
    form: (): [string, string][] => (form ??= readForm(view)),
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

function parseJson(body: Uint8Array): unknown {
  if (body.length === 0 || body.length > READABLE_BYTES) return undefined;
  const first = body.find((byte) => byte > 0x20);
  // A BOM, an object or an array; anything else has no field to read.
  if (first !== 0x7b && first !== 0x5b && first !== 0xef) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
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

function readForm(view: { header: (name: string) => string | undefined; request: SignedRequest }) {
  const type = view.header('content-type') ?? '';
  const { body } = view.request;
  if (!/^application\/x-www-form-urlencoded\b/i.test(type) || body.length > READABLE_BYTES)
    return [];
  return parsePairs(new TextDecoder().decode(body));
}

/** Query part of a raw target or URL, without the question mark; empty without one. */
export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? '' : target.slice(at + 1).replace(/#.*$/s, '');
}

/** Pairs of a query or a form, decoded; a broken escape stays as it is. */
export function parsePairs(text: string): [string, string][] {
  if (text === '') return [];
  return [...new URLSearchParams(text)];
}
