import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Accepted, Message } from './accept.ts';
import { atTime } from '../rules/breaker.ts';
import { type CapturedParts, type CaptureForForward, messageOf } from './captured-message.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { Queue } from '../sending/queue.ts';

/** What the sender of a capture is to be told. */
export type LiveAnswer =
  | { kind: 'answered'; status: number; reason: string; headers: HeaderPair[]; body: Buffer }
  /** It did not answer in time; `queued` says that it will be tried again. */
  | { kind: 'silent'; why: string; queued: boolean };

export interface LiveForward {
  rowId: number;
  destinationId: DestinationId;
  /** Whether a message that got no answer is delivered later. */
  queues: boolean;
  /** How long the sender may wait. */
  deadlineMs: number;
}

interface Parts extends CapturedParts {
  find: (id: DestinationId) => KeptDestination | undefined;
  queue: Queue;
  now: () => number;
  readWhole: (rowId: number) => Promise<CaptureForForward | undefined>;
  acceptAll: (
    batch: readonly { message: Message; to: readonly KeptDestination[] }[],
    options: { wakes: boolean },
  ) => Promise<Accepted[]>;
}

/** Kept back of the deadline: the answer has to travel too. */
const RESERVE_MS = 300;

// RFC 9110 §7.6.1, and the length, which is stated anew.
const ONE_CONNECTION =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length)$/i;

/** Sends a capture on while its sender waits: one attempt, and the receiver's own answer. */
export function createSyncForward(parts: Parts) {
  return async (live: LiveForward): Promise<LiveAnswer> => {
    const { rowId, queues } = live;
    const silent = (why: string, queued = false): LiveAnswer => ({ kind: 'silent', why, queued });
    const destination = parts.find(live.destinationId);
    if (destination === undefined || destination.removedAt !== null) {
      return silent('The destination was deleted.');
    }
    const capture = await parts.readWhole(rowId);
    const how = {
      body: 'exact',
      transform: null,
      signature: 'keep',
      unverified: 'keep',
      appendPath: false,
    } as const;
    const message = capture && (await messageOf(parts, rowId, capture, how, destination));
    if (!message) return silent('The destination does not take it.');
    const isDown =
      destination.state !== 'live' || atTime(destination.breaker, parts.now()).state === 'open';
    if (isDown && !queues) return silent('The destination is down or paused.');
    const [accepted] = await parts.acceptAll([{ message, to: [destination] }], { wakes: isDown });
    const seq = accepted?.seqs[0];
    if (isDown || seq === undefined) return silent('The destination is down or paused.', queues);
    const timeoutMs = Math.max(1, live.deadlineMs - RESERVE_MS);
    const made = await parts.queue.tryNow(seq, {
      trigger: 'forward',
      byHand: false,
      live: { queues, timeoutMs },
    });
    const result = made?.made.result;
    if (result?.status == null) return silent(made?.words ?? 'It was stopped.', queues);
    // A part of an answer is no answer: it would look whole to the sender.
    if (!result.complete || result.bodyCut) {
      const what = `The receiver answered ${result.status}, but its body`;
      const why = result.bodyCut ? 'is longer than can be passed on' : 'did not end in time';
      return silent(`${what} ${why}.`);
    }
    const { status, reason, body } = result;
    return { kind: 'answered', status, reason, headers: endToEnd(result.headers), body };
  };
}

function endToEnd(headers: readonly HeaderPair[]): HeaderPair[] {
  const named = new Set(
    headers
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) => value.split(',').map((part) => part.trim().toLowerCase())),
  );
  return headers.filter(([name]) => !ONE_CONNECTION.test(name) && !named.has(name.toLowerCase()));
}
