import { createHash, hash as hashOf, randomUUID, type Hash } from 'node:crypto';
import { createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { join } from 'node:path';
import type { KeptBody } from './arrival.ts';

/** Bodies up to this size live in the database row, larger ones in a file. */
export const INLINE_BYTES = 256 * 1024;

export interface BodySink {
  /**
   * Takes a chunk. False: the disk is behind, wait for `drained` before the next one.
   */
  write(chunk: Buffer): boolean;
  drained(): Promise<void>;
  readonly sizeBytes: number;
  /** Ends the body. A file is synced to disk before this resolves. */
  finish(): Promise<KeptBody>;
  /** Throws away what was written. */
  discard(): void;
}

export interface BodyFolder {
  sink(): BodySink;
  path(file: string): string;
  remove(file: string): void;
  /** Files that are there since before `ms`. */
  olderThan(ms: number): string[];
}

/** The folder `bodies` of a data directory, readable by this user only. */
export function openBodyFolder(dataDir: string): BodyFolder {
  const dir = join(dataDir, 'bodies');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return {
    sink: () => createBodySink(dir),
    path: (file) => join(dir, file),
    remove: (file) => rmSync(join(dir, file), { force: true }),
    olderThan: (ms) => readdirSync(dir).filter((file) => statSync(join(dir, file)).mtimeMs < ms),
  };
}

function createBodySink(dir: string): BodySink {
  let hash: Hash | undefined;
  let chunks: Buffer[] = [];
  let sizeBytes = 0;
  let spill: { file: string; stream: WriteStream; done: Promise<void> } | undefined;

  function openSpill(): WriteStream {
    const file = `${randomUUID()}.body`;
    // `flush` syncs before close: a capture must not be committed ahead of its body.
    const stream = createWriteStream(join(dir, file), { mode: 0o600, flush: true });
    const done = finished(stream);
    // The failure reaches whoever calls drained() or finish(); this only marks it as handled.
    done.catch(() => {});
    spill = { file, stream, done };
    hash = createHash('sha256');
    for (const chunk of chunks) {
      hash.update(chunk);
      stream.write(chunk);
    }
    chunks = [];
    return stream;
  }

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    write(chunk) {
      sizeBytes += chunk.length;
      if (spill) {
        hash?.update(chunk);
        return spill.stream.write(chunk);
      }
      chunks.push(chunk);
      return sizeBytes <= INLINE_BYTES || !openSpill().writableNeedDrain;
    },
    async drained() {
      if (!spill?.stream.writableNeedDrain) return;
      const { stream, done } = spill;
      await Promise.race([new Promise<void>((resolve) => stream.once('drain', resolve)), done]);
    },
    async finish() {
      if (!spill) {
        const bytes = joined(chunks);
        const sha256 = sizeBytes > 0 ? hashOf('sha256', bytes, 'hex') : null;
        return { kind: 'memory', bytes, sizeBytes, sha256 };
      }
      spill.stream.end();
      await spill.done;
      return { kind: 'file', file: spill.file, sizeBytes, sha256: hash?.digest('hex') ?? null };
    },
    discard() {
      chunks = [];
      if (!spill) return;
      spill.stream.destroy();
      rmSync(join(dir, spill.file), { force: true });
    },
  };
}

function joined(chunks: Buffer[]): Buffer {
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
