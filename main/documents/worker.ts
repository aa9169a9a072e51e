import { parentPort, workerData } from 'node:worker_threads';
import { openDesk } from './desk.ts';
import type { DocumentOrder, DocumentReport, WorkerSetup } from './worker-protocol.ts';

// The entry of the documents thread: one order at a time, until it is told to close.

const setup = workerData as WorkerSetup;
const desk = openDesk(setup);
const report = (message: DocumentReport): void => parentPort?.postMessage(message, []);

const sweeping = setInterval(() => desk.sweep(Date.now()), Math.min(setup.sessionIdleMs, 10_000));
sweeping.unref();

parentPort?.on('message', ({ id, order }: { id: number; order: DocumentOrder }) => {
  report({ type: 'done', id, outcome: desk.answer(order) });
  if (order.kind === 'close') {
    clearInterval(sweeping);
    parentPort?.close();
  }
});
report({ type: 'ready' });
