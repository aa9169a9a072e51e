import type { Portable } from '../../portable.ts';
import { openZip } from './zip.ts';

interface Order {
  captures: AsyncIterable<Portable>;
  /** What the text is called within a zip. */
  name: string;
  /** Reads one capture; bytes that the text cannot hold go into files of these names, beside it. */
  each: (capture: Portable, add: (name: string, bytes: Uint8Array) => void) => Promise<void>;
  /** The text, once all captures were read. */
  text: () => AsyncIterable<string | Uint8Array>;
  /** Told that the file is not the text alone but a zip. */
  isZip: () => void;
}

/** A text with files beside it: alone where it needs none, else a zip with all of them. */
export async function* writeTextWithFiles({ captures, name, each, text, isZip }: Order) {
  let zip: ReturnType<typeof openZip> | undefined;
  for await (const capture of captures) {
    await each(capture, (file, bytes) => {
      zip ??= openZip();
      zip.add(file, bytes);
    });
    if (zip) yield* zip.written();
  }
  if (zip === undefined) {
    yield* text();
    return;
  }
  isZip();
  yield* zip.stream(name, text());
  yield* zip.end();
}

/** An id as a part of a file name; ids are ours, but a file may have been edited. */
export const nameOf = (id: string): string => id.replace(/[^\w-]/g, '_').slice(0, 60);
