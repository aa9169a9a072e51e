import { connect } from 'node:net';
import type { AcceptConnection, Channel, RejectConnection } from 'ssh2';

const MOST_OPEN = 100;
const ALIVE_EVERY_MS = 1_000;

/** Leads each connection that comes through the server to the intake, byte for byte. */
export function leadTo(localPort: number, alive: () => void) {
  let open = 0;
  let aliveAt = 0;

  function join(channel: Channel): void {
    open += 1;
    const socket = connect({ host: '127.0.0.1', port: localPort, allowHalfOpen: true });
    let over = false;
    const end = (): void => {
      if (!over) open -= 1;
      over = true;
      socket.destroy();
      channel.destroy();
    };
    channel.on('data', () => {
      const now = performance.now();
      if (now - aliveAt < ALIVE_EVERY_MS) return;
      aliveAt = now;
      alive();
    });
    // Whichever side is gone, the other has nobody to talk to.
    channel.on('error', end).on('close', end);
    socket.on('error', end).on('close', end);
    channel.pipe(socket);
    socket.pipe(channel);
  }

  return (accept: AcceptConnection, reject: RejectConnection): void => {
    if (open >= MOST_OPEN) reject();
    else join(accept());
  };
}
