import { bodySource } from '../curl/curl-arguments.ts';
import { bodyExpression, jsLiteral } from '../literals.ts';
import { type SnippetRequest, sendableHeaders } from '../snippet-request.ts';
import { bytesOfLatin1 } from '../../decode/latin1.ts';

const asText = (latin1: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesOfLatin1(latin1));

/**
 * The request as a program of Node's own HTTP client. Headers go as a list of pairs, which keeps
 * their order, case and repeats; with a list Node adds no Host, so it stands there.
 */
export function nodeSnippet(request: SnippetRequest): string {
  const { baseUrl, method, target, body } = request;
  const source = bodySource(request);
  const scheme = baseUrl.startsWith('https:') ? 'https' : 'http';
  const headers = [
    ['Host', baseUrl.replace(/^https?:\/\//, '')] as const,
    ...sendableHeaders(request.headers),
  ].map(([name, value]) => `    [${jsLiteral(name)}, ${jsLiteral(value)}],`);
  const isFile = source === 'bytes';
  const bytes = bodyExpression(body, request.bodyFile, {
    literal: (text) => `Buffer.from(${jsLiteral(asText(text))})`,
    base64: (text) => `Buffer.from('${text}', 'base64')`,
    file: (name) => `readFileSync(${jsLiteral(name)})`,
  });
  return [
    `import { request } from 'node:${scheme}';`,
    ...(bytes.startsWith('readFileSync') ? ["import { readFileSync } from 'node:fs';"] : []),
    '',
    ...(isFile ? [`const body = ${bytes};`] : []),
    `const sent = request(${jsLiteral(baseUrl)}, {`,
    `  method: ${jsLiteral(method)},`,
    `  path: ${jsLiteral(target)},`,
    '  headers: [',
    ...headers,
    ...(source === 'none'
      ? []
      : [`    ['Content-Length', ${isFile ? 'String(body.length)' : "'0'"}],`]),
    '  ],',
    '});',
    "sent.on('response', async (response) => {",
    '  const answer = await response.toArray();',
    '  console.log(response.statusCode, Buffer.concat(answer).toString());',
    '});',
    isFile ? 'sent.end(body);' : 'sent.end();',
  ].join('\n');
}
