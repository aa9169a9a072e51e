import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { openKillable } from '../../../lib/child-process/killable.ts';
import type { StartProcess } from '../../../lib/child-process/own-process.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { workerFile } from '../../../lib/child-process/worker-file.ts';
import { DATABASE_FILE } from '../../../store/data-dir.ts';
import { carryOut, type SearchResults, type SearchWork } from './work.ts';

export interface AwayOrder {
  /** Of the database. */
  file: string;
  work: SearchWork;
}

/** Where searches over many captures are carried out. */
export interface Elsewhere {
  startProcess: StartProcess;
  dataDir: string;
  /** Up to so many captures are searched where they are taken; default 5,000, which takes some 2 ms. */
  atOnce?: number;
}

export interface Carrier extends AsyncDisposable {
  /** @throws BackstitchError SEARCH_INVALID where it takes too long */
  carry<K extends SearchWork['kind']>(
    work: Extract<SearchWork, { kind: K }>,
    signal?: AbortSignal,
  ): Promise<SearchResults[K]>;
}

const AT_ONCE = 5000;
/** Blocks of words beyond which few captures are long ones: about 8 MB. */
const BLOCKS = 2000;
/** How long it is believed that there are few. */
const BELIEVED_MS = 1000;
const DEADLINE_MS = 30_000;
const PROCESSES = 2;
const HEAP_MB = 512;

/**
 * Carries out what is asked of all captures: at once while they are few, in a process of its own beyond
 * that, so that captures are taken meanwhile. Without `elsewhere` always at once.
 */
export function createCarrier(db: Database, elsewhere: Elsewhere | undefined): Carrier {
  const isMany = counter(db, elsewhere?.atOnce ?? AT_ONCE);
  const hidden = db
    .prepare<[], number>('SELECT 1 FROM captures WHERE removed_batch IS NOT NULL LIMIT 1')
    .pluck();
  const entry = workerFile('captures/search/away/search-process', 'search-process');
  const processes =
    elsewhere &&
    openKillable<AwayOrder, never>(
      elsewhere.startProcess,
      { name: 'search', entry, heapMb: HEAP_MB, environment: 'none' },
      {
        idle: 1,
        most: PROCESSES,
        lost: 'The search needed too much memory, or its process stopped.',
      },
    );

  /** A page of the list without a search reads a hundred rows, unless it steps over hidden ones. */
  const isQuick = ({ kind, compiled }: SearchWork): boolean =>
    kind === 'ids' && compiled.conditions.length === 0 && hidden.get() === undefined;

  async function inProcess(
    { call }: NonNullable<typeof processes>,
    work: SearchWork,
    signal: AbortSignal | undefined,
  ): Promise<never> {
    signal?.throwIfAborted();
    const file = join(elsewhere?.dataDir ?? '', DATABASE_FILE);
    const stop = new AbortController();
    const late = new BackstitchError(
      'SEARCH_INVALID',
      `The search took longer than ${DEADLINE_MS / 1000} seconds and was stopped.`,
      { hint: 'Narrow it to a time, such as after:1d.', field: 'search' },
    );
    const timer = setTimeout(() => stop.abort(late.message), DEADLINE_MS);
    try {
      return await call({ file, work }, stop.signal);
    } catch (error) {
      throw stop.signal.aborted ? late : error;
    } finally {
      clearTimeout(timer);
      // Whoever asked went away: an answer to nobody is not put together any further.
      signal?.throwIfAborted();
    }
  }

  return {
    async carry<K extends SearchWork['kind']>(
      work: Extract<SearchWork, { kind: K }>,
      signal?: AbortSignal,
    ): Promise<SearchResults[K]> {
      const isHere = processes === undefined || isQuick(work) || !isMany();
      // The kind of what is asked is that of what comes.
      return isHere
        ? ((await carryOut(db, work, signal)) as SearchResults[K])
        : await inProcess(processes, work, signal);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await processes?.[Symbol.asyncDispose]();
    },
  };
}

/** Whether there are more captures than some, or as many words as more of them have. */
function counter(db: Database, atOnce: number): () => boolean {
  const beyond = db.prepare<[number], number>('SELECT 1 FROM captures LIMIT 1 OFFSET ?').pluck();
  const words = db
    .prepare<[number], number>('SELECT 1 FROM captures_text_data LIMIT 1 OFFSET ?')
    .pluck();
  let many = false;
  let lookedAt = -Infinity;
  return () => {
    // Many do not become few before the next start.
    if (many || performance.now() - lookedAt < BELIEVED_MS) return many;
    lookedAt = performance.now();
    many = beyond.get(atOnce) !== undefined || words.get(BLOCKS) !== undefined;
    return many;
  };
}
