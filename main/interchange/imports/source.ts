import type { ReadEntry } from '../formats/entry.ts';

/** A file that is read, as often as it takes. */
export interface ImportSource {
  sizeBytes: number;
  /** How much was read so far, what was read twice counted twice. */
  bytesRead: () => number;
  /** All of it from the beginning. */
  chunks: () => AsyncIterable<Uint8Array>;
  /** `to` is exclusive. Shorter where the file ends before. */
  slice: (from: number, to: number) => Promise<Buffer>;
  /**
   * A file beside it that it refers to; null where there is none, or none that may be read. Null itself
   * for what was pasted or sent: such a text may not make Backstitch read files.
   */
  beside: ((name: string) => Promise<Buffer | null>) | null;
}

/** How one kind of file is recognised and read. */
export interface Reader {
  /**
   * @param head the first bytes of the file, as text of one character a byte; a mark of the byte order is left
   *   out.
   */
  detect: (head: string) => boolean;
  /**
   * What the file holds, one entry after the other. It may throw for a file that is broken as a whole: what was
   * read before counts.
   */
  read: (source: ImportSource) => AsyncIterable<ReadEntry>;
  /** What files of this kind do not tell, in words for people. */
  notes: readonly string[];
}
