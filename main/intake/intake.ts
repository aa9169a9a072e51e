import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import { createDeadlines } from './deadlines.ts';
import { createHandler, type IntakeParts } from './handler.ts';
import { closeGently, stayOpen } from './socket-replies.ts';
import { createTlsServer, type TlsOptions } from './tls/tls-listener.ts';
import { WatchedRequest, Wire, wireOf } from './wire/wire.ts';

export type { TlsOptions, TlsState } from './tls/tls-listener.ts';

export interface IntakeOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Deadlines, in ms. */
  headersMs?: number;
  bodyIdleMs?: number;
  bodyTotalMs?: number;
  /** A second listener, which speaks TLS. */
  tls?: TlsOptions;
  /** The files of the certificate changed. */
  tlsChanged?: () => void;
}

type AnyServer = Server<typeof WatchedRequest> | TlsServer<typeof WatchedRequest>;

const MAX_HEADER_BYTES = 64 * 1024;
const STOP_MS = 5000;

/**
 * The public listener: keeps whatever comes, then answers. It reads, lists and configures nothing.
 *
 * @throws BackstitchError PORT_IN_USE, TLS_INVALID
 */
export async function openIntake(parts: IntakeParts, options: IntakeOptions) {
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();
  const deadlines = createDeadlines(options.bodyIdleMs ?? 30_000, options.bodyTotalMs ?? 600_000);

  const http = {
    IncomingMessage: WatchedRequest,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: options.headersMs ?? 15_000,
    // Bodies have deadlines of their own, which tell a slow sender from a silent one.
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: Math.min(2000, options.headersMs ?? 2000),
    // HTTP/1.1 without Host is refused by Node before anyone sees it; here it is kept too.
    requireHostHeader: false,
  };
  const secure =
    options.tls && createTlsServer(http, options.tls, options.tlsChanged ?? (() => {}));
  const plain = createServer(http);
  const servers: AnyServer[] = secure ? [plain, secure.server] : [plain];

  function watch(server: AnyServer, opened: 'connection' | 'secureConnection'): void {
    // The size of the head is the one limit: above a count, Node would refuse or drop headers.
    server.maxHeadersCount = 0;
    // A sender that closes its own side after the request still gets the answer.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.on(opened, (socket: Socket) => {
      void new Wire(socket);
      // Node's own way to close after a last reply would reset what is still on its way.
      socket.destroySoon = () => closeGently(socket);
    });
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
  }

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

  watch(plain, 'connection');
  if (secure) watch(secure.server, 'secureConnection');
  await listen(plain, options, '--port');
  try {
    if (options.tls && secure)
      await listen(secure.server, { ...options.tls, host: options.host }, '--tls-port');
  } catch (error) {
    plain.close();
    secure?.[Symbol.dispose]();
    throw error;
  }
  const portOf = (server: AnyServer): number => (server.address() as AddressInfo).port;
  const port = portOf(plain);

  return {
    port,
    url: `http://${shownHost(options.host)}:${port}`,
    /** Of the second listener. Certificates for this machine name it `localhost`. */
    tls: secure && { port: portOf(secure.server), state: secure.state },
    /** Stops listening, lets requests in flight end for at most 5 s, then closes. */
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      secure?.[Symbol.dispose]();
      const closed = Promise.all(
        servers.map((server) => new Promise<void>((done) => void server.close(() => done()))),
      );
      for (const server of servers) server.closeIdleConnections();
      const deadline = sleep(STOP_MS, undefined, { ref: false });
      await Promise.race([Promise.all(inFlight), deadline]);
      for (const server of servers) server.closeAllConnections();
      secure?.closeAll();
      await closed;
      await Promise.all(inFlight);
      deadlines[Symbol.dispose]();
    },
  };
}

/** The host of a URL that reaches the listener from this machine. */
function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(
  server: AnyServer,
  { host, port }: { host: string; port: number },
  flag: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const inUse = errorCode(cause) === 'EADDRINUSE';
      const message = inUse
        ? `Port ${port} is already in use.`
        : `Cannot listen on ${host}:${port}: ${cause.message}.`;
      const hint = `Stop that program, or start Backstitch with ${flag} 0 to take any free port.`;
      reject(new BackstitchError('PORT_IN_USE', message, { hint, cause }));
    });
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
}
