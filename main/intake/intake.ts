import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import { readBroken } from './broken-arrivals.ts';
import { createDeadlines } from './deadlines.ts';
import { createHandler, type IntakeParts } from './handler.ts';

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
  const announced = new Map<number, { id: number; address: string }>();
  const complained = new WeakSet<Socket>();

  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: options.headersMs ?? 15_000,
    // Bodies have deadlines of their own, which tell a slow sender from a silent one.
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: Math.min(2000, options.headersMs ?? 2000),
    // HTTP/1.1 without Host is refused by Node before anyone sees it; here it is kept too.
    requireHostHeader: false,
  });

  const handle = createHandler(parts, {
    deadlines,
    stopping: stopping.signal,
    originalOf(remotePort, remoteAddress) {
      const found = announced.get(remotePort);
      // The port alone could also be that of a caller from elsewhere.
      return found?.address === unwrapped(remoteAddress) ? found.id : undefined;
    },
  });

  function track(work: Promise<void>): void {
    const logged = work
      .catch((error: unknown) => parts.log('A request could not be handled.', error))
      .finally(() => inFlight.delete(logged));
    inFlight.add(logged);
  }

  server.on('request', (request, response) => track(handle.request(request, response)));
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // A body announced as too long is not asked for: the answer is 413 whatever follows.
    const declared = Number(request.headers['content-length'] ?? 0);
    const askedFor = !(declared > parts.bodyCapBytes());
    if (askedFor) response.writeContinue();
    track(handle.request(request, response, askedFor));
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    track(handle.request(request, response)),
  );
  server.on('connect', (request: IncomingMessage, stream: Duplex) =>
    track(handle.connect(request, stream as Socket)),
  );
  server.on('clientError', (error: Error, stream: Duplex) => {
    const socket = stream as Socket;
    // Node may complain again of a socket that is answered and not closed yet.
    if (complained.has(socket)) return;
    complained.add(socket);
    const broken = readBroken(error, socket);
    // A request of this socket that is under way ends by its own 'close' and is kept once.
    if (!broken || hasOpenRequest(socket)) socket.destroy();
    else track(handle.broken(broken, socket));
  });

  await listen(server, options);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    /** Says that the connection from this local address is a replay; returns how to take it back. */
    announceReplay(localPort: number, originalId: number, localAddress: string): () => void {
      announced.set(localPort, { id: originalId, address: unwrapped(localAddress) });
      return () => announced.delete(localPort);
    },
    /** Stops listening, lets requests in flight end for at most 5 s, then closes. */
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      const deadline = new Promise<void>((resolve) => {
        setTimeout(resolve, STOP_MS).unref();
      });
      await Promise.race([Promise.all(inFlight), deadline]);
      server.closeAllConnections();
      await closed;
      await Promise.all(inFlight);
      deadlines[Symbol.dispose]();
    },
  };
}

// A listener on `::` names IPv4 callers inside IPv6.
const unwrapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

// Node keeps the parser's message on the socket; one that is not complete is under way.
function hasOpenRequest(socket: Socket): boolean {
  const held: unknown = Reflect.get(socket, '_httpMessage');
  return typeof held === 'object' && held !== null;
}

function listen(server: Server, { host, port }: IntakeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const inUse = errorCode(cause) === 'EADDRINUSE';
      const message = inUse
        ? `Port ${port} is used by another program.`
        : `Cannot listen on ${host}:${port}: ${cause.message}.`;
      const hint = 'Stop that program, or start Backstitch with --port 0 to take any free port.';
      reject(new BackstitchError('PORT_IN_USE', message, { hint, cause }));
    });
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
}
