import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const GRACE_MS = 5000;

/**
 * Prepares a server for a stop that waits for answers under way and for nothing else. Node's own
 * `closeIdleConnections` spares connections without a first request, and browsers open such ahead.
 *
 * @returns stops the server; resolves when its last connection is gone, after 5 s at the latest.
 */
export function drainOnStop(server: Server): () => Promise<void> {
  const idle = new Set<Socket>();
  let stopping = false;
  server.on('connection', (socket) => {
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    idle.delete(socket);
    response.once('close', () => {
      if (stopping) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
  });
  // WebSockets are closed by their own side, with a word of goodbye.
  server.on('upgrade', ({ socket }) => idle.delete(socket));

  return () =>
    new Promise((resolve) => {
      stopping = true;
      const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      server.close(() => {
        clearTimeout(deadline);
        resolve();
      });
      for (const socket of idle) socket.destroy();
    });
}
