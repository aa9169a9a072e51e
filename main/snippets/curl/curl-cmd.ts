// cspell:ignore certutil
import { bytesOfLatin1, latin1Of } from '../../decode/latin1.ts';
import {
  base64Of,
  isPrintableAscii,
  PASTE_LIMIT,
  type SnippetRequest,
} from '../snippet-request.ts';
import { addressArguments, bodySource, headerLines, methodArguments } from './curl-arguments.ts';
import { asciiTarget } from './curl-powershell.ts';

/** A line of cmd holds 8191 characters; what is typed goes on lines of its own. */
const LINE = 2000;
/** All arguments together must stay well below that. */
const TYPED_LIMIT = 6000;

/**
 * Whether cmd can be given this text on its line. It replaces `%NAME%` before it knows of quotes and `!` where
 * delayed expansion is on, and nothing escapes them for certain where lines are pasted.
 */
const isTyped = (text: string): boolean => isPrintableAscii(text) && !/[%!]/.test(text);

/**
 * One word for cmd and for the program behind it: quotes and backslashes as C programs of Windows read them,
 * then every sign that cmd reads with a caret, the quotes too, so that no part of it is quoted for cmd.
 */
export function cmdWord(text: string): string {
  if (/^[\w./:@=+,-]+$/.test(text)) return text;
  const word = `"${text.replace(/(\\*)("|$)/g, (_, slashes: string, end: string) => slashes + slashes + (end && `\\${end}`))}"`;
  return word.replace(/[^\w ./:@=+,;*~?'{}[\]#$\\-]/g, '^$&');
}

/** Lines that write bytes into a file: base64, which has no sign that cmd reads, turned back by certutil. */
function writtenFile(name: string, bytes: Uint8Array): string[] {
  const text = base64Of(bytes);
  const path = `"%TEMP%\\${name}"`;
  const lines: string[] = [];
  for (let at = 0; at < text.length || at === 0; at += LINE) {
    const sign = at === 0 ? '>' : '>>';
    lines.push(`${sign}"%TEMP%\\${name}.b64" echo ${text.slice(at, at + LINE)}`);
  }
  lines.push(`certutil -f -decode "%TEMP%\\${name}.b64" ${path} >nul`);
  return lines;
}

/** An option in a file for `curl --config`. */
function configLine([option = '', ...values]: readonly string[]): string {
  const name = option.replace(/^-X$/, 'request').replace(/^-H$/, 'header').replace(/^--/, '');
  const value = values.map(
    (one) =>
      `"${one.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`,
  );
  return value.length === 0 ? name : `${name} = ${value.join(' ')}`;
}

/**
 * The same request for cmd.exe, through the curl of Windows. What cmd would read or cannot type (`%`, `!`, bytes above
 * ASCII, line ends) is written into files from base64 first: nothing of a capture is ever read by cmd.
 */
export function curlForCmd(request: SnippetRequest): string {
  const options: string[][] = [
    ...methodArguments(request),
    ...headerLines(request).map((line) => ['-H', line]),
  ];
  const address = addressArguments({ ...request, target: asciiTarget(request.target) });
  const named = address.map((words) => (words.length === 1 ? ['--url', ...words] : words));
  const all = [...options, ...named];
  const body = bodyLines(request);
  const isShort = all.flat().join(' ').length + body.option.join(' ').length < TYPED_LIMIT;
  // Headers stay together: in two places they would change their order.
  const headersAreTyped = isShort && options.every((words) => words.every(isTyped));
  const typed = all.filter((words) =>
    options.includes(words) ? headersAreTyped : isShort && words.every(isTyped),
  );
  const filed = all.filter((words) => !typed.includes(words));
  const config = filed.map((words) => `${configLine(words)}\n`).join('');
  const written = config === '' ? [] : writtenFile('backstitch.curl', bytesOfLatin1(config));
  return [
    ...written,
    ...body.before,
    [
      'curl.exe --http1.1',
      ...(config === '' ? [] : ['--config "%TEMP%\\backstitch.curl"']),
      ...typed.map((words) => words.map(cmdWord).join(' ')),
      ...(body.option.length === 0 ? [] : [body.option.join(' ')]),
    ].join(' ^\r\n  '),
  ].join('\r\n');
}

function bodyLines(request: SnippetRequest): { before: string[]; option: string[] } {
  const source = bodySource(request);
  if (source === 'none') return { before: [], option: [] };
  if (source === 'empty') return { before: [], option: ['--data-binary', '""'] };
  const { body, bodyFile } = request;
  if (body.length > PASTE_LIMIT) {
    return {
      before: [`rem The body is too large to paste: download it as ${bodyFile} first.`],
      option: ['--data-binary', cmdWord(`@${bodyFile}`)],
    };
  }
  const text = latin1Of(body);
  if (body.length < TYPED_LIMIT / 2 && isTyped(text)) {
    return {
      before: [],
      option: [text.startsWith('@') ? '--data-raw' : '--data-binary', cmdWord(text)],
    };
  }
  return {
    before: writtenFile('backstitch.body', body),
    option: ['--data-binary', '"@%TEMP%\\backstitch.body"'],
  };
}
