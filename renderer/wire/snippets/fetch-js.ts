import { bodySource } from './curl-arguments.ts';
import { base64Of, PASTE_LIMIT, type SnippetRequest, sendableHeaders } from './snippet-request.ts';
import { hasHeader } from '../headers/header-values.ts';

/** A JavaScript string literal in ASCII: no character can hide or reorder the others. */
function literal(text: string): string {
  const body = text.replace(/[^\x20-\x26\x28-\x5B\x5D-\x7E]/g, (char) => {
    const code = char.charCodeAt(0);
    if (char === '\n') return '\\n';
    if (char === '\r') return '\\r';
    if (char === '\t') return '\\t';
    if (code < 0x80 && code >= 0x20 && code !== 0x7f) return `\\${char}`;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `'${body}'`;
}

function utf8OrNull(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: the caller writes base64.
    return null;
  }
}

function bodyExpression(request: SnippetRequest): string {
  // A string body makes fetch add a Content-Type when there is none; bytes do not.
  const typed = hasHeader(request.headers, 'content-type');
  const text = typed ? utf8OrNull(request.body) : null;
  if (text !== null) return literal(text);
  return `Uint8Array.from(atob('${base64Of(request.body)}'), (c) => c.charCodeAt(0))`;
}

function bodyLines(request: SnippetRequest): { lines: string[]; note: string | null } {
  if (bodySource(request) !== 'bytes') return { lines: [], note: null };
  if (request.method === 'GET' || request.method === 'HEAD') {
    return { lines: [], note: `// fetch sends no body with ${request.method}: it is left out.` };
  }
  if (request.body.length > PASTE_LIMIT) {
    const note = `// The body is too large to paste: download it as ${request.bodyFile} first (Node).`;
    const open = `(await import('node:fs')).readFileSync(${literal(request.bodyFile)})`;
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
    ([name, value]) => `    [${literal(name)}, ${literal(value)}],`,
  );
  const path = request.target.startsWith('/') ? request.target : '/';
  return [
    ...(note ? [note] : []),
    `const response = await fetch(${literal(request.baseUrl + path)}, {`,
    `  method: ${literal(request.method)},`,
    ...(headers.length > 0 ? ['  headers: [', ...headers, '  ],'] : []),
    ...lines,
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
}
