import { namesInConnection } from '../../lib/headers.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { EndpointForward } from '../../../preload/contract/endpoints.ts';
import type { EndpointId, HeaderPair } from '../../../preload/contract/shapes.ts';
import {
  type Answer,
  plainReply,
  planOf,
  type Stages,
  type TakerRequest,
} from '../../intake/taker.ts';
import { atTime } from '../rules/breaker.ts';
import { type CapturedParts, type CaptureForForward, messageOf } from './captured-message.ts';
import type { AcceptAll } from './accept-all.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { Queue } from '../sending/queue.ts';

interface Parts extends CapturedParts {
  find: (id: DestinationId) => KeptDestination | undefined;
  queue: Queue;
  now: () => number;
  readWhole: (rowId: number) => Promise<CaptureForForward | undefined>;
  acceptAll: AcceptAll;
}

/** Kept back of the deadline: the answer has to travel too. */
const RESERVE_MS = 300;

// RFC 9110 §7.6.1, and the length, which is stated again.
const ONE_CONNECTION =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length)$/i;

/** What came of the attempt; `queued` says that it will be tried again. */
type Made =
  | { answered: true; status: number; reason: string; headers: HeaderPair[]; body: Buffer }
  | { answered: false; why: string; queued: boolean };

/**
 * Sends a capture on while its sender waits: one attempt. The sender gets the receiver's own
 * answer, or what the endpoint says for a receiver that is down or too slow.
 *
 * @returns null where the canned reply is to be given.
 */
export function createSyncForward(parts: Parts) {
  return async (
    forward: EndpointForward,
    endpoint: { id: EndpointId; name: string },
    { rowId }: TakerRequest,
    stages: Stages,
  ): Promise<Answer | null> => {
    const made = await attempt(parts, forward, rowId);
    if (made === 'taken') {
      stages.end('run', 'ok', 'the event engine took it');
      return null;
    }
    const base = { decidedBy: 'run' as const, endpoint };
    if (made.answered) {
      stages.end('run', 'ok', `the receiver answered ${made.status}`);
      return { ...base, reason: null, plan: planOf(made) };
    }
    const reason = `${made.why} ${made.queued ? 'It is delivered later.' : ''}`.trim();
    stages.end('run', 'failed', reason);
    if (forward.onFailure === 'reply') return null;
    const plan = made.queued
      ? plainReply(200, 'Kept by Backstitch for delivery.')
      : plainReply(503, 'The receiver cannot be reached. Send it again.', [['Retry-After', '60']]);
    return { ...base, reason, plan };
  };
}

async function attempt(
  parts: Parts,
  forward: EndpointForward,
  rowId: number,
): Promise<Made | 'taken'> {
  const queues = forward.onFailure === 'queue';
  const silent = (why: string, queued = false): Made => ({ answered: false, why, queued });
  const destination = parts.find(forward.destinationId);
  if (destination === undefined || destination.removedAt !== null) {
    return silent('The destination was deleted.');
  }
  const capture = await parts.readWhole(rowId);
  const how = {
    body: 'exact',
    transform: null,
    signature: 'keep',
    unverified: 'keep',
    appendPath: forward.appendPath,
    appendQuery: true,
  } as const;
  const message = capture && (await messageOf(parts, rowId, capture, how, destination));
  if (!message) return silent('The destination does not accept it.');
  // On this machine a try costs nothing: a server that is back is seen by the first request.
  const isBroken =
    !destination.loopback && atTime(destination.breaker, parts.now()).state === 'open';
  // Another computer may send for a shared one: nobody here can wait for its answer.
  const isShared = destination.settings.shared !== null;
  const isDown = destination.state !== 'live' || isBroken || isShared;
  const why = isShared
    ? 'The destination is shared with the team, which sends without an answer.'
    : 'The destination is down or paused.';
  if (isDown && !queues) return silent(why);
  const [accepted] = await parts.acceptAll([{ message, to: [destination] }], { wakes: isDown });
  const seq = accepted?.seqs[0];
  if (isDown || seq === undefined) return silent(why, queues);
  const timeoutMs = Math.max(1, forward.deadlineMs - RESERVE_MS);
  const made = await parts.queue.tryNow(seq, {
    trigger: 'forward',
    byHand: false,
    live: { queues, timeoutMs },
  });
  const result = made?.made.result;
  // An event engine says that it has the message, and nothing for the sender: the canned reply is given.
  if (made?.verdict.kind === 'delivered' && result?.status === null) return 'taken';
  if (result?.status == null) return silent(made?.words ?? 'It was stopped.', queues);
  // A part of an answer is no answer: it would look whole to the sender.
  if (!result.complete || result.bodyCut) {
    const why = result.bodyCut ? 'is longer than can be passed on' : 'did not end in time';
    return silent(`The receiver answered ${result.status}, but its body ${why}.`);
  }
  const { status, reason, body } = result;
  return { answered: true, status, reason, headers: endToEnd(result.headers), body };
}

function endToEnd(headers: readonly HeaderPair[]): HeaderPair[] {
  const named = namesInConnection(headers);
  return headers.filter(([name]) => !ONE_CONNECTION.test(name) && !named.has(name.toLowerCase()));
}
