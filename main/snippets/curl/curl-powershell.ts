import { bytesOfLatin1, latin1Of } from '../../decode/latin1.ts';
import { addressArguments, bodySource, headerLines, methodArguments } from './curl-arguments.ts';
import { powerShellLiteral } from '../literals.ts';
import {
  base64Of,
  isPrintableAscii,
  PASTE_LIMIT,
  type SnippetRequest,
} from '../snippet-request.ts';

/** The raw target as ASCII: Windows passes arguments as Unicode, not as bytes. */
export function asciiTarget(target: string): string {
  return target.replace(
    /[^\x21-\x7E]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** A variable that names a temporary file with exactly these bytes. */
function temporaryFile(variable: string, bytes: Uint8Array): string[] {
  const text = latin1Of(bytes);
  const readable = isPrintableAscii(text);
  const value = readable
    ? `[Text.Encoding]::ASCII.GetBytes(${powerShellLiteral(text)})`
    : `[Convert]::FromBase64String('${base64Of(bytes)}')`;
  return [
    `$${variable} = New-TemporaryFile`,
    `[IO.File]::WriteAllBytes($${variable}.FullName, ${value})`,
  ];
}

interface Plan {
  before: string[];
  options: string[];
  files: string[];
}

function planHeaders(request: SnippetRequest): Plan {
  const lines = headerLines(request);
  if (lines.every(isPrintableAscii)) {
    return { before: [], options: lines.map((line) => `-H ${powerShellLiteral(line)}`), files: [] };
  }
  // Bytes above ASCII would be encoded again on the way to curl: a file keeps them.
  const before = temporaryFile('headers', bytesOfLatin1(`${lines.join('\r\n')}\r\n`));
  return { before, options: ['-H "@$($headers.FullName)"'], files: ['$headers'] };
}

function planBody(request: SnippetRequest): Plan {
  const source = bodySource(request);
  if (source === 'none') return { before: [], options: [], files: [] };
  if (source === 'bytes' && request.body.length > PASTE_LIMIT) {
    const note = `# The body is too large to paste: download it as ${request.bodyFile} first.`;
    return {
      before: [note],
      options: [`--data-binary ${powerShellLiteral(`@${request.bodyFile}`)}`],
      files: [],
    };
  }
  const before = temporaryFile('body', request.body);
  return { before, options: ['--data-binary "@$($body.FullName)"'], files: ['$body'] };
}

/**
 * The same request for PowerShell 7.3 and later, through the curl that Windows ships.
 *
 * curl rather than Invoke-WebRequest, which sorts headers, joins repeated ones and refuses some.
 * The body goes through a temporary file: a pipe from PowerShell would encode it again, and an
 * argument ends at 32,000 characters. Bytes that are not printable ASCII are written as base64.
 */
export function curlForPowerShell(request: SnippetRequest): string {
  const headers = planHeaders(request);
  const body = planBody(request);
  const address = addressArguments({ ...request, target: asciiTarget(request.target) });
  const plain = [...methodArguments(request), ...address].map(([first = '', ...rest]) =>
    [first.startsWith('-') ? first : powerShellLiteral(first), ...rest.map(powerShellLiteral)].join(
      ' ',
    ),
  );
  // Unquoted, PowerShell reads the dot in --http1.1 as the end of one argument.
  const options = ["'--http1.1'", ...headers.options, ...body.options, ...plain];
  const files = [...headers.files, ...body.files];
  return [
    ...headers.before,
    ...body.before,
    `& (Get-Command curl -CommandType Application | Select-Object -First 1) ${options.join(' `\n  ')}`,
    ...(files.length > 0 ? [`Remove-Item ${files.join(', ')}`] : []),
  ].join('\n');
}
