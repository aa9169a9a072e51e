import { headerValue } from '../lib/headers.ts';
import type { CaseRequest } from './case.ts';

/** Cuts secrets out of a text, by where it stood. */
export interface Shown {
  text: (
    text: string,
    place:
      | { kind: 'header'; name: string }
      | { kind: 'json'; path: readonly (string | number)[] }
      | { kind: 'text' },
  ) => string;
  target: (target: string) => string;
}

/** More is not listed of one request. */
const MOST = 50;
/** Longer values are cut for their length, so that nothing could be told. */
const LONGEST = 300;
const DEEPEST = 40;

/** Paths of a request at which something stands that looks like a secret: header.x-api-key, body.user.password. */
export function secretPaths({ headers, target, body }: CaseRequest, shown: Shown): string[] {
  const found = new Set<string>();
  if (isCut(target, shown.target(target))) found.add('target');
  for (const [name, value] of headers) {
    if (isCut(value, shown.text(value, { kind: 'header', name }))) {
      found.add(`header.${name.toLowerCase()}`);
    }
  }
  for (const path of bodyPaths(body, headerValue(headers, 'content-type') ?? '', shown)) {
    found.add(path);
    if (found.size >= MOST) break;
  }
  return [...found];
}

function* bodyPaths(body: Buffer, contentType: string, shown: Shown): Generator<string> {
  const text = body.toString();
  if (text === '') return;
  if (/\bx-www-form-urlencoded\b/i.test(contentType)) {
    for (const [name, value] of new URLSearchParams(text)) {
      const place = { kind: 'json' as const, path: [name] };
      const quoted = JSON.stringify(value);
      if (isCut(quoted, shown.text(quoted, place))) yield `body.${name}`;
    }
    return;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Of other texts only the whole can be told.
    if (isCut(text.slice(0, LONGEST - 1), shown.text(text.slice(0, LONGEST - 1), { kind: 'text' })))
      yield 'body';
    return;
  }
  yield* leaves(json, [], shown);
}

function* leaves(value: unknown, path: (string | number)[], shown: Shown): Generator<string> {
  if (path.length > DEEPEST) return;
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield* leaves(inner, [...path, Array.isArray(value) ? Number(key) : key], shown);
    }
    return;
  }
  const written = JSON.stringify(value);
  if (isCut(written, shown.text(written, { kind: 'json', path }))) {
    yield ['body', ...path.map((key) => (typeof key === 'number' ? '*' : key))].join('.');
  }
}

/** What was cut for its length only is no secret. */
const isCut = (before: string, after: string): boolean =>
  before !== after && !(before.length > LONGEST && before.startsWith(after.slice(0, -1)));
