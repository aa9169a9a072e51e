import { setImmediate as turn } from 'node:timers/promises';
import type { Export } from '../../../preload/contract/interchange/exports.ts';
import type { Clock } from '../../lib/clock.ts';
import { createPublisher } from '../../lib/publisher.ts';
import type { Spool } from '../formats/share.ts';
import type { Portable } from '../portable.ts';
import type { TransferFolder } from '../transfer-folder.ts';

type Facts = Pick<Export, 'id' | 'format' | 'redaction' | 'total' | 'fileName' | 'startedAt'>;

interface Order {
  facts: Facts;
  captures: AsyncIterable<Portable>;
  write: (
    captures: AsyncIterable<Portable>,
    spool: Spool,
    isZip: () => void,
  ) => AsyncIterable<string | Uint8Array>;
  folder: TransferFolder;
  clock: Clock;
  log: (message: string, error: unknown) => void;
}

export interface RunningExport {
  snapshot(): Export;
  isRunning(): boolean;
  /** The export now, then after each step that a reader can keep up with, until it ends. */
  live(signal?: AbortSignal): AsyncGenerator<Export, void, void>;
  cancel(): void;
  /** Settles when nothing is written any more; never rejects. */
  ended: Promise<void>;
}

/** Pieces are gathered up to here: a write for each capture would cost more than the capture. */
const GATHERED_BYTES = 256 * 1024;
const TELL_EVERY_MS = 100;

class Canceled extends Error {}

/** Writes one export, a capture at a time, so that others are served in between. */
export function startExport({ facts, captures, write, folder, clock, log }: Order): RunningExport {
  const steps = createPublisher<true>();
  let state: Export['state'] = 'running';
  let problem: string | null = null;
  let done = 0;
  let bytes = 0;
  let isCanceled = false;
  let { fileName } = facts;
  let telling: (() => void) | undefined;

  const snapshot = (): Export => ({ ...facts, fileName, state, done, bytes, problem });
  const tell = (): void => {
    telling ??= clock.after(TELL_EVERY_MS, () => {
      telling = undefined;
      steps.publish(true);
    });
  };

  async function* counted(): AsyncGenerator<Portable> {
    for await (const capture of captures) {
      yield capture;
      done += 1;
      tell();
      await turn();
      if (isCanceled) throw new Canceled();
    }
  }

  const spoolName = `${facts.id}.lines`;
  async function run(): Promise<void> {
    await using file = await writerOf(folder, facts.id, (size) => (bytes += size));
    await using spool = lateWriter(() => writerOf(folder, spoolName, () => {}));
    const lines: Spool = {
      append: async (line) => (await spool.get()).put(line),
      async *read() {
        await (await spool.get()).flush();
        yield* folder.read(spoolName);
      },
    };
    const pieces = write(counted(), lines, () => {
      // Only once it is written is it known that one file cannot hold it.
      fileName = fileName.replace(/(?:Z|\d)\.[\w.]+$/, (end) => `${end.slice(0, 1)}.zip`);
    });
    for await (const piece of pieces) await file.put(piece);
    await file.flush();
  }

  async function runToEnd(): Promise<void> {
    try {
      await run();
      state = 'ready';
    } catch (error) {
      state = error instanceof Canceled ? 'canceled' : 'failed';
      if (state === 'failed') {
        problem = error instanceof Error ? error.message : String(error);
        log('An export failed.', error);
      }
      await folder.remove(facts.id);
    }
    await folder.remove(spoolName);
    telling?.();
    steps.publish(true);
    steps.close();
  }
  const ended = runToEnd();

  return {
    snapshot,
    isRunning: () => state === 'running',
    async *live(signal) {
      yield snapshot();
      if (state !== 'running') return;
      for await (const _ of steps.subscribe(signal)) yield snapshot();
    },
    cancel() {
      isCanceled = true;
    },
    ended,
  };
}

interface Writer extends AsyncDisposable {
  put(piece: string | Uint8Array): Promise<void>;
  flush(): Promise<void>;
}

async function writerOf(
  folder: TransferFolder,
  name: string,
  wrote: (size: number) => void,
): Promise<Writer> {
  const file = await folder.create(name);
  let open: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (size === 0) return;
    const whole = Buffer.concat(open);
    open = [];
    size = 0;
    await file.write(whole);
    wrote(whole.length);
  };
  return {
    async put(piece) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      open.push(bytes);
      size += bytes.length;
      if (size >= GATHERED_BYTES) await flush();
    },
    flush,
    [Symbol.asyncDispose]: () => file.close(),
  };
}

/** A writer that is made at its first use: most formats need none. */
function lateWriter(make: () => Promise<Writer>): AsyncDisposable & { get: () => Promise<Writer> } {
  let made: Promise<Writer> | undefined;
  return {
    get: () => (made ??= make()),
    async [Symbol.asyncDispose]() {
      await (await made)?.[Symbol.asyncDispose]();
    },
  };
}
