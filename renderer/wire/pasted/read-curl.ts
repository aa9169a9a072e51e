import { utf8Bytes } from '../../../main/curl/bytes.ts';
import { readCurl, Refused } from '../../../main/curl/read-curl.ts';
import { bytesOf, type ReadPasted } from './pasted-request.ts';

/**
 * Reads a pasted command of curl as its shell and curl would, without running either. Whatever would be read elsewhere
 * (a file, a variable, a password that is asked for) is refused, and the text says what it was. What curl adds by
 * itself is left out: it is set when the request is sent.
 */
export async function readPastedCurl(text: string): Promise<ReadPasted> {
  const bytes = utf8Bytes(text.replaceAll('\r\n', '\n'));
  const [first, ...more] = await Array.fromAsync(readCurl(bytes, refuseFile));
  if (first === undefined) return { problem: 'This is not a curl command.' };
  if ('problem' in first) return first;
  if (more.length > 0) {
    return {
      problem: 'There is more than one request in it. Paste one, or import them as a file.',
    };
  }
  const { method, url, target, headers, body } = first.request;
  const said = headers.flatMap(({ pair, by }) => (by === 'command' ? [pair] : []));
  return { request: { method, url, target, headers: said, body } };
}

function refuseFile(name: string): never {
  const shown = new TextDecoder().decode(bytesOf(name.slice(0, 80)));
  throw new Refused(
    `It sends the file ${JSON.stringify(shown)}. Paste its text instead, or drop the file on the composer.`,
  );
}
