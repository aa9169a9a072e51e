import {
  hasHeader,
  isPlainTarget,
  type SnippetRequest,
  sendableHeaders,
} from '../snippet-request.ts';

const EXPECTS_LENGTH = new Set(['POST', 'PUT', 'PATCH']);

export type BodySource = 'none' | 'empty' | 'bytes';

export function bodySource(request: SnippetRequest): BodySource {
  if (request.body.length > 0) return 'bytes';
  // These methods send `Content-Length: 0`; curl does so only when told of an empty body.
  return EXPECTS_LENGTH.has(request.method) ? 'empty' : 'none';
}

/** The method options: none where curl would choose the same method by itself. */
export function methodArguments(request: SnippetRequest): string[][] {
  const source = bodySource(request);
  if (request.method === 'HEAD' && source === 'none') return [['--head']];
  if (request.method === (source === 'none' ? 'GET' : 'POST')) return [];
  return [['-X', request.method]];
}

/**
 * What to pass to `-H`, in order. curl's own User-Agent, Accept and default Content-Type are
 * switched off where the capture had none: `Name:` removes a header, `Name;` sends an empty one.
 */
export function headerLines(request: SnippetRequest): string[] {
  const headers = sendableHeaders(request.headers);
  const lines = headers.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  const removed = ['User-Agent', 'Accept'];
  if (bodySource(request) !== 'none') removed.push('Content-Type', 'Expect');
  for (const name of removed) if (!hasHeader(headers, name.toLowerCase())) lines.push(`${name}:`);
  return lines;
}

/** The URL, and for targets a URL cannot carry unchanged the request line's target beside it. */
export function addressArguments(request: SnippetRequest): string[][] {
  if (isPlainTarget(request.target)) return [[`${request.baseUrl}${request.target}`]];
  return [['--request-target', request.target], [`${request.baseUrl}/`]];
}
