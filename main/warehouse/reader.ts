import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerFile } from '../lib/worker-file.ts';

export interface ReadOrder {
  folder: string;
  /** Schemas to attach; the first one is where names without a schema are looked up. */
  schemas: string[];
  /** Path of the database of captures; null where the query does not read them. */
  captures: string | null;
  sql: string;
  params: (string | number | bigint | null)[];
  maxRows: number;
  maxBytes: number;
  /** Longer texts are cut, with an ellipsis. */
  maxText: number;
}

export type Cell = string | number | null;

export type ReadAnswer =
  | {
      ok: true;
      columns: { name: string; type: string | null }[];
      /** Integers that a double cannot hold are their digits. */
      rows: Cell[][];
      cut: boolean;
      durationMs: number;
    }
  | { ok: false; message: string };

const IDLE = 2;
const MEMORY_MB = 512;

function start(): ChildProcess {
  const entry = fileURLToPath(workerFile('warehouse/reader-process', 'reader-process'));
  return fork(entry, [], {
    // BigInt and bytes go through.
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${MEMORY_MB}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function setIdle(child: ChildProcess, idle: boolean): void {
  // One that waits for work keeps no program alive.
  if (idle) {
    child.unref();
    child.channel?.unref();
  } else {
    child.ref();
    child.channel?.ref();
  }
}

/**
 * Runs queries in processes of their own. SQLite can be interrupted from outside neither by a
 * signal nor by ending its thread: what runs past its deadline, or is cancelled, is killed.
 */
export function openReader() {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  let nextId = 1;
  let closed = false;

  function take(): ChildProcess {
    const known = idle.pop();
    if (known !== undefined) return known;
    const child = start();
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
    });
    return child;
  }

  return {
    read(order: ReadOrder, deadlineMs: number, signal?: AbortSignal): Promise<ReadAnswer> {
      if (closed || signal?.aborted === true) {
        return Promise.resolve({ ok: false, message: 'The query was cancelled.' });
      }
      const child = take();
      const id = nextId++;
      setIdle(child, false);
      return new Promise((resolve) => {
        const settle = (answer: ReadAnswer): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', cancel);
          child.off('message', hear);
          child.off('exit', lost);
          child.off('error', lost);
          resolve(answer);
        };
        const end = (message: string): void => {
          child.kill('SIGKILL');
          settle({ ok: false, message });
        };
        const lost = (): void =>
          end('The query needed more memory than it may have, or its process ended.');
        const cancel = (): void => end('The query was cancelled.');
        const hear = (message: unknown): void => {
          const told = message as { id: number; answer: ReadAnswer };
          if (told.id !== id) return;
          settle(told.answer);
          if (idle.length < IDLE && !closed) {
            setIdle(child, true);
            idle.push(child);
          } else child.kill();
        };
        const timer = setTimeout(
          () => end(`The query took longer than ${deadlineMs / 1000} s and was stopped.`),
          deadlineMs,
        );
        signal?.addEventListener('abort', cancel, { once: true });
        child.on('message', hear);
        child.once('exit', lost);
        child.once('error', lost);
        child.send({ id, order });
      });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true;
      await Promise.all(
        [...all].map(
          (child) =>
            new Promise<void>((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve();
              child.ref();
              child.once('exit', () => resolve());
              child.kill('SIGKILL');
            }),
        ),
      );
    },
  };
}

export type Reader = ReturnType<typeof openReader>;
