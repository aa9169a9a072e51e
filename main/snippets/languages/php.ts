// cspell:ignore setopt CURLOPT RETURNTRANSFER CUSTOMREQUEST HTTPHEADER CURLINFO NOBODY POSTFIELDS getinfo
import { bodySource, headerLines } from '../curl/curl-arguments.ts';
import { bodyExpression, bytesLiteral } from '../literals.ts';
import { isPlainTarget, type SnippetRequest } from '../snippet-request.ts';

const text = (latin1: string): string => bytesLiteral(latin1, '"', '$');

/** The request with PHP's curl extension, byte for byte. The first line is `<?php`. */
export function phpSnippet(request: SnippetRequest): string {
  const { baseUrl, method, target } = request;
  const source = bodySource(request);
  const isPlain = isPlainTarget(target);
  const body =
    source === 'bytes'
      ? bodyExpression(request.body, request.bodyFile, {
          literal: text,
          base64: (base64) => `base64_decode("${base64}")`,
          file: (name) => `file_get_contents(${text(name)})`,
        })
      : '""';
  return [
    '<?php',
    `$curl = curl_init(${text(baseUrl + (isPlain ? target : '/'))});`,
    'curl_setopt_array($curl, [',
    '    CURLOPT_RETURNTRANSFER => true,',
    '    CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,',
    ...(isPlain ? [] : [`    CURLOPT_REQUEST_TARGET => ${text(target)},`]),
    // It would wait for the body of an answer that has none.
    ...(method === 'HEAD' ? ['    CURLOPT_NOBODY => true,'] : []),
    ...(source === 'none' ? [] : [`    CURLOPT_POSTFIELDS => ${body},`]),
    `    CURLOPT_CUSTOMREQUEST => ${text(method)},`,
    '    CURLOPT_HTTPHEADER => [',
    ...headerLines(request).map((line) => `        ${text(line)},`),
    '    ],',
    ']);',
    '$answer = curl_exec($curl);',
    'echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), " ", $answer, PHP_EOL;',
  ].join('\n');
}
