import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pause, type SentReply, sendReply, sendStream } from './reply.ts';
import { replyOnSocket } from './socket-replies.ts';
import type { ReplyPlan } from './taker.ts';
import { type WatchedRequest, type Wire, wireOf } from './wire/wire.ts';

/** How an arrival is answered. */
export interface Channel {
  /** Waits as long as a reply is to be held back. False: the connection went away meanwhile. */
  hold(delayMs: number): Promise<boolean>;
  /** null where nothing went out: the connection was gone. */
  send(plan: ReplyPlan): Promise<SentReply | null>;
  /** When the other end closed its side, monotonic ms; null while it has not. */
  endedAt(): number | null;
  /** Closes the connection without an answer. */
  drop(): void;
}

/**
 * Answers by a response object of Node's.
 *
 * @param isWhole whether the request arrived as it should; otherwise the reply is the last one.
 * @param stopping aborts when the engine stops: delays are then cut short.
 */
export function byResponse(
  request: WatchedRequest,
  response: ServerResponse,
  isWhole: () => boolean,
  stopping: AbortSignal,
): Channel {
  const { exchange, socket } = request;
  // A sender that closed its own side asks for nothing more.
  const asksOn = (): boolean => response.shouldKeepAlive && isWhole() && !socket.readableEnded;
  return {
    async hold(delayMs) {
      await pause(response, delayMs, stopping);
      return !response.destroyed;
    },
    send: (plan) => {
      const stays = asksOn() && exchange?.ends() !== true && !stopping.aborted;
      return plan.stream === undefined
        ? sendReply(response, plan, stays)
        : sendStream(response, plan, stays, stopping);
    },
    endedAt: () => wireOf(socket)?.endedAt ?? null,
    drop: () => void response.destroy(),
  };
}

/** Answers on the bare socket, after what was asked before on it. */
export function bySocket(socket: Socket, wire: Wire | undefined): Channel {
  return {
    async hold() {
      await wire?.answered();
      return socket.writable;
    },
    send: (plan) => replyOnSocket(socket, plan),
    endedAt: () => wireOf(socket)?.endedAt ?? null,
    drop: () => void socket.destroy(),
  };
}
