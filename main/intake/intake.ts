import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import { createDeadlines } from './deadlines.ts';
import { createHandler, type IntakeParts } from './handler.ts';
import { closeGently, stayOpen } from './socket-replies.ts';
import { WatchedRequest, Wire, wireOf } from './wire/wire.ts';

export interface IntakeOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Deadlines, in ms. */
  headersMs?: number;
  bodyIdleMs?: number;
  bodyTotalMs?: number;
}

const MAX_HEADER_BYTES = 64 * 1024;
const STOP_MS = 5000;

/**
 * The public listener: keeps whatever comes, then answers. It reads, lists and configures nothing.
 *
 * @throws BackstitchError PORT_IN_USE
 */
export async function openIntake(parts: IntakeParts, options: IntakeOptions) {
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();
  const deadlines = createDeadlines(options.bodyIdleMs ?? 30_000, options.bodyTotalMs ?? 600_000);

  const server = createServer({
    IncomingMessage: WatchedRequest,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: options.headersMs ?? 15_000,
    // Bodies have deadlines of their own, which tell a slow sender from a silent one.
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: Math.min(2000, options.headersMs ?? 2000),
    // HTTP/1.1 without Host is refused by Node before anyone sees it; here it is kept too.
    requireHostHeader: false,
  });
  // The size of the head is the one limit: above a count, Node would refuse or drop headers.
  server.maxHeadersCount = 0;
  // A sender that closes its own side after the request still gets the answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket) => {
    void new Wire(socket);
    // Node's own way to close after a last reply would reset what is still on its way.
    socket.destroySoon = () => closeGently(socket);
  });

  const handle = createHandler(parts, {
    deadlines,
    stopping: stopping.signal,
  });

  function track(work: Promise<void>): void {
    const logged = work
      .catch((error: unknown) => parts.log('A request could not be handled.', error))
      .finally(() => inFlight.delete(logged));
    inFlight.add(logged);
  }

  server.on('request', (request, response) => track(handle.request(request, response)));
  server.on(
    'checkContinue',
    (request: WatchedRequest, response: ServerResponse<WatchedRequest>) => {
      // A body announced as too long is not asked for: the answer is 413 whatever follows.
      const declared = Number(request.headers['content-length'] ?? 0);
      const askedFor = !(declared > parts.bodyCapBytes());
      if (askedFor) response.writeContinue();
      track(handle.request(request, response, askedFor));
    },
  );
  server.on(
    'checkExpectation',
    (request: WatchedRequest, response: ServerResponse<WatchedRequest>) =>
      track(handle.request(request, response)),
  );
  server.on('connect', (request: WatchedRequest, stream: Duplex) =>
    track(handle.connect(request, stream as Socket)),
  );
  server.on('clientError', (error: Error, stream: Duplex) => {
    const socket = stream as Socket;
    const wire = wireOf(socket);
    // Node complains again of every packet that follows.
    if (wire?.gaveUp === true) return;
    const head = wire?.failed(error);
    if (wire && head) {
      stayOpen(socket);
      track(handle.broken(head, socket, wire));
    }
    // A request that is under way is answered first, and closes the connection.
    else if (wire?.busy !== true) closeGently(socket);
  });

  await listen(server, options);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    url: `http://${reachedAs(options.host)}:${port}`,
    /** Stops listening, lets requests in flight end for at most 5 s, then closes. */
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      const deadline = sleep(STOP_MS, undefined, { ref: false });
      await Promise.race([Promise.all(inFlight), deadline]);
      server.closeAllConnections();
      await closed;
      await Promise.all(inFlight);
      deadlines[Symbol.dispose]();
    },
  };
}

/** A listener on all addresses is reached from here by the nearest of them. */
function reachedAs(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(server: Server, { host, port }: IntakeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const inUse = errorCode(cause) === 'EADDRINUSE';
      const message = inUse
        ? `Port ${port} is already in use.`
        : `Cannot listen on ${host}:${port}: ${cause.message}.`;
      const hint = 'Stop that program, or start Backstitch with --port 0 to take any free port.';
      reject(new BackstitchError('PORT_IN_USE', message, { hint, cause }));
    });
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
}
