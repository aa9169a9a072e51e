import { readCurl as readCommands, type ReadNamed, Refused } from '../../curl/read-curl.ts';
import { type ReadEntry, Unreadable } from '../formats/entry.ts';
import type { ImportSource } from './source.ts';
import { entryOf } from './sources/items.ts';

/** A text of commands is written by people. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads commands of curl. Files that a command names are read only where it stands in a file itself, from beside that.
 *
 * @throws Unreadable
 */
export async function* readCurl(source: ImportSource): AsyncGenerator<ReadEntry> {
  if (source.sizeBytes > MOST_BYTES) {
    throw new Unreadable('A text of curl commands is read up to 16 MB.');
  }
  const text = (await source.slice(0, source.sizeBytes))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  let index = 0;
  for await (const read of readCommands(text, readNamed(source))) {
    if ('problem' in read) yield { index, problem: read.problem };
    else {
      const { method, target, httpVersion, headers, body, rebuilt } = read.request;
      yield entryOf(index, {
        receivedAt: null,
        durationMs: null,
        method,
        target,
        httpVersion,
        headers: headers.map(({ pair }) => pair),
        body: Buffer.from(body.buffer, body.byteOffset, body.length),
        reply: null,
        rebuilt,
      });
    }
    index += 1;
  }
}

const readNamed =
  ({ beside }: ImportSource): ReadNamed =>
  async (name) => {
    const file = JSON.stringify(Buffer.from(name.slice(0, 80), 'latin1').toString('utf8'));
    if (beside === null) {
      throw new Refused(
        `It sends the file ${file}. Save the command into a file beside it and import that with backstitch import.`,
      );
    }
    const bytes = await beside(Buffer.from(name, 'latin1').toString('utf8'));
    if (bytes !== null) return bytes.toString('latin1');
    throw new Refused(
      `The file ${file} cannot be read. It must lie in the folder of the command, or below it.`,
    );
  };
