// cspell:ignore tfmt treq terr tres tdefer
import { bodySource } from '../curl/curl-arguments.ts';
import { bodyExpression, bytesLiteral } from '../literals.ts';
import { hasHeader, type SnippetRequest, sendableHeaders } from '../snippet-request.ts';

const text = (latin1: string): string => bytesLiteral(latin1, '"');

/** Packages that an expression for the body needs. */
const NEEDS: readonly [string, string][] = [
  ['base64.', 'encoding/base64'],
  ['os.', 'os'],
];

/**
 * The request as a program for Go. Names are set in the map of headers as they are, since `Set` would
 * write them in another case; Go sends them in the order of the alphabet. A transport alone follows no
 * redirect and asks for no compression.
 */
export function goSnippet(request: SnippetRequest): string {
  const { baseUrl, method, target } = request;
  const isSent = bodySource(request) === 'bytes';
  const bytes = bodyExpression(request.body, request.bodyFile, {
    literal: (latin1) => `[]byte(${text(latin1)}), error(nil)`,
    base64: (base64) => `base64.StdEncoding.DecodeString("${base64}")`,
    file: (name) => `os.ReadFile(${text(name)})`,
  });
  const needed = isSent
    ? NEEDS.filter(([use]) => bytes.startsWith(use)).map(([, path]) => path)
    : [];
  const imports = [...needed, ...(isSent ? ['bytes'] : []), 'fmt', 'io', 'net/http'].toSorted();
  // An opaque URL goes onto the request line as it is, unless it begins with two slashes.
  const opaque = target.startsWith('//') ? 'Path' : 'Opaque';
  return [
    'package main',
    '',
    'import (',
    ...imports.map((path) => `\t"${path}"`),
    ')',
    '',
    'func check(err error) {',
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '}',
    '',
    'func main() {',
    ...(isSent ? [`\tbody, err := ${bytes}`, '\tcheck(err)'] : []),
    `\treq, err := http.NewRequest(${text(method)}, ${text(`${baseUrl}/`)}, ${isSent ? 'bytes.NewReader(body)' : 'nil'})`,
    '\tcheck(err)',
    `\treq.URL.${opaque} = ${text(target)}`,
    '\treq.Header = http.Header{',
    ...headerLines(request).map((line) => `\t\t${line}`),
    '\t}',
    '\ttransport := http.Transport{DisableCompression: true}',
    '\tres, err := transport.RoundTrip(req)',
    '\tcheck(err)',
    '\tdefer res.Body.Close()',
    '\tanswer, err := io.ReadAll(res.Body)',
    '\tcheck(err)',
    '\tfmt.Println(res.Status, string(answer))',
    '}',
  ].join('\n');
}

function headerLines(request: SnippetRequest): string[] {
  const values = new Map<string, string[]>();
  const headers = sendableHeaders(request.headers);
  for (const [given, value] of headers) {
    // Go writes this one by itself, and knows it in this case only.
    const name = given.toLowerCase() === 'user-agent' ? 'User-Agent' : given;
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const lines = [...values].map(([name, each]) => `${text(name)}: {${each.map(text).join(', ')}},`);
  if (!hasHeader(headers, 'user-agent')) lines.push('"User-Agent": nil,');
  return lines;
}
