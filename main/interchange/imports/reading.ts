import type {
  Import,
  ImportFormat,
  ImportId,
  ImportProgress,
  ImportRead,
} from '../../../preload/contract/interchange/imports.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { TransferFolder } from '../transfer-folder.ts';
import type { CaptureTarget } from './adding.ts';
import { type EntryProblem, entriesOf, type GoodEntry } from './entries.ts';
import { previewOf } from './preview.ts';
import { formatOfFile, READERS } from './readers.ts';
import { seldom } from './seldom.ts';
import type { ImportSource } from './source.ts';
import { stage, type Staged } from './staged.ts';

/** What comes in, and what is known of it before. */
export interface Incoming {
  bytes: AsyncIterable<Uint8Array>;
  /** Of the file; null where its sender does not say. */
  sizeBytes: number | null;
  name: string;
  /** As who sends it says; left out: as the content says. */
  format?: ImportFormat | undefined;
  /** Where it lies on this machine, if it does. */
  path?: string | undefined;
}

/** A file that was looked through, in the transfer folder. */
export interface ReadFile extends Staged {
  format: ImportFormat;
  file: ImportRead;
}

/** A file that is on its way in: its bytes still come, or it is looked through. */
export interface Reading {
  /** As it is told of. */
  now: () => Pick<Import, 'state' | 'format' | 'progress'>;
  /** Gives it up; what came is deleted. */
  stop: () => void;
  /** Rejects with IMPORT_STOPPED, IMPORT_TOO_LARGE, IMPORT_INVALID, and with what the sender breaks off with. */
  ended: Promise<ReadFile>;
}

const KINDS =
  'Backstitch reads its own exports, HAR, curl commands, .http files, Postman collections, CloudEvents, raw messages, and exports of webhook.site, ngrok, Hookdeck and Mockoon.';

/**
 * Takes a file in and looks through it, without importing anything yet.
 *
 * @param parts `tell` is called after steps, not more often than people can see; `signal` gives it up, too.
 */
export function startReading(
  id: ImportId,
  incoming: Incoming,
  parts: {
    folder: TransferFolder;
    target: CaptureTarget;
    clock: Clock;
    tell: () => void;
    signal?: AbortSignal | undefined;
    log: (message: string, error: unknown) => void;
  },
): Reading {
  const { folder, target, clock, log } = parts;
  const stopping = new AbortController();
  const signals = [stopping.signal, ...(parts.signal === undefined ? [] : [parts.signal])];
  const signal = AbortSignal.any(signals);
  const told = seldom(clock, parts.tell);
  let received = 0;
  let entries = 0;
  let format: ImportFormat | null = incoming.format ?? null;
  let staged: Staged | undefined;

  async function* arriving(): AsyncGenerator<Uint8Array> {
    for await (const piece of untilAborted(incoming.bytes, signal)) {
      received += piece.length;
      told.step();
      yield piece;
    }
  }
  /** A single entry may be as long as the file: pieces tell, too, and end it. */
  function watched(source: ImportSource): ImportSource {
    return {
      ...source,
      async *chunks() {
        for await (const piece of source.chunks()) {
          signal.throwIfAborted();
          told.step();
          yield piece;
        }
      },
    };
  }
  async function* counted(
    found: AsyncIterable<GoodEntry | EntryProblem>,
  ): AsyncGenerator<GoodEntry | EntryProblem> {
    for await (const entry of found) {
      entries += 1;
      told.step();
      yield entry;
    }
  }
  function progress(): ImportProgress {
    if (staged === undefined) {
      return { bytesRead: received, bytes: incoming.sizeBytes, entries: 0, added: 0 };
    }
    const { sizeBytes, bytesRead } = staged.source;
    // A zip reads some of its parts twice.
    return { bytesRead: Math.min(bytesRead(), sizeBytes), bytes: sizeBytes, entries, added: 0 };
  }
  async function run(): Promise<ReadFile> {
    signal.throwIfAborted();
    const nearby = incoming.path ?? null;
    staged = await stage(folder, id, arriving(), nearby);
    try {
      format ??= (await formatOfFile(staged.source)) ?? null;
      if (format === null) {
        const message = 'It is no file of captures that is known here.';
        throw new BackstitchError('IMPORT_INVALID', message, { hint: KINDS });
      }
      const found = entriesOf(READERS[format], watched(staged.source), log, signal);
      const { notes } = READERS[format];
      const file = await previewOf(counted(found), target.knownTo(id), notes);
      if (file.entries === 0) throw nothingIn(file);
      return { ...staged, format, file };
    } catch (error) {
      await folder.remove(id);
      throw error;
    }
  }

  return {
    now: () => ({
      state: staged === undefined ? 'receiving' : 'reading',
      format,
      progress: progress(),
    }),
    stop: () => stopping.abort(),
    ended: run()
      .catch((error: unknown) => {
        throw signal.aborted ? new BackstitchError('IMPORT_STOPPED') : error;
      })
      .finally(told.end),
  };
}

/**
 * As `bytes`, until the signal ends them, also while nothing comes.
 *
 * @throws the reason of the signal
 */
async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let giveUp = (): void => {};
  const abort = (): void => giveUp();
  signal.addEventListener('abort', abort, { once: true });
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      // One promise for each piece: a race against one for all of them would hold every piece until its end.
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        giveUp = () => reject(signal.reason as Error);
        pieces.next().then(resolve, reject);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // A sender that is silent would never end it: nobody waits for that.
    pieces.return?.().catch(() => {});
  }
}

function nothingIn({ problems: [first] }: ImportRead): BackstitchError {
  const why = first === undefined ? 'It holds no request.' : first.message;
  const where = first?.index === null || first === undefined ? '' : `Entry ${first.index + 1}: `;
  return new BackstitchError('IMPORT_INVALID', `Nothing of it can be imported. ${where}${why}`);
}
