// cspell:ignore checkpointed
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import type { Copied, Order } from './checkpoints.ts';

// Posted by `checkpoints.ts`, which knows the form.
const { file, ended } = workerData as Order;
const db = new SqliteDatabase(file, { fileMustExist: true, timeout: 0 });
db.pragma('synchronous = NORMAL');

parentPort?.on('message', (asked: 'copy' | 'end') => {
  if (asked === 'copy') {
    const [found] = db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
    const copied: Copied = { frames: found?.log ?? -1, copied: found?.checkpointed ?? -1 };
    parentPort?.postMessage(copied, []);
    return;
  }
  db.close();
  Atomics.store(ended, 0, 1);
  Atomics.notify(ended, 0);
  parentPort?.close();
});
