import type { Portable } from '../../portable.ts';
import { linesOf } from '../lines.ts';
import { writeTextWithFiles } from '../parts/text-with-files.ts';
import type { Spool } from '../share.ts';
import { POSTMAN_END, postmanItem, postmanStart } from './write.ts';

/** Captures as a Postman collection, a folder for each endpoint; a zip where bodies lie beside it. */
export function writePostman(
  captures: AsyncIterable<Portable>,
  spool: Spool,
  isZip: () => void,
): AsyncGenerator<string | Uint8Array> {
  /** Names of folders in the order in which they appeared; its place stands before each line. */
  const folders: string[] = [];
  const placeOf = (name: string): number => {
    const known = folders.indexOf(name);
    return known >= 0 ? known : folders.push(name) - 1;
  };
  return writeTextWithFiles({
    captures,
    name: 'captures.postman_collection.json',
    each: (capture, add) =>
      spool.append(`${placeOf(capture.endpointName)} ${postmanItem(capture, add)}\n`),
    text: async function* () {
      yield postmanStart('Backstitch captures');
      // Read once for each folder: memory holds one item at a time, however many there are.
      for (const [place, name] of folders.entries()) {
        yield `${place === 0 ? '' : ',\n'}{"name":${JSON.stringify(name)},"item":[\n`;
        let between = '';
        for await (const line of linesOf(spool.read())) {
          if (!line.startsWith(`${place} `)) continue;
          yield between + line.slice(line.indexOf(' ') + 1);
          between = ',\n';
        }
        yield '\n]}';
      }
      yield POSTMAN_END;
    },
    isZip,
  });
}
