import { openKillable } from '../lib/child-process/killable.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import { workerFile } from '../lib/child-process/worker-file.ts';
import type { SqlPlace } from './sql-place.ts';

export interface AttachedSchema {
  name: string;
  /** Name of the file in the folder of all. */
  file: string;
}

export interface ReadOrder {
  folder: string;
  /** Schemas to attach; the first one is where names without a schema are looked up. */
  schemas: AttachedSchema[];
  /** Path of Backstitch's own database; null where the query reads nothing of it. */
  engine: string | null;
  /** Where it is given, credentials and these secrets are cut before the query sees them. */
  secrets?: readonly string[];
  sql: string;
  /** In the order of `?`, or by the names of `:name`. */
  params:
    | (string | number | bigint | null)[]
    | Readonly<Record<string, string | number | bigint | null>>;
  maxRows: number;
  maxBytes: number;
  /** Longer texts are cut, with an ellipsis. */
  maxText: number;
}

export type Cell = string | number | boolean | null;

export type ReadAnswer =
  | {
      ok: true;
      columns: { name: string; type: string | null }[];
      /** Integers that a double cannot hold are their digits. */
      rows: Cell[][];
      cut: boolean;
      durationMs: number;
    }
  | { ok: false; message: string; place?: SqlPlace | null; hint?: string };

/** How many processes stay when there is nothing to do, and how many there are at most. */
export interface Crew {
  idle: number;
  most: number;
}

const MEMORY_MB = 512;
/** Where credentials are cut, and in joins without an index, each row of one table reads all of the other. */
const HOW_TO_BE_SHORTER =
  'Filter by the columns you need. In a join, read each table once: WITH one AS MATERIALIZED (SELECT id, … FROM …), ' +
  'two AS MATERIALIZED (…) SELECT … FROM one JOIN two ON ….';
const CANCELLED = 'The query was cancelled.';

/**
 * Runs queries in processes of their own. SQLite can be interrupted from outside neither by a
 * signal nor by ending its thread: what runs past its deadline, or is cancelled, is killed. More
 * queries than processes wait in line; a deadline counts from when a query has its process.
 */
export function openReader(start: StartProcess, crew: Crew) {
  const entry = workerFile('warehouse/reader-process', 'reader-process');
  const processes = openKillable<ReadOrder, ReadAnswer>(
    start,
    { name: 'reader', entry, heapMb: MEMORY_MB, environment: 'none' },
    {
      ...crew,
      lost: 'The query needed too much memory, or its process stopped.',
    },
  );

  return {
    async read(order: ReadOrder, deadlineMs: number, signal?: AbortSignal): Promise<ReadAnswer> {
      const stop = new AbortController();
      const cancel = (): void => stop.abort(CANCELLED);
      if (signal?.aborted === true) cancel();
      const late = `The query took longer than ${deadlineMs / 1000} s and was stopped.`;
      let timer: NodeJS.Timeout | undefined;
      const begins = (): void => {
        timer = setTimeout(() => stop.abort(late), deadlineMs);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return await processes.call(order, stop.signal, begins);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, message, ...(message === late && { hint: HOW_TO_BE_SHORTER }) };
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      }
    },
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

export type Reader = ReturnType<typeof openReader>;
