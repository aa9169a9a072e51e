import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { errorCode } from '../lib/errors.ts';
import { workerFile } from '../lib/worker-file.ts';
import type { OpenSession, SessionOrder, SessionReport } from './session-protocol.ts';

/**
 * A localtunnel session in a worker of its own: whatever it hangs on, terminating ends it.
 *
 * The worker starts once the relay's door opens: a worker costs 160 ms of processor time, a
 * refused connection none, and an outage is made of refused connections.
 */
export const openWorkerSession: OpenSession = (order, report) => {
  let worker: Worker | undefined;
  const door = knock(order.host);
  door.once('connect', () => {
    door.destroy();
    worker = startWorker(order, report);
  });
  door.once('error', (error) => {
    const refusal = { status: null, code: errorCode(error), message: error.message };
    report({ type: 'refused', refusal });
  });
  return {
    async close() {
      door.destroy();
      await worker?.terminate();
    },
  };
};

function knock(host: string): Socket {
  const { hostname, port, protocol } = new URL(host);
  const usual = protocol === 'https:' ? 443 : 80;
  return connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || usual });
}

function startWorker(order: SessionOrder, report: (r: SessionReport) => void): Worker {
  const worker = new Worker(workerFile('tunnel/session-worker', 'tunnel-session'), {
    workerData: order,
  });
  worker.on('message', (message: SessionReport) => report(message));
  worker.on('error', (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    report({ type: 'lost', reason: `The tunnel client stopped: ${why}.` });
  });
  worker.on('exit', () => report({ type: 'lost', reason: 'The tunnel client ended.' }));
  return worker;
}
