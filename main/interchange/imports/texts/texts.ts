import { posix } from 'node:path';
import { readCloudEvents } from '../../formats/cloud-events/read.ts';
import type { ReadEntry } from '../../formats/entry.ts';
import { readFixtures } from '../../formats/fixtures/read.ts';
import { readHttpFile } from '../../formats/http-file/read.ts';
import type { FilesBeside } from '../../formats/parts/latin1-text.ts';
import { readPostman } from '../../formats/postman/read.ts';
import { readRaw } from '../../formats/raw.ts';
import type { ImportSource, Reader } from '../source.ts';
import { bytesIn, FILE_BYTES, filesOf, isZipFile, MAIN_FILES, tooLarge } from './archive.ts';

/** A text is parsed in one go, during which nothing else is served. */
const TEXT_BYTES = 64 * 1024 * 1024;

/** One text, and what lies beside it. */
interface Text {
  bytes: Buffer;
  beside: FilesBeside;
}

/** Texts that stand alone, or with their files in a zip. */
export const httpFiles = each(MAIN_FILES.http, TEXT_BYTES, readHttpFile);
export const postman = each(MAIN_FILES.postman, TEXT_BYTES, readPostman);
export const cloudEvents = each(/\.(?:json|ndjson|jsonl)$/, TEXT_BYTES, readCloudEvents);
export const rawMessages = each(MAIN_FILES.raw, FILE_BYTES, readRaw);

/** A zip of fixtures; or one `request.json`, with its files beside it. */
export async function* fixtures(source: ImportSource): AsyncGenerator<ReadEntry> {
  if (await isZipFile(source)) {
    const files = await filesOf(source);
    yield* readFixtures(files.keys(), async (path) => {
      const file = files.get(path);
      return file && bytesIn(file);
    });
    return;
  }
  const { bytes, beside } = await alone(source, TEXT_BYTES);
  yield* readFixtures(['request.json'], (path) => (path === 'request.json' ? bytes : beside(path)));
}

/** Reads each text of a file, and counts their entries through. */
function each(
  isText: RegExp,
  most: number,
  read: (bytes: Uint8Array, beside: FilesBeside) => Iterable<ReadEntry> | AsyncIterable<ReadEntry>,
): Reader['read'] {
  return async function* readEach(source) {
    let index = 0;
    for await (const { bytes, beside } of textsOf(source, isText, most)) {
      for await (const entry of read(bytes, beside)) {
        yield { ...entry, index };
        index += 1;
      }
    }
  };
}

async function* textsOf(source: ImportSource, isText: RegExp, most: number): AsyncGenerator<Text> {
  if (!(await isZipFile(source))) {
    yield await alone(source, most);
    return;
  }
  const files = await filesOf(source);
  for (const [name, file] of files) {
    if (!isText.test(name)) continue;
    const folder = posix.dirname(name);
    yield {
      bytes: await bytesIn(file, most),
      beside: async (path) => {
        const found = files.get(posix.join(folder, path));
        return found && bytesIn(found);
      },
    };
  }
}

async function alone(source: ImportSource, most: number): Promise<Text> {
  if (source.sizeBytes > most) throw tooLarge(most);
  const { beside } = source;
  return {
    bytes: await source.slice(0, source.sizeBytes),
    beside: async (path) => (await beside?.(path)) ?? undefined,
  };
}
