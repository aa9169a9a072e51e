import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import type { GroupCommit } from '../group-commit.ts';

/** What a thread for checkpoints is started with. */
export interface Order {
  /** Of the database. */
  file: string;
  /** Becomes 1 once its connection is closed. */
  ended: Int32Array<SharedArrayBuffer>;
}

/** What a checkpoint found: frames in the log, and how many of them are in the database by now. */
export interface Copied {
  frames: number;
  copied: number;
}

/** So much is written between two looks at most, where the disk is fast. */
const LOOK_MS = 500;
/** A log that never got longer than this is SQLite's own matter: no thread is started for it. */
const LONG_BYTES = 8 * 1024 * 1024;
/** From so many frames on, the log begins again once all of them are copied: about 8 MB. */
const BEGIN_AGAIN = 1000;
/** Where the thread does not keep up, the main thread copies: at about 64 MB. */
const GUARD_FRAMES = 8000;
/** Commits wait so long at most for the rest to be copied. */
const HELD_MS = 100;
/** A disk on which each round takes long does not get faster by more of them. */
const MOST_ROUNDS = 4;
const ENDING_MS = 5000;

export interface Checkpoints extends Disposable {
  /** Something was committed. */
  wrote(): void;
}

/**
 * Copies the log of a database into its file in a thread of its own, which syncs both: the main thread did it
 * within a commit, and stood still for as long. The thread is started once a log gets long. It ends by itself,
 * and is never ended: it holds a native connection.
 *
 * @param hold runs a job between two commits; see `GroupCommit`.
 */
export function createCheckpoints(
  db: Database,
  hold: GroupCommit['hold'],
  log: (error: unknown) => void,
): Checkpoints {
  const ended = new Int32Array(new SharedArrayBuffer(4));
  const guardBefore = db.pragma('wal_autocheckpoint', { simple: true }) as number;
  let timer: NodeJS.Timeout | undefined;
  let worker: Worker | undefined;
  let answered: PromiseWithResolvers<Copied | null> | undefined;
  let isOver = db.memory;
  // At once: what is written in half a second may be long, and then a commit would copy it.
  db.pragma(`wal_autocheckpoint = ${GUARD_FRAMES}`);

  /** From now on by SQLite itself, as it was. */
  function giveUp(error: unknown): void {
    if (isOver) return;
    isOver = true;
    worker = undefined;
    db.pragma(`wal_autocheckpoint = ${guardBefore}`);
    answered?.resolve(null);
    log(error);
  }
  function start(): Worker {
    const order: Order = { file: db.name, ended };
    const started = new Worker(workerFile('store/checkpoints/worker', 'checkpoint-worker'), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    started.unref();
    started.on('message', (copied: Copied) => answered?.resolve(copied));
    started.on('error', giveUp);
    started.on('exit', () => giveUp(new Error('The thread for checkpoints ended.')));
    return started;
  }
  /** null where the thread is gone. */
  function copy(): Promise<Copied | null> {
    if (isOver) return Promise.resolve(null);
    answered = Promise.withResolvers();
    (worker ??= start()).postMessage('copy', []);
    return answered.promise;
  }
  const isLong = (): boolean => {
    const size = statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    return size > LONG_BYTES;
  };

  async function look(): Promise<void> {
    // Most of it goes on beside commits. Only a log of which nothing is left begins again, so the rest,
    // what came meanwhile, is copied between two commits, once it is little enough.
    if (worker !== undefined || isLong()) {
      let found: Copied | null = null;
      let tookMs = Number.POSITIVE_INFINITY;
      for (let rounds = 0; tookMs > HELD_MS / 2 && rounds < MOST_ROUNDS; rounds += 1) {
        const from = performance.now();
        found = await copy();
        tookMs = performance.now() - from;
      }
      if (found !== null && found.frames >= BEGIN_AGAIN) await hold(copy, HELD_MS);
    }
    timer = undefined;
  }

  return {
    wrote() {
      if (isOver || timer !== undefined) return;
      timer = setTimeout(() => void look().catch(giveUp), LOOK_MS);
      timer.unref();
    },
    [Symbol.dispose]() {
      isOver = true;
      clearTimeout(timer);
      answered?.resolve(null);
      if (worker === undefined) return;
      worker.postMessage('end', []);
      Atomics.wait(ended, 0, 0, ENDING_MS);
    },
  };
}
