// cspell:ignore putrequest putheader endheaders getresponse
import { bodySource } from '../curl/curl-arguments.ts';
import { bodyExpression, bytesLiteral } from '../literals.ts';
import {
  hasHeader,
  joinedHeaders,
  type SnippetRequest,
  sendableHeaders,
} from '../snippet-request.ts';

/** A `str`: header values and targets are Latin-1 on the wire, one character per byte. */
const text = (latin1: string): string => bytesLiteral(latin1, "'");

function bodyOf(request: SnippetRequest): string {
  if (bodySource(request) !== 'bytes') return "b''";
  return bodyExpression(request.body, request.bodyFile, {
    literal: (bytes) => `b${bytesLiteral(bytes, "'")}`,
    base64: (bytes) => `base64.b64decode('${bytes}')`,
    file: (name) => `open(${text(name)}, 'rb').read()`,
  });
}

const imports = (body: string, ...more: string[]): string[] => [
  ...(body.startsWith('base64') ? ['import base64'] : []),
  ...more,
  '',
];

/**
 * The request with the library `requests`. The URL is set on the prepared request, where it is not quoted
 * again, and what urllib3 would add is skipped by its own word for that.
 */
export function pythonSnippet(request: SnippetRequest): string {
  const { baseUrl, method, target } = request;
  const headers = joinedHeaders(sendableHeaders(request.headers));
  const skipped = ['User-Agent', 'Accept-Encoding'].filter(
    (name) => !hasHeader(headers, name.toLowerCase()),
  );
  const source = bodySource(request);
  const body = source === 'none' ? 'None' : bodyOf(request);
  const url = text(baseUrl + (target.startsWith('/') ? target : '/'));
  return [
    ...imports(body, 'import requests', 'from urllib3.util import SKIP_HEADER'),
    `prepared = requests.Request(${text(method)}, ${text(`${baseUrl}/`)}, headers={`,
    ...headers.map(([name, value]) => `    ${text(name)}: ${text(value)},`),
    ...skipped.map((name) => `    '${name}': SKIP_HEADER,`),
    `}, data=${body}).prepare()`,
    `prepared.url = ${url}`,
    'with requests.Session() as session:',
    '    session.trust_env = False',
    '    response = session.send(prepared, allow_redirects=False)',
    'print(response.status_code, response.text)',
  ].join('\n');
}

/** The request with Python's standard library, byte for byte. */
export function pythonStdlibSnippet(request: SnippetRequest): string {
  const { baseUrl, method, target } = request;
  const source = bodySource(request);
  const body = bodyOf(request);
  const [, scheme = 'http', host = ''] = /^(https?):\/\/(.*)$/.exec(baseUrl) ?? [];
  const isAscii = /^[\x21-\x7E]*$/.test(target);
  return [
    ...imports(body, 'import http.client'),
    `body = ${body}`,
    `connection = http.client.${scheme === 'https' ? 'HTTPSConnection' : 'HTTPConnection'}(${text(host)})`,
    // By itself it takes ASCII only.
    ...(isAscii ? [] : ["connection._encode_request = lambda line: line.encode('latin-1')"]),
    `connection.putrequest(${text(method)}, ${text(target)}, skip_accept_encoding=True)`,
    ...sendableHeaders(request.headers).map(
      ([name, value]) => `connection.putheader(${text(name)}, ${text(value)})`,
    ),
    ...(source === 'none' ? [] : ["connection.putheader('Content-Length', str(len(body)))"]),
    'connection.endheaders(body)',
    'response = connection.getresponse()',
    "print(response.status, response.read().decode('utf-8', 'replace'))",
  ].join('\n');
}
