import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Arrival, Surplus } from '../captures/arrival.ts';
import type { BodyFolder } from '../captures/body-sink.ts';
import type { Captures } from '../captures/captures.ts';
import type { Writable } from '../captures/url-secrets/url-secrets.ts';
import { BackstitchError } from '../lib/errors.ts';
import { pairUp } from '../lib/headers.ts';
import { arrivalOf, type ArrivalParts, brokenArrivalOf } from './arrivals.ts';
import type { Deadlines } from './deadlines.ts';
import { createChaosReplies } from './chaos-reply.ts';
import { byResponse, bySocket, type Channel } from './channels.ts';
import { concludeWith, type SenderNotes, type Work } from './conclude.ts';
import type { Failure } from './parse-errors.ts';
import { receiveBody } from './receive.ts';
import type { ReplayMarks } from './replay-marks.ts';
import { refuseArrival, refuseConnect, refuseLoop, refuseUnconfirmed } from './refusals.ts';
import { createStages } from './stages.ts';
import { type Answer, firstOf, plainReply, planFor, type Taker } from './taker.ts';
import { requestOf } from './taker-request.ts';
import type { BrokenHead, Exchange, WatchedRequest, Wire } from './wire/wire.ts';

export interface IntakeParts {
  captures: Captures;
  /** Takes our own questions before anything is kept. */
  probes: Taker;
  /** Asked in turn: the first that takes a request has it, and the last takes everything. */
  takers: readonly Taker[];
  senders: SenderNotes;
  bodies: BodyFolder;
  installId: string;
  bodyCapBytes: () => number;
  readOrigin: ArrivalParts['readOrigin'];
  fillIn: ArrivalParts['fillIn'];
  /** Takes what authenticates a request out of it before it is written. */
  leaveOut: (arrival: Arrival) => Writable;
  /** The same for what came behind it, once more of that is known. */
  maskSurplus: (surplus: Surplus) => Surplus;
  marks: Pick<ReplayMarks, 'originalOf'>;
  /**
   * Where being on this disk is not enough: resolves with null once a capture is safe elsewhere too, else with why it is
   * not. Null where this disk is enough.
   */
  confirm: (rowId: number, stopping: AbortSignal) => Promise<string | null> | null;
  now: () => number;
  /** Told of every write that failed. */
  onStorageError: (error: unknown) => void;
  log: (message: string, error: unknown) => void;
}

interface Surroundings {
  deadlines: Deadlines;
  /** Aborts when the engine stops. */
  stopping: AbortSignal;
}

