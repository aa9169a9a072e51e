import type { Log } from '../lib/log.ts';
import { createPeers } from './peers.ts';
import type { EngineRouter } from './router.ts';

/** The engine's end of a channel: a MessagePort of `worker_threads`, or Electron's MessagePortMain. */
export interface EnginePort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  /** Electron's ports hold messages back until started. */
  start?(): void;
}

/** Serves the router to the page at the other end, until that end closes the port. */
export function serveMessagePort(port: EnginePort, router: EngineRouter, log: Log): void {
  const peer = createPeers(router)((message) => port.postMessage(message));
  port.on('message', (message) => {
    const bytes = payload(message);
    const handled = bytes === undefined ? notAMessage() : peer.receive(bytes);
    handled.catch((error: unknown) => {
      log.warn({ err: error }, 'The page sent a message that is not one.');
    });
  });
  port.on('close', () => peer.close());
  port.start?.();
}

// Electron wraps what was posted in an event; worker_threads hands it over as it is.
function payload(message: unknown): string | ArrayBuffer | undefined {
  if (typeof message === 'string' || message instanceof ArrayBuffer) return message;
  if (ArrayBuffer.isView(message)) {
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength).slice().buffer;
  }
  if (typeof message !== 'object' || message === null || !('data' in message)) return undefined;
  return typeof message.data === 'object' && message.data !== null && 'data' in message.data
    ? undefined
    : payload(message.data);
}

function notAMessage(): Promise<never> {
  return Promise.reject(new TypeError('Neither text nor bytes.'));
}
