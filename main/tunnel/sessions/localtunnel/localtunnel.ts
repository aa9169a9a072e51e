import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { errorCode } from '../../../lib/errors.ts';
import { workerFile } from '../../../lib/child-process/worker-file.ts';
import type { CheckedServer } from '../../../outbound/guard/server.ts';
import { handOut } from '../../../outbound/hand-out.ts';
import type { LocalOrder, OpenSession, SessionReport, WorkerOrder } from '../session-protocol.ts';

type Order = LocalOrder<'localtunnel'>;

/** Looks a relay up and says whether it may be connected to. */
export type CheckRelay = (relay: { host: string; port: number }) => Promise<CheckedServer>;

/**
 * Localtunnel sessions in workers of their own: whatever one hangs on, terminating ends it.
 *
 * The worker starts once the relay's door opens: a worker costs 160 ms of processor time, a
 * refused connection none, and an outage is made of refused connections.
 */
export function openLocaltunnel(judge: CheckRelay): OpenSession<'localtunnel'> {
  return (order, report) => {
    let worker: Worker | undefined;
    let door: Socket | undefined;
    let closed = false;
    const refused = (code: string, message: string): void => {
      if (!closed) report({ type: 'refused', refusal: { status: null, code, message } });
    };
    async function begin(): Promise<void> {
      const judged = await judge(placeOf(order));
      if (!judged.ok) return refused('', judged.why);
      if (closed) return;
      const { addresses } = judged;
      door = knock(order, addresses);
      door.once('connect', () => {
        door?.destroy();
        worker = startWorker({ ...order, addresses }, report);
      });
      door.once('error', (error) => refused(errorCode(error), error.message));
    }
    begin().catch((error: unknown) =>
      refused(errorCode(error), error instanceof Error ? error.message : String(error)),
    );
    return {
      async close() {
        closed = true;
        door?.destroy();
        await worker?.terminate();
      },
    };
  };
}

function placeOf({ host }: Order): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(host);
  return { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

function knock(order: Order, addresses: readonly string[]): Socket {
  const { host, port } = placeOf(order);
  return connect({ host: host.replace(/^\[|\]$/g, ''), port, lookup: handOut(addresses) });
}

function startWorker(order: WorkerOrder, report: (r: SessionReport) => void): Worker {
  const worker = new Worker(
    workerFile('tunnel/sessions/localtunnel/localtunnel-worker', 'tunnel-session'),
    {
      workerData: order,
    },
  );
  worker.on('message', (message: SessionReport) => report(message));
  worker.on('error', (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    report({ type: 'lost', reason: `The tunnel client stopped: ${why}.` });
  });
  worker.on('exit', () => report({ type: 'lost', reason: 'The tunnel client ended.' }));
  return worker;
}
