import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pause, type SentReply, sendReply, sendStream } from './reply.ts';
import { replyOnSocket } from './socket-replies.ts';
import type { ChaosReplies, Spoilt } from './chaos-reply.ts';
import type { ChaosPlan, ReplyPlan } from './taker.ts';
import { type WatchedRequest, type Wire, wireOf } from './wire/wire.ts';

/** How an arrival is answered. */
export interface Channel {
  /** Waits as long as a reply is to be held back. False: the connection went away meanwhile. */
  hold(delayMs: number): Promise<boolean>;
  /** null where nothing went out: the connection was gone. */
  send(plan: ReplyPlan): Promise<SentReply | null>;
  /** Answers wrongly, on purpose. */
  spoil(plan: ReplyPlan, chaos: ChaosPlan): Promise<Spoilt>;
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
 * @param spoil writes replies that are wrong on purpose.
 */
export function byResponse(
  request: WatchedRequest,
  response: ServerResponse,
  isWhole: () => boolean,
  stopping: AbortSignal,
  spoil: ChaosReplies,
): Channel {
  const { exchange, socket } = request;
  // A sender that closed its own side asks for nothing more.
  const asksOn = (): boolean => response.shouldKeepAlive && isWhole() && !socket.readableEnded;
  function write(plan: ReplyPlan): Promise<SentReply | null> {
    const stays = asksOn() && exchange?.ends() !== true && !stopping.aborted;
    return plan.stream === undefined
      ? sendReply(response, plan, stays)
      : sendStream(response, plan, stays, stopping);
  }
  /** A response behind others on its connection has no socket yet, and never gets one if that is closed. */
  function inTurn<T>(work: () => Promise<T>, closed: T): Promise<T> {
    if (response.socket !== null || response.destroyed) return work();
    if (socket.destroyed) return Promise.resolve(closed);
    return new Promise((resolve, reject) => {
      const gone = (): void => resolve(closed);
      socket.once('close', gone);
      response.once('socket', () => {
        socket.off('close', gone);
        work().then(resolve, reject);
      });
    });
  }
  return {
    async hold(delayMs) {
      await pause(response, delayMs, stopping);
      return !response.destroyed;
    },
    send: (plan) => inTurn(() => write(plan), null),
    spoil: (plan, chaos) =>
      inTurn(() => spoil(response, plan, chaos), {
        sent: null,
        note: `${chaos.note}: the connection was closed before`,
        acted: false,
      }),
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
    async spoil(_plan, { instead, note }) {
      // What arrives broken is refused before an endpoint is asked: there is nothing to spoil here.
      return { sent: await replyOnSocket(socket, instead), note, acted: false };
    },
    endedAt: () => wireOf(socket)?.endedAt ?? null,
    drop: () => void socket.destroy(),
  };
}
