import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { type Arrival, pathOf, type SenderNote } from '../captures/arrival.ts';
import type { BodyFolder } from '../captures/body-sink.ts';
import type { Captures } from '../captures/captures.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { BackstitchError } from '../lib/errors.ts';
import { pairUp } from '../lib/headers.ts';
import type { BrokenArrival } from './broken-arrivals.ts';
import type { Deadlines } from './deadlines.ts';
import { decideByForward, type ForwardNow } from './forward-stage.ts';
import {
  createStages,
  decideOnArrival,
  decideOnLoop,
  decideOnMatch,
  outcomeOf,
  REFUSED_CONNECT,
  type Decision,
} from './pipeline.ts';
import { decideBySender, noteSender, type Senders } from './sender-stage.ts';
import type { Webhooks } from './webhook-stage.ts';
import { decideByWebhook } from './webhook-stage.ts';
import { receiveBody, type Received } from './receive.ts';
import { sendReply } from './reply.ts';
import { plainReply, replyOnSocket } from './socket-replies.ts';

export interface IntakeParts {
  captures: Captures;
  endpoints: Endpoints;
  /** The webhooks and HTTPS endpoints of apps, asked before the endpoints. */
  webhooks: Webhooks;
  /** Who sends, and what an endpoint asks of them. */
  senders: Senders;
  bodies: BodyFolder;
  installId: string;
  bodyCapBytes: () => number;
  /** Whether a request came through the tunnel, and whom the tunnel names as the client. */
  readOrigin: (
    headers: HeaderPair[],
    remoteAddress: string,
  ) => Pick<Arrival, 'viaTunnel' | 'reportedClient'>;
  /** Sends a capture to a destination while its sender waits. */
  forwardNow: ForwardNow;
  /** Body of the answer to a probe of our own; undefined for everything else. */
  answerProbe: (target: string) => string | undefined;
  now: () => number;
  /** Told of every write that failed. */
  onStorageError: (error: unknown) => void;
  log: (message: string, error: unknown) => void;
}

interface Wire {
  deadlines: Deadlines;
  /** Aborts when the engine stops. */
  stopping: AbortSignal;
  /** Row id of the original, where the connection from this local port is a replay. */
  originalOf: (remotePort: number) => number | undefined;
}

type Marks = ReturnType<typeof createStages>;
type Matched = ReturnType<Endpoints['matchRequest']>;
type Sent = Parameters<typeof outcomeOf>[1];
/** With who sent it, where that had to be known first. */
type Deciding = Decision & { sender?: SenderNote | null };

const NOTHING = { kind: 'memory', bytes: Buffer.alloc(0), sizeBytes: 0, sha256: null } as const;

