import dns, { setDefaultResultOrder } from 'node:dns';
import { parentPort, workerData } from 'node:worker_threads';
import localtunnel from 'localtunnel';
import { handOut } from '../../../outbound/hand-out.ts';
import { watchRegistration } from './registration.ts';
import type { SessionReport, WorkerOrder } from '../session-protocol.ts';
import { watchSockets } from './sockets.ts';

// The entry of a worker: runs one session of the localtunnel client until it is terminated.

const order = workerData as WorkerOrder;
const report = (message: SessionReport): void => parentPort?.postMessage(message, []);

// Without `local_host` the client connects to `localhost`, and only without it does it leave the
// Host header alone. The intake listens on 127.0.0.1: somebody else may sit on ::1 of that port.
setDefaultResultOrder('ipv4first');

// The client resolves the relay by itself, each time it connects; the name may have changed its mind
// since it was judged. This worker asks for one other name only, `localhost`.
const relayName = new URL(order.host).hostname;
const lookUp = dns.lookup;
const judged = handOut(order.addresses);
const pinned = (name: string, ...rest: unknown[]): unknown =>
  Reflect.apply(name === relayName ? judged : lookUp, dns, [name, ...rest]);
Object.assign(dns, { lookup: Object.assign(pinned, lookUp) });

watchRegistration(order, (refusal) => report({ type: 'refused', refusal }));

const tunnel = localtunnel(
  { host: order.host, subdomain: order.subdomain || undefined, port: order.localPort },
  (error) => {
    // Its types say string; what comes is an Error. The relay's own words were reported already.
    const cause: unknown = error;
    if (cause) {
      const message = cause instanceof Error ? cause.message : 'the client gave up';
      report({ type: 'refused', refusal: { status: null, code: '', message } });
      return;
    }
    const { clientId } = tunnel as typeof tunnel & { clientId?: string };
    report({ type: 'registered', name: clientId ?? '', url: tunnel.url });
    watchSockets(tunnel.tunnelCluster, report);
  },
);

// Without a listener an error would end the worker. The client gives up one socket with each.
tunnel.on('error', () => report({ type: 'suspicious' }));
