import type { AddressInfo, Socket } from 'node:net';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Arrival } from '../captures/arrival.ts';
import type { BodyFolder } from '../captures/body-sink.ts';
import type { Captures } from '../captures/captures.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import { pairUp } from '../lib/headers.ts';
import { createDeadlines } from './deadlines.ts';
import { readBroken, type BrokenArrival } from './broken-arrivals.ts';
import {
  createStages,
  decideOnArrival,
  decideOnMatch,
  outcomeOf,
  type Decision,
} from './pipeline.ts';
import { receiveBody, type Received } from './receive.ts';
import { sendReply } from './reply.ts';
import { plainReply, replyOnSocket } from './socket-replies.ts';

export interface IntakeParts {
  captures: Captures;
  endpoints: Endpoints;
  bodies: BodyFolder;
  installId: string;
  bodyCapBytes: () => number;
  /** Whether a request came through the tunnel, and whom the tunnel names as the client. */
  readOrigin: (
    headers: HeaderPair[],
    remoteAddress: string,
  ) => Pick<Arrival, 'viaTunnel' | 'reportedClient'>;
  /** Body of the answer to a probe of our own; undefined for everything else. */
  answerProbe: (target: string) => string | undefined;
  now: () => number;
  /** Told of every write that failed. */
  onStorageError: (error: unknown) => void;
  log: (message: string, error: unknown) => void;
}

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
  const { captures, endpoints, now } = parts;
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();
  const deadlines = createDeadlines(options.bodyIdleMs ?? 30_000, options.bodyTotalMs ?? 600_000);
  const announced = new Map<number, number>();

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

  function arrivalOf(request: IncomingMessage, id: number, receivedAt: number): Arrival {
    const { socket } = request;
    const headers = pairUp(request.rawHeaders);
    const remoteAddress = socket.remoteAddress ?? '';
    const remotePort = socket.remotePort ?? 0;
    const declared = Number(request.headers['content-length'] ?? Number.NaN);
    return {
      id,
      receivedAt,
      method: request.method ?? '',
      target: request.url ?? '',
      httpVersion: request.httpVersion,
      headers,
      trailers: [],
      remoteAddress,
      remotePort,
      ...parts.readOrigin(headers, remoteAddress),
      replayOf: announced.get(remotePort) ?? null,
      declaredBytes: Number.isSafeInteger(declared) ? declared : null,
      body: { kind: 'memory', bytes: Buffer.alloc(0), sizeBytes: 0, sha256: null },
      cut: false,
      failure: null,
    };
  }

  /** @param askedFor false where the sender waits for a 100 that it will not get. */
  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    askedFor = true,
  ): Promise<void> {
    const probe = parts.answerProbe(request.url ?? '');
    if (probe !== undefined) {
      response.end(probe);
      return;
    }
    const startedAt = performance.now();
    const receivedAt = now();
    const marks = createStages(startedAt);
    const arrival = arrivalOf(request, captures.nextId(receivedAt), receivedAt);
    captures.totals.arrived(receivedAt);
    let received: Received | undefined;
    try {
      received = askedFor
        ? await receiveBody(request, parts.bodies.sink(), {
            capBytes: parts.bodyCapBytes(),
            deadlines,
          })
        : { body: arrival.body, cut: true, failure: null };
      Object.assign(arrival, received, { trailers: pairUp(request.rawTrailers) });
      marks.end('receive', arrival.failure ? 'failed' : 'ok', sizeNote(arrival));
      await captures.keep(arrival);
      marks.end('capture', 'ok', 'on disk');
    } catch (error) {
      reportStorage(error);
      if (received?.body.kind === 'file') parts.bodies.remove(received.body.file);
      await sendReply(
        response,
        unavailable(),
        { keepAlive: false, linger: false },
        stopping.signal,
      );
      return;
    }
    const decision = decide(arrival, marks);
    const { plan } = decision;
    if (!plan) {
      captures.record(arrival.id, outcomeOf(decision, null, marks));
      response.destroy();
      return;
    }
    const keepAlive = response.shouldKeepAlive && arrival.failure === null && !arrival.cut;
    const linger = arrival.cut && askedFor && !request.complete;
    const sent = await sendReply(response, plan, { keepAlive, linger }, stopping.signal);
    const how = sent.completed ? `${sent.status} sent` : 'the sender went away before the reply';
    marks.end('respond', sent.completed ? 'ok' : 'failed', how);
    captures.record(arrival.id, outcomeOf(decision, sent, marks));
  }

  /** The store reports what a commit met; what the body files met is known only here. */
  function reportStorage(error: unknown): void {
    if (!(error instanceof BackstitchError)) parts.onStorageError(error);
  }

  function decide(arrival: Arrival, marks: ReturnType<typeof createStages>): Decision {
    const early = decideOnArrival(arrival, parts.bodyCapBytes());
    if (early) return early;
    const decision = decideOnMatch(arrival, endpoints, parts.installId);
    marks.end('match', decision.decidedBy === 'match' ? 'refused' : 'ok', decision.note);
    return decision;
  }

  /** Keeps what the parser gave up on, then answers on the bare socket. */
  async function handleBroken(broken: BrokenArrival, socket: Socket): Promise<void> {
    const receivedAt = now();
    const marks = createStages(performance.now());
    const remoteAddress = socket.remoteAddress ?? '';
    const arrival: Arrival = {
      id: captures.nextId(receivedAt),
      receivedAt,
      method: broken.method,
      target: broken.target,
      httpVersion: '',
      headers: [],
      trailers: [],
      remoteAddress,
      remotePort: socket.remotePort ?? 0,
      viaTunnel: false,
      reportedClient: null,
      replayOf: null,
      declaredBytes: null,
      body: {
        kind: 'memory',
        bytes: broken.bytes,
        sizeBytes: broken.bytes.length,
        sha256: null,
      },
      cut: false,
      failure: broken.failure,
    };
    captures.totals.arrived(receivedAt);
    try {
      await captures.keep(arrival);
      marks.end('capture', 'ok', 'on disk');
    } catch (error) {
      reportStorage(error);
      replyOnSocket(socket, unavailable());
      return;
    }
    const decision = decide(arrival, marks);
    const plan = decision.plan;
    const sent = plan && { ...plan, completed: replyOnSocket(socket, plan) };
    if (!plan) socket.destroy();
    captures.record(arrival.id, outcomeOf(decision, sent, marks));
  }

  function track(work: Promise<void>): void {
    const logged = work
      .catch((error: unknown) => parts.log('A request could not be handled.', error))
      .finally(() => inFlight.delete(logged));
    inFlight.add(logged);
  }

  server.on('request', (request, response) => track(handle(request, response)));
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // A body announced as too long is not asked for: the answer is 413 whatever follows.
    const declared = Number(request.headers['content-length'] ?? 0);
    const askedFor = !(declared > parts.bodyCapBytes());
    if (askedFor) response.writeContinue();
    track(handle(request, response, askedFor));
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    track(handle(request, response)),
  );
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.end(`HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    parts.log(`CONNECT ${request.url ?? ''} was refused: the intake is no proxy.`, undefined);
  });
  server.on('clientError', (error: Error, stream: Duplex) => {
    const socket = stream as Socket;
    const broken = readBroken(error, socket);
    // A request of this socket that is under way ends by its own 'close' and is kept once.
    if (!broken || hasOpenRequest(socket)) socket.destroy();
    else track(handleBroken(broken, socket));
  });

  await listen(server, options);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    /** Says that the connection from this local port is a replay; returns how to take it back. */
    announceReplay(localPort: number, originalId: number): () => void {
      announced.set(localPort, originalId);
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

// Node keeps the parser's message on the socket; one that is not complete is under way.
function hasOpenRequest(socket: Socket): boolean {
  const held: unknown = Reflect.get(socket, '_httpMessage');
  return typeof held === 'object' && held !== null;
}

function sizeNote(arrival: Arrival): string {
  if (arrival.cut) return `cut after ${arrival.body.sizeBytes} bytes`;
  if (arrival.failure) return `${arrival.failure} after ${arrival.body.sizeBytes} bytes`;
  return `${arrival.body.sizeBytes} bytes of body`;
}

const unavailable = () =>
  plainReply(503, 'The request could not be kept. Send it again.', [['Retry-After', '30']]);

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
