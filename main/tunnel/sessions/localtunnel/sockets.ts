import type { Socket } from 'node:net';
import type { TunnelCluster } from 'localtunnel';
import type { SessionReport } from '../session-protocol.ts';

const FIRST_SOCKET_MS = 5_000;
const ALL_GONE_MS = 1_500;
/** Longer than the second after which the client itself finds out that a socket has died. */
const MEND_EVERY_MS = 1_500;
const ALIVE_EVERY_MS = 1_000;

/**
 * Watches the sockets of a session: tells when bytes come, when none is left, and opens those again
 * that the client loses count of (see NOTES.md).
 */
export function watchSockets(cluster: TunnelCluster, report: (r: SessionReport) => void): void {
  let living = 0;
  let aliveAt = 0;
  const lost = (reason: string) => () => report({ type: 'lost', reason });
  let gone = setTimeout(
    lost('The relay gave a port that cannot be reached; a firewall may be in the way.'),
    FIRST_SOCKET_MS,
  );
  cluster.on('open', (socket: Socket) => {
    living += 1;
    clearTimeout(gone);
    socket.on('data', () => {
      const now = performance.now();
      if (now - aliveAt < ALIVE_EVERY_MS) return;
      aliveAt = now;
      report({ type: 'alive' });
    });
    socket.once('close', () => {
      living -= 1;
      if (living > 0) return;
      gone = setTimeout(lost('The relay closed all connections of this tunnel.'), ALL_GONE_MS);
    });
  });
  mendLeaks(cluster);
}

/**
 * After an error on the local side the client takes its own close listener off the socket, so that
 * nothing ever replaces it: ten cut uploads and the tunnel is deaf. Every close must be followed by
 * one `dead`; those that are not, over two looks in a row, are made up for. Never more: a relay
 * closes surplus sockets at once, and each of those would be replaced at once, without end.
 */
function mendLeaks(cluster: TunnelCluster): void {
  let closed = 0;
  let replaced = 0;
  let missingBefore = 0;
  cluster.on('open', (socket: Socket) => {
    socket.once('close', () => {
      closed += 1;
    });
  });
  cluster.on('dead', () => {
    replaced += 1;
  });
  setInterval(() => {
    const missing = Math.min(missingBefore, closed - replaced);
    for (let i = 0; i < missing; i += 1) cluster.open();
    replaced += Math.max(missing, 0);
    missingBefore = closed - replaced;
  }, MEND_EVERY_MS);
}
