import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';
import { freePort } from '../free-port.ts';
import { listen, openRelayTunnel, portOf, stop, type RelayTunnel } from './relay-tunnel.ts';

export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** Paths of the registrations asked for, in order. */
  readonly asked: string[];
  /** Names it answers 403 for. */
  readonly refused: Set<string>;
  /** Names it gives to nobody: another one is assigned instead. */
  readonly taken: Set<string>;
  /** Answers every registration with this status instead. */
  failWith: number | null;
  /** Answers every registration with this text instead, status 200. */
  answerWith: string | null;
  /** Takes registrations and never answers them. */
  silent: boolean;
  /** Sockets it asks each client for. */
  maxSockets: number;
  tunnel(name: string): RelayTunnel | undefined;
  /** Gone: ports closed, connections cut, registrations forgotten. */
  stop(): Promise<void>;
  /** Back on the same port; a name finds its public port again. */
  restart(): Promise<void>;
  /** The ways so far go dead without being closed; new registrations are served. */
  freezeTunnels(): void;
}

/** A name stays reserved for a moment, for a client whose sockets were only cut. */
const GRACE_MS = 100;

/** A relay that speaks localtunnel's protocol over real sockets on loopback. */
export async function startRelay(): Promise<Relay> {
  const live = new Map<string, RelayTunnel>();
  const opened = new Set<RelayTunnel>();
  const doors = createDoors(live);
  const port = await freePort();
  let server = await serve();

  async function serve(): Promise<Server> {
    const made = createHttpServer((request, response) => {
      const name = (request.url ?? '/').slice(1);
      relay.asked.push(request.url ?? '');
      register(name === '?new' ? '' : name, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    await listen(made, port);
    return made;
  }

  async function register(wished: string, response: ServerResponse): Promise<void> {
    if (relay.silent) return;
    if (relay.failWith !== null)
      return answer(response, relay.failWith, { message: 'out of order' });
    if (relay.answerWith !== null) return void response.end(relay.answerWith);
    if (relay.refused.has(wished)) {
      return answer(response, 403, { message: `Invalid subdomain: ${wished}` });
    }
    const free = wished !== '' && !relay.taken.has(wished) && live.get(wished)?.frozen !== false;
    const id = free ? wished : `relay-${randomBytes(4).toString('hex')}`;
    const made = await openRelayTunnel(() => {
      const forget = (): void => {
        if (made.sockets === 0 && live.get(id) === made) live.delete(id);
      };
      setTimeout(forget, GRACE_MS).unref();
    });
    opened.add(made);
    live.set(id, made);
    answer(response, 200, {
      id,
      port: made.clientPort,
      max_conn_count: relay.maxSockets,
      url: `http://127.0.0.1:${await doors.open(id)}`,
    });
  }

  async function stopAll(): Promise<void> {
    live.clear();
    server.closeAllConnections();
    await Promise.all([stop(server), doors.close(), ...[...opened].map((one) => one.close())]);
    opened.clear();
  }

  const relay: Relay = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    asked: [],
    refused: new Set(),
    taken: new Set(),
    failWith: null,
    answerWith: null,
    silent: false,
    maxSockets: 10,
    tunnel: (name) => live.get(name),
    stop: stopAll,
    async restart() {
      await stopAll();
      server = await serve();
    },
    freezeTunnels() {
      for (const tunnel of live.values()) tunnel.freeze();
    },
    [Symbol.asyncDispose]: stopAll,
  };
  return relay;
}

/** The public ports, one per name: every host here is 127.0.0.1, so the port tells names apart. */
function createDoors(live: ReadonlyMap<string, RelayTunnel>) {
  const ports = new Map<string, number>();
  const servers = new Map<string, NetServer>();
  return {
    async open(name: string): Promise<number> {
      const known = servers.get(name);
      if (known) return portOf(known);
      const server = createServer((sender) => {
        const tunnel = live.get(name);
        if (tunnel) tunnel.accept(sender);
        else sender.destroy();
      });
      servers.set(name, server);
      await listen(server, ports.get(name) ?? 0);
      ports.set(name, portOf(server));
      return portOf(server);
    },
    async close(): Promise<void> {
      const all = [...servers.values()];
      servers.clear();
      await Promise.all(all.map(stop));
    },
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
