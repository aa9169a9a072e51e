import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../lib/log.ts';
import { MAX_BODY_BYTES } from './rest/json-body.ts';
import { createPeers, type Peer } from './peers.ts';
import type { publicError } from './public-error.ts';
import type { EngineRouter } from './router.ts';

export interface Sockets {
  /** Takes over a connection whose caller was let in before. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, session?: number): void;
  /** Closes the connections of a session that was ended. */
  closeOf(session: number): void;
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 1000;

/** @param heartbeatMs a peer that leaves one ping unanswered until the next is dropped. */
export function openSockets(router: EngineRouter, log: Log, heartbeatMs: number): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    perMessageDeflate: false,
  });
  const openPeer = createPeers(router);
  const silent = new WeakSet<WebSocket>();
  const sessions = new WeakMap<WebSocket, number>();

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();

  return {
    accept(request, socket, head, session) {
      server.handleUpgrade(request, socket, head, (opened) => {
        if (session !== undefined) sessions.set(opened, session);
        opened.on('pong', () => silent.delete(opened));
        attach(
          opened,
          openPeer((message) => send(opened, message), { session }),
          log,
        );
      });
    },
    closeOf(session) {
      for (const socket of server.clients) {
        if (sessions.get(socket) === session) socket.close(1008, 'signed out');
      }
    },
    async close() {
      clearInterval(heartbeat);
      await Promise.all([...server.clients].map(closeSocket));
      server.close();
    },
  };
}

function attach(socket: WebSocket, peer: Peer, log: Log): void {
  socket.binaryType = 'arraybuffer';
  socket.on('close', () => peer.close());
  // ws closes the socket after an error by itself: an over-long or malformed frame, a reset.
  socket.on('error', (error) => log.warn({ err: error }, 'A page sent a frame that is not one.'));
  socket.on('message', (data, isBinary) => {
    peer.receive(payload(data, isBinary)).catch((error: unknown) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      log.warn({ err: error }, 'A page sent a message that is not one; its connection is closed.');
      socket.close(1007, 'not a message of this protocol');
    });
  });
}

// With `binaryType` arraybuffer, binary messages come as ArrayBuffer and text as Buffer.
function payload(data: RawData, isBinary: boolean): string | ArrayBuffer {
  if (data instanceof ArrayBuffer) return data;
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data;
  return isBinary ? new Uint8Array(bytes).buffer : bytes.toString();
}

// Resolves when the bytes are handed to the system, which is what slows a stream to its reader.
function send(socket: WebSocket, message: Parameters<WebSocket['send']>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, (error) => (error ? reject(error) : resolve()));
  });
}

function closeSocket(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS);
    socket.once('close', () => {
      clearTimeout(deadline);
      resolve();
    });
    socket.close(1001, 'Backstitch stops');
  });
}

/** Answers an upgrade that is not let in, and closes its connection. */
export function refuseUpgrade(socket: Duplex, error: ReturnType<typeof publicError>): void {
  const body = JSON.stringify(error.toJSON());
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
