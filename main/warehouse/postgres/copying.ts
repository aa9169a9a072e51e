import pg from 'pg';
import { openKillable } from '../../lib/child-process/killable.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import type { Copied } from './copy.ts';
import { checkedAddresses, type CheckServer } from '../../outbound/checked-socket.ts';

export interface CopyOrder {
  /** The file of the tables. */
  path: string;
  schema: string;
  keys: string[];
  loading: 'append' | 'upsert';
  url: string;
  /** Where its host led when it was judged; null for a socket of this machine's file system. */
  addresses: readonly string[] | null;
  /** When to give way, ms: what is left is copied with the next call. */
  forMs: number;
}

export type CopyAnswer = Copied & {
  /** Whether the server has all. */
  done: boolean;
};

const IDLE = 1;
const MOST = 4;
/** So that it is seen how far a long copy is. */
const TURN_MS = 2000;

/** Copies tables to servers, in processes of its own: rows may be large, and servers slow. */
export function openCopying(start: StartProcess, judge: CheckServer) {
  const processes = openKillable<CopyOrder, CopyAnswer>(
    start,
    {
      name: 'copier',
      entry: workerFile('warehouse/postgres/copy-process', 'copy-process'),
      environment: 'none',
    },
    { idle: IDLE, most: MOST, lost: 'The process that copies ended.' },
  );
  return {
    /** @throws Error with the code of the server or of the network; ProcessGone */
    async copy(
      order: Omit<CopyOrder, 'addresses' | 'forMs'>,
      signal: AbortSignal,
    ): Promise<CopyAnswer> {
      const addresses = await checkedAddresses(
        new pg.Client({ connectionString: order.url }),
        judge,
      );
      return processes.call({ ...order, addresses, forMs: TURN_MS }, signal);
    },
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

export type Copying = ReturnType<typeof openCopying>;
