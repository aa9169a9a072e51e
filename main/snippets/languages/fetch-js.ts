import { bodySource } from '../curl/curl-arguments.ts';
import { jsLiteral, utf8OrNull } from '../literals.ts';
import {
  base64Of,
  hasHeader,
  PASTE_LIMIT,
  type SnippetRequest,
  sendableHeaders,
} from '../snippet-request.ts';

function bodyExpression(request: SnippetRequest): string {
  // A string body makes fetch add a Content-Type when there is none; bytes do not.
  const typed = hasHeader(request.headers, 'content-type');
  const text = typed ? utf8OrNull(request.body) : null;
  if (text !== null) return jsLiteral(text);
  return `Uint8Array.from(atob('${base64Of(request.body)}'), (c) => c.charCodeAt(0))`;
}

function bodyLines(request: SnippetRequest): { lines: string[]; note: string | null } {
  if (bodySource(request) !== 'bytes') return { lines: [], note: null };
  // fetch refuses a body there.
  if (request.method === 'GET' || request.method === 'HEAD') return { lines: [], note: null };
  if (request.body.length > PASTE_LIMIT) {
    const note = `// The body is too large to paste: download it as ${request.bodyFile} first (Node).`;
    const open = `(await import('node:fs')).readFileSync(${jsLiteral(request.bodyFile)})`;
    return { lines: [`  body: ${open},`], note };
  }
  return { lines: [`  body: ${bodyExpression(request)},`], note: null };
}

/**
 * The request as JavaScript for Node 18 and later or a browser.
 *
 * fetch is not byte-exact and cannot be: it joins repeated headers, adds its own (accept,
 * user-agent and others) and normalises the URL. The body is exact.
 */
export function fetchSnippet(request: SnippetRequest): string {
  const { lines, note } = bodyLines(request);
  const headers = sendableHeaders(request.headers).map(
    ([name, value]) => `    [${jsLiteral(name)}, ${jsLiteral(value)}],`,
  );
  const path = request.target.startsWith('/') ? request.target : '/';
  return [
    ...(note ? [note] : []),
    `const response = await fetch(${jsLiteral(request.baseUrl + path)}, {`,
    `  method: ${jsLiteral(request.method)},`,
    ...(headers.length > 0 ? ['  headers: [', ...headers, '  ],'] : []),
    ...lines,
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
}
