import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { until } from '../until.ts';

/** One registration at the relay: a port where the client's sockets wait for senders. */
export interface RelayTunnel {
  readonly clientPort: number;
  /** Client sockets that are connected. */
  readonly sockets: number;
  /** Client sockets there ever were. */
  readonly connected: number;
  readonly frozen: boolean;
  /** Joins a sender to a waiting client socket, or lets it queue for one. */
  accept(sender: Socket): void;
  /** Says nothing any more, to nobody, and closes nothing. */
  freeze(): void;
  /** Cuts every client socket but keeps listening for new ones. */
  dropSockets(): void;
  close(): Promise<void>;
}

/** @param emptied called when the last client socket is gone. */
export async function openRelayTunnel(emptied: () => void): Promise<RelayTunnel> {
  const idle: Socket[] = [];
  const queue: Socket[] = [];
  const clients = new Set<Socket>();
  const senders = new Set<Socket>();
  let frozen = false;
  let connected = 0;

  function match(): void {
    if (frozen) return;
    while (idle.length > 0 && queue.length > 0) {
      const client = idle.shift();
      const sender = queue.shift();
      if (client && sender) join(sender, client);
    }
  }

  const server = createServer((socket) => {
    track(socket, clients);
    connected += 1;
    idle.push(socket);
    socket.once('close', () => {
      remove(idle, socket);
      if (clients.size === 0 && !frozen) emptied();
    });
    match();
  });
  await listen(server, 0);

  return {
    clientPort: portOf(server),
    get sockets() {
      return clients.size;
    },
    get connected() {
      return connected;
    },
    get frozen() {
      return frozen;
    },
    accept(sender) {
      track(sender, senders);
      queue.push(sender);
      sender.once('close', () => remove(queue, sender));
      match();
    },
    freeze() {
      frozen = true;
      for (const socket of [...clients, ...senders]) socket.pause();
    },
    dropSockets() {
      for (const socket of clients) socket.destroy();
    },
    async close() {
      frozen = true;
      for (const socket of [...clients, ...senders]) socket.destroy();
      await stop(server);
    },
  };
}

/** Bytes pass as they are, both ways. */
function join(sender: Socket, client: Socket): void {
  sender.pipe(client).pipe(sender);
  sender.once('close', () => client.destroy());
  client.once('close', () => sender.destroySoon());
}

function track(socket: Socket, all: Set<Socket>): void {
  all.add(socket);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => all.delete(socket));
}

function remove(list: Socket[], socket: Socket): void {
  const at = list.indexOf(socket);
  if (at >= 0) list.splice(at, 1);
}

export function portOf(server: NetServer): number {
  return (server.address() as AddressInfo).port;
}

/** Listens on loopback. A port that was ours a moment ago may need a few tries. */
export async function listen(server: NetServer, port: number): Promise<void> {
  await until(async () => {
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return true;
    } catch (error) {
      if (port === 0) throw error;
      return false;
    }
  }, `port ${port} does not become free`);
}

export async function stop(server: NetServer): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
