import { latin1Of } from '../../decode/latin1.ts';
import { bashQuote } from '../curl/bash-quote.ts';
import {
  base64Of,
  hasHeader,
  PASTE_LIMIT,
  sendableHeaders,
  type SnippetRequest,
} from '../snippet-request.ts';

/** What HTTPie sends by itself where it is not told otherwise. */
const OWN_HEADERS = ['Accept', 'Accept-Encoding', 'Content-Type', 'User-Agent'];
/** Linux takes at most 128 KiB in one argument. */
const ARGUMENT_LIMIT = 100_000;

/**
 * An HTTPie command for bash that sends the captured request to the intake again. Repeated headers, their
 * order and every byte of the body are kept; headers that HTTPie would add are taken away.
 *
 * @see https://httpie.io/docs/cli/http-headers: `Name: value` sets, `Name;` sets an empty one, `Name:` removes.
 */
export function httpieSnippet(request: SnippetRequest): string {
  const { method, baseUrl, target, body } = request;
  const headers = sendableHeaders(request.headers);
  // With a space a value that begins with = or @ is a value, not JSON and no file.
  const items = headers.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  for (const name of OWN_HEADERS) {
    if (!hasHeader(headers, name.toLowerCase())) items.push(`${name}:`);
  }
  const isPiped = body.includes(0) || body.length > ARGUMENT_LIMIT;
  const raw = body.length === 0 || isPiped ? [] : [`--raw=${latin1Of(body)}`];
  const words = [
    '--path-as-is',
    ...(isPiped ? [] : ['--ignore-stdin']),
    ...raw,
    method,
    `${baseUrl}${target}`,
    ...items,
  ];
  const command = `http ${words.map(quoted).join(' \\\n  ')}`;
  if (!isPiped) return command;
  if (body.length > PASTE_LIMIT) {
    const note = `# The body is too large to paste: download it as ${request.bodyFile} first.\n`;
    return `${note}${command} < ${bashQuote(request.bodyFile)}`;
  }
  return `printf %s '${base64Of(body)}' | base64 -d | ${command}`;
}

const quoted = (word: string): string => (/^[\w.:/-]+$/.test(word) ? word : bashQuote(word));
