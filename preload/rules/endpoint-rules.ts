import type { EndpointInput } from '../contract/endpoints.ts';
import { findJsonMistake } from './json-mistake.ts';

// What an endpoint may be. The engine judges with these rules and the page shows them while one
// types, so both always say the same. Each check returns a message for a person, or null.

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const OF_THE_CONNECTION = 'belongs to the connection; Backstitch sets it for each reply';

/** Headers a canned reply may not set, in lower case, with the rest of the sentence that says why. */
const REFUSED_HEADERS: ReadonlyMap<string, string> = new Map([
  ['connection', OF_THE_CONNECTION],
  ['keep-alive', OF_THE_CONNECTION],
  ['te', 'is a request header between two hops'],
  ['trailer', 'announces trailers, and a canned reply sends none'],
  ['transfer-encoding', OF_THE_CONNECTION],
  ['upgrade', 'would switch protocols, which a canned reply cannot do'],
  ['http2-settings', OF_THE_CONNECTION],
  ['content-length', 'is counted from the body that is really sent'],
]);

/** Whether a name may stand in a header at all, on a request or a reply. */
export function checkHeaderToken(name: string): string | null {
  if (name === '') return 'Enter a name for the header.';
  if (name.endsWith(':')) return 'Leave out the colon.';
  if (/\s/.test(name)) return 'A header name has no spaces.';
  if (!TOKEN.test(name)) return "A header name has only letters, digits and !#$%&'*+-.^_`|~.";
  return null;
}

/**
 * Whether a canned reply may set this header. Hop-by-hop and length headers are refused.
 *
 * `Date` is allowed: it describes the message, not the hop, and a fixed one tests clock checks.
 *
 * @see RFC 9110 §7.6.1
 */
export function checkHeaderName(name: string): string | null {
  const malformed = checkHeaderToken(name);
  if (malformed !== null) return malformed;
  const lower = name.toLowerCase();
  if (lower.startsWith('proxy-')) return `${name} is between a client and its proxy.`;
  const why = REFUSED_HEADERS.get(lower);
  return why === undefined ? null : `${name} ${why}.`;
}

/** Whether a header value can go on the wire, where each character is one byte. */
export function checkHeaderValue(value: string): string | null {
  if (/[\r\n]/.test(value)) return 'A header value is one line.';
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0;
    if (code > 0xff) return `“${char}” cannot be in a header. Encode it, e.g. as %XX.`;
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) {
      return 'A header value has no control characters.';
    }
  }
  return null;
}

/** Whether a path prefix can ever match a request target. */
export function checkPath(path: string): string | null {
  if (path === '') return 'Enter a path, e.g. /orders.';
  if (!path.startsWith('/')) return 'A path starts with /.';
  if (path.includes('?')) return 'Leave out the query. A path matches every query.';
  if (path.includes('#')) return 'Leave out # and what follows. It never reaches a server.';
  if (/\s/.test(path)) return 'A path has no spaces; write %20.';
  if (path.includes('//')) return 'Two slashes in a row. Remove one.';
  if (path.includes('\\')) return 'A path has no backslash. Clients turn it into /.';
  const odd = /[^!-~]/u.exec(path)?.[0];
  if (odd !== undefined) return `“${odd}” must be encoded. Write ${encoded(odd)}.`;
  const dots = path.split('/').some((segment) => segment === '.' || segment === '..');
  if (dots) return 'Clients resolve . and .. before they send, so this would never match.';
  return path.length > 500 ? 'A path has at most 500 characters.' : null;
}

function encoded(char: string): string {
  const bytes = new TextEncoder().encode(char);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** Whether a method can be matched. Methods are case-sensitive, and all known ones are upper case. */
export function checkMethod(method: string): string | null {
  if (method === '') return 'Enter a method, e.g. POST.';
  if (!TOKEN.test(method)) return 'A method has no spaces and no special characters.';
  if (method !== method.toUpperCase()) return `Methods are upper case: ${method.toUpperCase()}.`;
  if (method === 'CONNECT')
    return 'CONNECT opens tunnels through a proxy. It never reaches a path.';
  return method.length > 40 ? 'A method has at most 40 characters.' : null;
}

/** Statuses whose replies end after the headers. */
export function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}

/** Whether a reply body is what it says to be. An empty one is right for both kinds. */
export function checkReplyBody(kind: 'text' | 'json', body: string): string | null {
  if (kind === 'text' || body === '') return null;
  const mistake = findJsonMistake(body);
  if (mistake === null) return null;
  return `Line ${mistake.line}, column ${mistake.column}: ${mistake.message}`;
}

/** One thing wrong with an endpoint. `field` is the path of the input field: `reply.headers.2.0` is a name. */
export interface EndpointProblem {
  field: string;
  message: string;
}

/**
 * Everything wrong with an endpoint that the schema cannot say; empty when it can be saved.
 *
 * @param input passed the schema already, so numbers are in their ranges
 */
export function endpointProblems(input: EndpointInput): EndpointProblem[] {
  const checks: [field: string, message: string | null][] = [
    ['name', checkName(input.name)],
    ['path', checkPath(input.path)],
    ...input.methods.map((method, i): [string, string | null] => [
      `methods.${i}`,
      checkMethod(method),
    ]),
    ...input.reply.headers.flatMap(([name, value], i): [string, string | null][] => [
      [`reply.headers.${i}.0`, checkHeaderName(name)],
      [`reply.headers.${i}.1`, checkHeaderValue(value)],
    ]),
    ['reply.body', checkReplyBody(input.reply.bodyKind, input.reply.body)],
  ];
  return checks.flatMap(([field, message]) => (message === null ? [] : [{ field, message }]));
}

/** Whether a name can be searched for as `endpoint:"name"`. */
export function checkName(name: string): string | null {
  const trimmed = name.trim();
  if (trimmed === '') return 'Enter a name for the endpoint.';
  if (trimmed.includes('"')) return 'Leave out double quotes, for the search.';
  return trimmed.length > 80 ? 'A name has at most 80 characters.' : null;
}
