import { Zip, ZipDeflate } from 'fflate';

/** A zip that is written as it comes. Take what is ready after each file. */
export function openZip() {
  const ready: Uint8Array[] = [];
  let failed: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) failed = error;
    else ready.push(chunk);
  });
  const file = (name: string): ZipDeflate => {
    const entry = new ZipDeflate(name, { level: 6 });
    // Equal captures make equal files: the zip's own clock stands still.
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    return entry;
  };
  return {
    /** A file whose bytes are pushed, the last ones with `true`. Files come one after the other. */
    file,
    add(name: string, bytes: Uint8Array): void {
      file(name).push(bytes, true);
    },
    /** A file that is longer than memory. */
    async *stream(name: string, pieces: AsyncIterable<string | Uint8Array>) {
      const entry = file(name);
      for await (const piece of pieces) {
        entry.push(typeof piece === 'string' ? Buffer.from(piece) : Uint8Array.from(piece));
        yield* this.written();
      }
      entry.push(new Uint8Array(), true);
      yield* this.written();
    },
    *written(): Generator<Uint8Array> {
      if (failed) throw failed;
      yield* ready.splice(0);
    },
    *end(): Generator<Uint8Array> {
      zip.end();
      yield* this.written();
    },
  };
}
