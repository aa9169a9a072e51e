import { bodySource } from './curl/curl-arguments.ts';
import { isPlainTarget, type SnippetRequest, sendableHeaders } from './snippet-request.ts';

/** What a client can send as it was captured. */
export interface Able {
  /** A header twice. */
  repeats: boolean;
  /** Headers in their order. */
  order: boolean;
  /** Names of headers as they are, or as the client writes them. */
  names: 'any' | 'lower' | 'capitals';
  /** Any bytes in values of headers. */
  bytesInHeaders: boolean;
  /** Any request target, or what is left once it has read it as a URL. */
  target: 'any' | 'url';
  /** A body with GET and HEAD. */
  bodyOfGet: boolean;
  /** Headers it adds where the request has none. */
  adds: readonly string[];
}

export const EXACT: Able = {
  repeats: true,
  order: true,
  names: 'any',
  bytesInHeaders: true,
  target: 'any',
  bodyOfGet: true,
  adds: [],
};

/** What of this request a client will send otherwise, a sentence each; none for an exact one. */
export function limitsOf(request: SnippetRequest, able: Able): string[] {
  const headers = sendableHeaders(request.headers);
  const names = headers.map(([name]) => name);
  const lower = names.map((name) => name.toLowerCase());
  const said: string[] = [];
  const repeated = [...new Set(lower.filter((name, at) => lower.indexOf(name) !== at))];
  if (!able.repeats && repeated.length > 0) {
    said.push(`This client sends a header once: the values of ${listed(repeated)} are joined.`);
  }
  const written = able.names === 'lower' ? lower : lower.map(capitals);
  if (able.names !== 'any' && names.some((name, at) => name !== written[at])) {
    said.push('This client does not keep the case of header names.');
  }
  if (!able.order && lower.toSorted().some((name, at) => name !== lower[at])) {
    said.push('This client sends headers in an order of its own.');
  }
  if (!able.bytesInHeaders && headers.some(([, value]) => /[^\x20-\x7E\t]/.test(value))) {
    said.push('This client may change bytes above ASCII in headers.');
  }
  if (able.target === 'url' && !isSameAsUrl(request.target)) {
    said.push('This client writes the target of this request in another way.');
  }
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  if (!able.bodyOfGet && isGet && bodySource(request) === 'bytes') {
    said.push(`This client sends no body with ${request.method}: it is left out.`);
  }
  const added = able.adds.filter((name) => !lower.includes(name.toLowerCase()));
  if (added.length > 0) said.push(`This client adds headers of its own: ${listed(added)}.`);
  return said;
}

/** Names come from the wire: only letters of names can stand in a comment. */
const listed = (names: readonly string[]): string =>
  names.map((name) => name.replace(/[^\w-]/g, '?')).join(', ');

const capitals = (name: string): string =>
  name.replace(/[^-]+/g, (part) => part.slice(0, 1).toUpperCase() + part.slice(1));

/** Whether parsers of URLs leave a target as it is: escapes in capitals, no quote, no empty query. */
const isSameAsUrl = (target: string): boolean =>
  isPlainTarget(target) && !target.startsWith('//') && !/%(?![0-9A-F]{2})|'|\?$/.test(target);
