import { latin1Of } from '../../../main/decode/latin1.ts';
import { bashQuote } from './bash-quote.ts';
import { bodySource } from './curl-arguments.ts';
import { base64Of, PASTE_LIMIT, sendableHeaders, type SnippetRequest } from './snippet-request.ts';

/** A header as HTTPie reads it: `Name:` takes it away, `Name;` sends it empty, `:=` and `:@` mean more. */
function headerItem(name: string, value: string): string {
  if (value === '') return `${name};`;
  return `${name}:${/^[=@\\]/.test(value) ? '\\' : ''}${value}`;
}

function bodyPipe(request: SnippetRequest): string {
  const { body, bodyFile } = request;
  if (bodySource(request) !== 'bytes') return '';
  if (body.length > PASTE_LIMIT) {
    return `# The body is too large to paste: download it as ${bodyFile} first.\ncat ${bashQuote(bodyFile)} | `;
  }
  if (body.includes(0)) return `printf %s '${base64Of(body)}' | base64 -d | `;
  return `printf %s ${bashQuote(latin1Of(body))} | `;
}

/**
 * The request for HTTPie in a POSIX shell. The body is exact, as it goes in by a pipe; HTTPie adds headers
 * of its own (Accept, User-Agent, Accept-Encoding) where the request has none.
 */
export function httpieSnippet(request: SnippetRequest): string {
  const pipe = bodyPipe(request);
  const path = request.target.startsWith('/') ? request.target : '/';
  const items = sendableHeaders(request.headers).map(([name, value]) =>
    bashQuote(headerItem(name, value)),
  );
  const ignore = pipe === '' ? ['--ignore-stdin'] : [];
  const words = ['http', ...ignore, request.method, bashQuote(request.baseUrl + path), ...items];
  return `${pipe}${words.join(' ')}`;
}
