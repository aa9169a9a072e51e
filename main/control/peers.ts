import { RPCHandler } from '@orpc/server/websocket';
import type { EngineRouter } from './router.ts';
import type { CallContext } from './router/base.ts';

/** One connection of a page, over whatever carries messages. */
export interface Peer {
  /**
   * Answers one message.
   *
   * @throws when the message is no message of the protocol, or its answer could not be sent.
   */
  receive(message: string | ArrayBuffer): Promise<void>;
  /** Ends all calls and streams of this connection. */
  close(): void;
}

type Send = (message: string | ArrayBufferView | ArrayBufferLike | Blob) => void | Promise<void>;

/**
 * Serves a router to message-carrying connections.
 *
 * oRPC's own adapters listen by themselves and leave a failing message as a rejection that nobody
 * hears, which ends the process. Here each message is handed in and its failure comes back.
 *
 * @returns opens a peer that answers through `send`, for the caller of `context`. Where `send` returns a promise, a live
 * stream waits for it: a slow reader slows the stream instead of filling the memory.
 */
export function createPeers(router: EngineRouter): (send: Send, context?: CallContext) => Peer {
  const handler = new RPCHandler(router);
  return (send, context = {}) => {
    const wire = { send, addEventListener: () => {} };
    return {
      receive: (message) => handler.message(wire, message, { context }),
      close: () => handler.close(wire),
    };
  };
}
