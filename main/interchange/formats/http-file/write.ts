import { extensionOf } from '../../../snippets/body-file.ts';
import { isWrittenByClient } from '../../../snippets/snippet-request.ts';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { Portable } from '../../portable.ts';
import { isExactText, utf8Text } from '../kept-bytes.ts';
import { textOfWire } from '../parts/latin1-text.ts';
import { nameOf } from '../parts/text-with-files.ts';
import type { OwnComment } from './own-comment.ts';

/** Longer bodies lie beside the file: nobody reads on past them. */
const IN_FILE_BYTES = 64 * 1024;

/** What stands before the first request. */
export const HTTP_FILE_START = '@intake = http://127.0.0.1:8976\n';

/**
 * One capture as a request of a `.http` file, for REST Client, JetBrains and httpyac. Headers that a client writes by
 * itself stand in a comment, and so does what text cannot hold; the body is there, or in a file that
 * `add` is told of. Nothing of a capture can become a script or a variable there.
 */
export function httpFileRequest(
  capture: Portable,
  add: (name: string, bytes: Uint8Array) => void,
): string {
  const { id, method, target, headers, body, eventType, receivedAt: at, httpVersion } = capture;
  const isPlain = isHeld(target) && target.startsWith('/') && !/[\s#]/.test(target);
  const areHeld = headers.every(
    ([name, value]) => /^[\w!$%&'*+.^`|~-]+$/.test(name) && isHeld(value),
  );
  const own: OwnComment = {
    id,
    at,
    ...(httpVersion !== '1.1' && { version: httpVersion }),
    ...(!isPlain && { target }),
    ...(areHeld ? { left: leftOut(headers) } : { headers }),
    ...(!/^[A-Z][A-Z-]*$/.test(method) && { method }),
  };
  const word = own.method === undefined ? method : 'POST';
  const shown = headers.filter(
    ([name, value]) => !isWrittenByClient(name) && /^[\w-]+$/.test(name) && isHeld(value),
  );
  const lines = [
    `### ${oneLine(`${method} ${target} ${eventType ?? ''}`)}`,
    `# @name c_${nameOf(id)}`,
    // In a string of JSON only: a brace is never followed by another outside of one.
    `# backstitch: ${JSON.stringify(own).replaceAll('{{', String.raw`{\u007b`)}`,
    `${word} {{intake}}${isPlain ? target : '/'} HTTP/1.1`,
    ...shown.map(([name, value]) => `${name}: ${textOfWire(value)}`),
    '',
  ];
  if (body.length === 0) return `${lines.join('\n')}\n`;
  if (fitsIn(body)) return `${lines.join('\n')}\n${utf8Text(body)}\n\n`;
  const file = `bodies/${nameOf(id)}.${extensionOf(capture.contentType).replace(/^.*\./, '')}`;
  add(file, body);
  return `${lines.join('\n')}\n< ./${file}\n\n`;
}

/** With their places, so that a reader can put them back. */
const leftOut = (headers: readonly HeaderPair[]): [number, string, string][] =>
  headers.flatMap(([name, value], at): [number, string, string][] =>
    isWrittenByClient(name) ? [[at, name, value]] : [],
  );

/** Whether a line of text gives this back: no control, no space at its ends, nothing that is replaced. */
function isHeld(latin1: string): boolean {
  const text = textOfWire(latin1);
  return text !== null && !/[\p{Cc}\u2028\u2029\ufeff]|^\s|\s$|\{\{/u.test(text);
}

/** A body that no reader of such files takes for more than text, or changes at its ends. */
function fitsIn(body: Uint8Array): boolean {
  if (body.length > IN_FILE_BYTES || !isExactText(body)) return false;
  const text = utf8Text(body);
  return !/\r|\{\{|^(?:[<>#@]|\/\/)/m.test(text) && !/^\s|\s$/.test(text);
}

/** For people: what a reader would put in there is broken up. */
const oneLine = (text: string): string =>
  text
    .replace(/[^\x20-\x7E]+/g, ' ')
    .replaceAll('{{', '{ {')
    .slice(0, 120)
    .trim();
