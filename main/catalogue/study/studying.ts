import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Studied } from '../../captures/catalogued/studied.ts';
import { openKillable } from '../../lib/child-process/killable.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import { DATABASE_FILE } from '../../store/data-dir.ts';
import { study, type StudyResult } from './study.ts';
import { openTypeReader } from './type-row.ts';

export interface StudyOrder {
  /** Of the database. */
  file: string;
  dataDir: string;
  ids: readonly number[];
}

export interface Studying extends AsyncDisposable {
  /** @param signal ends it, wherever it is carried out */
  study(ids: readonly number[], signal: AbortSignal): Promise<StudyResult>;
}

interface Parts {
  db: Database;
  dataDir: string;
  read: (id: number) => Studied | undefined;
  startProcess: StartProcess;
  /** Up to so many captures of a round are looked at here; default 32. */
  atOnce?: number | undefined;
}

/** A round of so few is no load: beyond it a process of its own looks at them. */
const AT_ONCE = 32;
/** Of the event loop, before others have a turn. */
const SLICE_MS = 2;
const HEAP_MB = 512;

/**
 * Looks at captures: here while they are few, in slices; in a process of its own beyond that, so that the
 * thread that takes captures only writes what came of it. A thread would hold a native database, and must
 * not be ended then.
 */
export function createStudying({
  db,
  dataDir,
  read,
  startProcess,
  atOnce = AT_ONCE,
}: Parts): Studying {
  const types = openTypeReader(db);
  const entry = workerFile('catalogue/study/study-process', 'study-process');
  const away = openKillable<StudyOrder, StudyResult>(
    startProcess,
    { name: 'catalogue', entry, heapMb: HEAP_MB, environment: 'none' },
    { idle: 1, most: 1, lost: 'The process that looks at captures stopped.' },
  );

  function slices(signal: AbortSignal): () => Promise<void> | undefined {
    let until = performance.now() + SLICE_MS;
    return () => {
      signal.throwIfAborted();
      if (performance.now() < until) return undefined;
      return new Promise((resolve) => {
        setImmediate(() => {
          until = performance.now() + SLICE_MS;
          resolve();
        });
      });
    };
  }

  return {
    study: (ids, signal) =>
      ids.length <= atOnce
        ? study(ids, { read, types, pause: slices(signal) })
        : away.call({ file: join(dataDir, DATABASE_FILE), dataDir, ids }, signal),
    [Symbol.asyncDispose]: () => away[Symbol.asyncDispose](),
  };
}
