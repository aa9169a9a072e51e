import { latin1Of } from '../../decode/latin1.ts';
import { bashQuote } from './bash-quote.ts';
import { addressArguments, bodySource, headerLines, methodArguments } from './curl-arguments.ts';
import { base64Of, PASTE_LIMIT, type SnippetRequest } from '../snippet-request.ts';

// Linux takes at most 128 KiB in one argument. Shell builtins have no such limit.
const ARGUMENT_LIMIT = 100_000;

function quoteOption([first = '', ...rest]: string[]): string {
  const option = /^--?[a-zA-Z][\w.-]*$/.test(first) ? first : bashQuote(first);
  return [option, ...rest.map(bashQuote)].join(' ');
}

interface BodyPart {
  before: string;
  option: string | null;
}

function bodyPart(request: SnippetRequest): BodyPart {
  const source = bodySource(request);
  if (source === 'none') return { before: '', option: null };
  if (source === 'empty') return { before: '', option: "--data-binary ''" };
  const { body } = request;
  if (body.length > PASTE_LIMIT) {
    const note = `# The body is too large to paste: download it as ${request.bodyFile} first.\n`;
    return { before: note, option: `--data-binary ${bashQuote(`@${request.bodyFile}`)}` };
  }
  if (body.includes(0) || body.length > ARGUMENT_LIMIT) {
    const before = `printf %s '${base64Of(body)}' | base64 -d | `;
    return { before, option: '--data-binary @-' };
  }
  const text = latin1Of(body);
  // --data-binary takes a leading @ for a file name; --data-raw sends the same bytes but does not.
  const option = text.startsWith('@') ? '--data-raw' : '--data-binary';
  return { before: '', option: `${option} ${bashQuote(text)}` };
}

/**
 * A curl command for bash that sends the captured request to the intake again, byte for byte:
 * header order, case and duplicates, any byte in the body.
 *
 * Bodies with NUL bytes, which no argument can hold, travel through a pipe as base64. Host, length
 * and framing headers are left to curl (see `sendableHeaders`).
 */
export function curlForBash(request: SnippetRequest): string {
  const body = bodyPart(request);
  const options = [
    ['--http1.1'],
    ...methodArguments(request),
    ...headerLines(request).map((line) => ['-H', line]),
  ].map(quoteOption);
  if (body.option) options.push(body.option);
  options.push(...addressArguments(request).map(quoteOption));
  return `${body.before}curl ${options.join(' \\\n  ')}`;
}
