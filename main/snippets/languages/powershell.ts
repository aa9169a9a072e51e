import { bodySource } from '../curl/curl-arguments.ts';
import { asciiTarget } from '../curl/curl-powershell.ts';
import { IN_PLACE_BYTES, powerShellLiteral } from '../literals.ts';
import { bytesOfLatin1, latin1Of } from '../../decode/latin1.ts';
import {
  base64Of,
  isPrintableAscii,
  joinedHeaders,
  type SnippetRequest,
  sendableHeaders,
} from '../snippet-request.ts';

/** A string; what is not printable ASCII goes through base64, since PowerShell takes ’ for a quote. */
function text(latin1: string): string {
  if (isPrintableAscii(latin1)) return powerShellLiteral(latin1);
  return `[Text.Encoding]::Latin1.GetString([Convert]::FromBase64String('${base64Of(bytesOfLatin1(latin1))}'))`;
}

function bodyOf({ body, bodyFile }: SnippetRequest): string {
  if (body.length > IN_PLACE_BYTES) {
    return `[IO.File]::ReadAllBytes((Resolve-Path ${powerShellLiteral(bodyFile)}))`;
  }
  const bytes = latin1Of(body);
  return isPrintableAscii(bytes)
    ? `[Text.Encoding]::ASCII.GetBytes(${powerShellLiteral(bytes)})`
    : `[Convert]::FromBase64String('${base64Of(body)}')`;
}

/** The request with Invoke-WebRequest of PowerShell 7.4 and later. The body is exact. */
export function powerShellSnippet(request: SnippetRequest): string {
  const { baseUrl, method, target } = request;
  const isSent = bodySource(request) === 'bytes';
  const url = baseUrl + (target.startsWith('/') ? asciiTarget(target) : '/');
  const headers = joinedHeaders(sendableHeaders(request.headers));
  return [
    '$headers = [ordered]@{',
    ...headers.map(([name, value]) => `  ${text(name)} = ${text(value)}`),
    '}',
    ...(isSent ? [`$body = ${bodyOf(request)}`] : []),
    [
      `Invoke-WebRequest -Uri ${powerShellLiteral(url)}`,
      `-CustomMethod ${powerShellLiteral(method)}`,
      '-HttpVersion 1.1',
      '-Headers $headers',
      ...(isSent ? ['-Body $body'] : []),
      '-SkipHeaderValidation',
      '-SkipHttpErrorCheck',
      '-MaximumRedirection 0',
    ].join(' `\n  '),
  ].join('\n');
}