/** Takes one arrival through its stages, from the wire to its outcome. */
export function createHandler(parts: IntakeParts, around: Surroundings) {
  const { captures, now } = parts;
  const { stopping } = around;
  const taker = firstOf(...parts.takers);
  const { readOrigin, fillIn } = parts;
  const arrivalParts = { readOrigin, fillIn, originalOf: parts.marks.originalOf };
  const conclude = concludeWith(parts);
  const spoil = createChaosReplies(stopping);

  function begin() {
    const receivedAt = now();
    captures.totals.arrived(receivedAt);
    const begun = { id: captures.nextId(receivedAt), receivedAt };
    return { begun, stages: createStages(performance.now()) };
  }

  async function receive(
    { arrival, stages }: Work,
    request: WatchedRequest,
    askedFor: boolean,
  ): Promise<Failure | null> {
    const { body, cut, failed } = askedFor
      ? await receiveBody(request, parts.bodies.sink(), {
          capBytes: parts.bodyCapBytes(),
          deadlines: around.deadlines,
          stopping,
        })
      : { body: arrival.body, cut: true, failed: null };
    Object.assign(arrival, { body, cut, trailers: pairUp(request.rawTrailers) });
    arrival.failure = failed?.failure ?? null;
    stages.end('receive', failed ? 'failed' : 'ok', sizeNote(arrival));
    return failed;
  }

  /** Commits an arrival with what came behind it, which may grow until the connection is closed. */
  async function keep({ arrival, stages }: Work, exchange: Exchange | undefined): Promise<void> {
    stages.at('capture');
    const surplus = exchange?.surplus() ?? null;
    arrival.surplus = surplus;
    await captures.keep(parts.leaveOut(arrival));
    stages.end('capture', 'ok', 'on disk');
    exchange?.whenClosed(() => {
      const all = exchange.surplus();
      if (all === null || all.sizeBytes <= (surplus?.sizeBytes ?? 0)) return;
      captures.addSurplus(arrival.id, parts.maskSurplus(all));
    });
  }

  /** The store reports what a commit met; what the body files met is known only here. */
  function reportStorage(arrival: Arrival, error: unknown): void {
    if (!(error instanceof BackstitchError)) parts.onStorageError(error);
    if (arrival.body.kind === 'file') captures.dropFile(arrival.body.file);
  }

  function decide(work: Work, failed: Failure | null): Answer | Promise<Answer> {
    const { arrival, stages } = work;
    stages.at('receive');
    const refused = refuseArrival(arrival, failed, parts.bodyCapBytes());
    if (refused !== null) return refused;
    stages.at('match');
    const loop = refuseLoop(arrival, parts.installId);
    if (loop !== null) return loop;
    const taken = taker.take(arrival);
    return taken?.kept === true ? taken.answer(requestOf(parts.bodies, arrival), stages) : NOBODY;
  }

  /** The same, once the capture is safe wherever it has to be. A request that is refused anyway waits for nothing. */
  function decideConfirmed(work: Work, failed: Failure | null): Answer | Promise<Answer> {
    const { arrival, stages } = work;
    if (failed !== null || arrival.cut) return decide(work, failed);
    const confirmed = parts.confirm(arrival.id, stopping);
    if (confirmed === null) return decide(work, failed);
    stages.at('capture');
    return confirmed.then((why) => {
      stages.prolong(why === null ? 'ok' : 'failed', why ?? 'on disk, and the team has it');
      return why === null ? decide(work, failed) : refuseUnconfirmed(why);
    });
  }

  /** From the wire to the outcome. What cannot be kept is asked to come again. */
  async function take(
    work: Work,
    channel: Channel,
    exchange: Exchange | undefined,
    receiveIt: () => Promise<Failure | null> | null,
    answer: (failed: Failure | null) => Answer | Promise<Answer>,
  ): Promise<void> {
    let failed: Failure | null;
    try {
      failed = await receiveIt();
      await keep(work, exchange);
    } catch (error) {
      reportStorage(work.arrival, error);
      await channel.send(unavailable());
      return;
    }
    await conclude(work, channel, () => answer(failed));
  }

  return {
    /** @param askedFor false where the sender waits for a 100 that it will not get. */
    async request(
      request: WatchedRequest,
      response: ServerResponse,
      askedFor = true,
    ): Promise<void> {
      const { exchange, method = '', url: target = '' } = request;
      const probe = parts.probes.take({ method, target });
      if (probe?.kept === false) {
        const channel = byResponse(request, response, () => true, stopping, spoil);
        await channel.send(planFor(probe.plan, method));
        exchange?.answered();
        return;
      }
      const { begun, stages } = begin();
      const arrival = arrivalOf(arrivalParts, request, begun);
      const isWhole = (): boolean => arrival.failure === null && !arrival.cut;
      const channel = byResponse(request, response, isWhole, stopping, spoil);
      const work = { arrival, stages };
      await take(
        work,
        channel,
        exchange,
        () => receive(work, request, askedFor),
        (failed) => decideConfirmed(work, failed),
      ).finally(() => exchange?.answered());
    },
    /** Keeps what the parser gave up on. */
    broken(head: BrokenHead, socket: Socket, wire: Wire): Promise<void> {
      const { begun, stages } = begin();
      const arrival = brokenArrivalOf(arrivalParts, head.bytes, socket, begun);
      arrival.failure = head.failure;
      stages.end('receive', 'failed', sizeNote(arrival));
      const work = { arrival, stages };
      const channel = bySocket(socket, wire);
      return take(
        work,
        channel,
        head.exchange,
        () => null,
        () => decide(work, head),
      );
    },
    /** Keeps a CONNECT, which Node hands over without a response: the intake is no proxy. */
    connect(request: WatchedRequest, socket: Socket): Promise<void> {
      const { begun, stages } = begin();
      const work = { arrival: arrivalOf(arrivalParts, request, begun), stages };
      const { exchange } = request;
      exchange?.answered();
      return take(work, bySocket(socket, undefined), exchange, () => null, refuseConnect);
    },
  };
}

/** Takers end with the inbox, which takes everything. */
const NOBODY: Answer = {
  decidedBy: 'match',
  reason: 'Nothing takes this request.',
  endpoint: null,
  plan: plainReply(404, 'Nothing takes this request.'),
};

function sizeNote({ cut, failure, body }: Arrival): string {
  if (cut) return `cut after ${body.sizeBytes} bytes`;
  if (failure) return `${failure} after ${body.sizeBytes} bytes`;
  return `${body.sizeBytes} bytes of body`;
}

const unavailable = () =>
  plainReply(503, 'The request could not be kept. Send it again.', [['Retry-After', '30']]);