/** Takes one arrival through its stages, from the wire to its outcome. */
export function createHandler(parts: IntakeParts, wire: Wire) {
  const { captures, endpoints, now } = parts;

  function begin(): { id: number; receivedAt: number; marks: Marks } {
    const receivedAt = now();
    captures.totals.arrived(receivedAt);
    return { id: captures.nextId(receivedAt), receivedAt, marks: createStages(performance.now()) };
  }

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
      replayOf: wire.originalOf(remotePort) ?? null,
      declaredBytes: Number.isSafeInteger(declared) ? declared : null,
      body: NOTHING,
      cut: false,
      failure: null,
    };
  }

  function brokenArrivalOf(
    broken: BrokenArrival,
    socket: Socket,
    id: number,
    receivedAt: number,
  ): Arrival {
    const { bytes, ...rest } = broken;
    return {
      ...rest,
      id,
      receivedAt,
      httpVersion: '',
      headers: [],
      trailers: [],
      remoteAddress: socket.remoteAddress ?? '',
      remotePort: socket.remotePort ?? 0,
      viaTunnel: false,
      reportedClient: null,
      replayOf: null,
      declaredBytes: null,
      body: { kind: 'memory', bytes, sizeBytes: bytes.length, sha256: null },
      cut: false,
    };
  }

  async function receive(
    arrival: Arrival,
    request: IncomingMessage,
    askedFor: boolean,
  ): Promise<void> {
    const received: Received = askedFor
      ? await receiveBody(request, parts.bodies.sink(), {
          capBytes: parts.bodyCapBytes(),
          deadlines: wire.deadlines,
        })
      : { body: arrival.body, cut: true, failure: null };
    Object.assign(arrival, received, { trailers: pairUp(request.rawTrailers) });
  }

  /** The store reports what a commit met; what the body files met is known only here. */
  function reportStorage(arrival: Arrival, error: unknown): void {
    if (!(error instanceof BackstitchError)) parts.onStorageError(error);
    if (arrival.body.kind === 'file') parts.bodies.remove(arrival.body.file);
  }

  const decideEarly = (arrival: Arrival): Decision | null =>
    decideOnArrival(arrival, parts.bodyCapBytes()) ?? decideOnLoop(arrival, parts.installId);

  /** Asks the apps first. What none of them takes goes to the endpoints, in the same turn. */
  async function decideWithApps(arrival: Arrival, marks: Marks): Promise<Deciding> {
    const early = decideEarly(arrival);
    if (early) return early;
    const match = parts.webhooks.match(arrival.method, arrival.target);
    if (match !== null) return decideByWebhook(parts, match, arrival, marks);
    const endpoint = endpoints.matchRequest(arrival.method, pathOf(arrival.target));
    if (!parts.senders.asks(endpoint.id)) return answerOf(arrival, marks, endpoint);
    const { decision, sender } = await decideBySender(parts, arrival, endpoint, marks);
    return { ...(decision ?? (await answerOf(arrival, marks, endpoint))), sender };
  }

  /** What an endpoint answers: that of a destination which is asked now, or its own reply. */
  async function answerOf(arrival: Arrival, marks: Marks, endpoint: Matched): Promise<Decision> {
    const { forward } = endpoint;
    const forwarded = forward && (await decideByForward(parts, forward, endpoint, arrival, marks));
    return forwarded ?? reply(arrival, marks, endpoint);
  }

  /** Who sent it is found out after the reply: that takes no sender's time. */
  async function record(arrival: Arrival, decision: Deciding, sent: Sent, marks: Marks) {
    const known = decision.sender;
    const endpointId = decision.endpoint?.id ?? null;
    const sender = known === undefined ? await noteSender(parts, arrival, endpointId) : known;
    captures.record(arrival.id, outcomeOf(decision, sent, marks), sender);
  }

  function decide(arrival: Arrival, marks: Marks): Decision {
    const early = decideEarly(arrival);
    if (early) return early;
    return reply(arrival, marks);
  }

  function reply(arrival: Arrival, marks: Marks, endpoint?: Matched): Decision {
    const decision = decideOnMatch(arrival, endpoints, endpoint);
    marks.end('match', decision.decidedBy === 'match' ? 'refused' : 'ok', decision.note);
    return decision;
  }

  /** Keeps and answers what has no response object of Node's: the bare socket is all there is. */
  async function handleOnSocket(
    arrival: Arrival,
    socket: Socket,
    marks: Marks,
    decideFor: (arrival: Arrival) => Decision,
  ): Promise<void> {
    try {
      await captures.keep(arrival);
      marks.end('capture', 'ok', 'on disk');
    } catch (error) {
      reportStorage(arrival, error);
      replyOnSocket(socket, unavailable());
      return;
    }
    const decision = decideFor(arrival);
    const sent = decision.plan && replyOnSocket(socket, decision.plan);
    if (!sent) socket.destroy();
    captures.record(arrival.id, outcomeOf(decision, sent, marks));
  }

  return {
    /** @param askedFor false where the sender waits for a 100 that it will not get. */
    async request(
      request: IncomingMessage,
      response: ServerResponse,
      askedFor = true,
    ): Promise<void> {
      const probe = parts.answerProbe(request.url ?? '');
      if (probe !== undefined) {
        response.end(probe);
        return;
      }
      const { id, receivedAt, marks } = begin();
      const arrival = arrivalOf(request, id, receivedAt);
      try {
        await receive(arrival, request, askedFor);
        marks.end('receive', arrival.failure ? 'failed' : 'ok', sizeNote(arrival));
        await captures.keep(arrival);
        marks.end('capture', 'ok', 'on disk');
      } catch (error) {
        reportStorage(arrival, error);
        const how = { keepAlive: false, linger: false };
        await sendReply(response, unavailable(), how, wire.stopping);
        return;
      }
      const decision = await decideWithApps(arrival, marks);
      if (!decision.plan) {
        response.destroy();
        await record(arrival, decision, null, marks);
        return;
      }
      const keepAlive = response.shouldKeepAlive && arrival.failure === null && !arrival.cut;
      const linger = arrival.cut && askedFor && !request.complete;
      captures.answering(arrival.id);
      const sent = await sendReply(response, decision.plan, { keepAlive, linger }, wire.stopping);
      const how = sent.completed ? `${sent.status} sent` : 'the sender went away before the reply';
      marks.end('respond', sent.completed ? 'ok' : 'failed', how);
      await record(arrival, decision, sent, marks);
    },
    /** Keeps what the parser gave up on. */
    broken(broken: BrokenArrival, socket: Socket): Promise<void> {
      const { id, receivedAt, marks } = begin();
      const arrival = brokenArrivalOf(broken, socket, id, receivedAt);
      return handleOnSocket(arrival, socket, marks, (kept) => decide(kept, marks));
    },
    /** Keeps a CONNECT, which Node hands over without a response: the intake is no proxy. */
    connect(request: IncomingMessage, socket: Socket): Promise<void> {
      const { id, receivedAt, marks } = begin();
      const arrival = arrivalOf(request, id, receivedAt);
      return handleOnSocket(arrival, socket, marks, () => REFUSED_CONNECT);
    },
  };
}

function sizeNote(arrival: Arrival): string {
  if (arrival.cut) return `cut after ${arrival.body.sizeBytes} bytes`;
  if (arrival.failure) return `${arrival.failure} after ${arrival.body.sizeBytes} bytes`;
  return `${arrival.body.sizeBytes} bytes of body`;
}

const unavailable = () =>
  plainReply(503, 'The request could not be kept. Send it again.', [['Retry-After', '30']]);
