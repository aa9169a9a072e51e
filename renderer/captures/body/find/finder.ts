import type { FindQuery } from './find-query.ts';
import type { FoundNodes } from './find-nodes.ts';
import type { FoundSpans } from './find-spans.ts';
import type { FindPlace, FindReply, FindRequest, FindSource } from './find-worker.ts';

export type Found =
  | FoundSpans
  | FoundNodes
  /** It took longer than FIND_LIMIT_MS: an expression may take for ever. */
  | { kind: 'stopped' }
  | { kind: 'failed'; message: string };

export interface Finder {
  /** Null where another question was asked meanwhile. */
  find: (place: FindPlace, query: FindQuery) => Promise<Found | null>;
  close: () => void;
}

export const FIND_LIMIT_MS = 2000;

interface Job {
  place: FindPlace;
  query: FindQuery;
  tell: (found: Found | null) => void;
}

function post(worker: Worker, request: FindRequest, transfer: Transferable[] = []): void {
  worker.postMessage(request, transfer);
}

/**
 * Looks into one body off the page's thread, one question after another; of those that wait, only
 * the last is asked. A search that goes on for too long is ended with its worker, for nothing else
 * ends an expression; the next one starts another.
 */
export function openFinder(source: FindSource): Finder {
  let worker: Worker | null = null;
  let running: Job | null = null;
  let waiting: Job | null = null;
  let limit: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(limit);
    worker?.terminate();
    worker = null;
  };
  const finish = (found: Found | null): void => {
    clearTimeout(limit);
    const done = running;
    running = null;
    done?.tell(found);
    const next = waiting;
    waiting = null;
    if (next !== null) run(next);
  };
  const onMessage = ({ data }: MessageEvent<FindReply>): void => {
    if (data.kind !== 'begun') {
      finish(data);
      return;
    }
    limit = setTimeout(() => {
      stop();
      finish({ kind: 'stopped' });
    }, FIND_LIMIT_MS);
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./find-worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', onMessage);
    started.addEventListener('error', (event) => {
      stop();
      finish({ kind: 'failed', message: event.message || 'The search stopped.' });
    });
    const bytes = source.bytes.slice();
    post(started, { kind: 'open', source: { ...source, bytes } }, [bytes.buffer]);
    return started;
  };
  function run(job: Job): void {
    running = job;
    worker ??= start();
    post(worker, { kind: 'find', place: job.place, query: job.query });
  }

  return {
    find: (place, query) => {
      const { promise, resolve } = Promise.withResolvers<Found | null>();
      const job = { place, query, tell: resolve };
      waiting?.tell(null);
      waiting = null;
      if (running === null) run(job);
      else waiting = job;
      return promise;
    },
    close: () => {
      stop();
      waiting = null;
      finish(null);
    },
  };
}
