import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, Server } from 'ssh2';
import { newSshKey } from './ssh-key.ts';
import { portOf } from './relay-tunnel.ts';
import { freePort } from '../free-port.ts';

export interface SshRelay extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Of the key it shows at present. */
  fingerprint(): string;
  /** A line for `known_hosts`. */
  knownHost(): string;
  /** What it prints to a session, given the URL it made. */
  print: (url: string) => string;
  banner: string;
  /** Whether a login is let in; null: it was answered already. */
  admit: (login: AuthContext) => boolean | null;
  /** Logins that were tried: method, user, password where one came. */
  readonly logins: { method: string; user: string; password?: string }[];
  /** Addresses and ports that were asked for. */
  readonly asked: string[];
  refuseForward: boolean;
  /** Takes connections and never says a word. */
  silent: boolean;
  readonly connections: number;
  /** Cuts all that is open. */
  drop(): void;
  /** Nothing comes back any more, but nothing closes. */
  freeze(): void;
  changeKey(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** A relay over SSH on loopback, whose public ports are at `outer`. */
export async function startSshRelay(outer: string): Promise<SshRelay> {
  let key = newKey();
  let server: Server | undefined;
  let front: NetServer | undefined;
  const port = await freePort();
  const doors = new Set<NetServer>();
  const sockets = new Set<Socket>();
  const clients = new Set<Connection>();

  async function start(): Promise<void> {
    server = new ssh2.Server(
      { hostKeys: [key.private], ...(relay.banner && { banner: relay.banner }) },
      (client) => {
        clients.add(client);
        client.on('close', () => clients.delete(client));
        client.on('error', () => {});
        serve(client, relay, outer, doors, sockets);
      },
    );
    const ssh = server;
    // In front of it, so that it can fall silent without closing.
    front = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
      if (!relay.silent) ssh.injectSocket(socket);
    });
    front.listen(port, '127.0.0.1');
    await once(front, 'listening');
  }

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    for (const door of doors) door.close();
    doors.clear();
    const closed = front?.listening === true ? once(front, 'close') : undefined;
    front?.close();
    await closed;
  }

  const relay: SshRelay = {
    host: '127.0.0.1',
    get port() {
      return port;
    },
    fingerprint: () =>
      `SHA256:${createHash('sha256').update(key.wire).digest('base64').replace(/=+$/, '')}`,
    knownHost: () => `[127.0.0.1]:${port} ssh-ed25519 ${key.wire.toString('base64')}`,
    print: (url) => `ready at ${url} now\r\n`,
    banner: '',
    admit: ({ method }) => method === 'none',
    logins: [],
    asked: [],
    refuseForward: false,
    silent: false,
    get connections() {
      return clients.size;
    },
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    freeze() {
      for (const socket of sockets) socket.pause().removeAllListeners('data');
    },
    async changeKey() {
      await stop();
      key = newKey();
      await start();
    },
    stop,
    async restart() {
      await stop();
      await start();
    },
    [Symbol.asyncDispose]: stop,
  };
  await start();
  return relay;
}

function newKey(): { private: string; wire: Buffer } {
  const pair = newSshKey();
  return { private: pair.private, wire: Buffer.from(pair.public.split(' ')[1] ?? '', 'base64') };
}

function serve(
  client: Connection,
  relay: SshRelay,
  outer: string,
  doors: Set<NetServer>,
  sockets: Set<Socket>,
): void {
  let url = '';
  client.on('authentication', (login) => {
    const { method, username: user } = login;
    relay.logins.push({
      method,
      user,
      ...(login.method === 'password' && { password: login.password }),
    });
    const admitted = relay.admit(login);
    if (admitted === true) login.accept();
    if (admitted === false) login.reject(['publickey', 'password', 'keyboard-interactive']);
  });
  client.on('request', (accept, reject, name, info) => {
    if (name !== 'tcpip-forward' || relay.refuseForward) return reject?.();
    const { bindAddr, bindPort } = info;
    relay.asked.push(`${bindAddr}:${bindPort}`);
    const door = createServer({ allowHalfOpen: true }, (sender) => {
      sockets.add(sender);
      sender.on('close', () => sockets.delete(sender)).on('error', () => {});
      client.forwardOut(bindAddr, bindPort || portOf(door), '192.0.2.9', 4711, (error, channel) => {
        if (error !== undefined) return void sender.destroy();
        channel.on('error', () => sender.destroy());
        sender.pipe(channel).pipe(sender);
        sender.on('close', () => channel.destroy());
        channel.on('close', () => sender.destroy());
      });
    });
    doors.add(door);
    client.on('close', () => door.close());
    door.listen(0, outer, () => {
      const given = portOf(door);
      url = `http://${outer}:${given}`;
      accept?.(bindPort === 0 ? given : undefined);
    });
  });
  client.on('session', (acceptSession) => {
    const session = acceptSession();
    session.on('shell', (acceptShell) => {
      const channel = acceptShell();
      channel.write(relay.print(url));
    });
  });
}
