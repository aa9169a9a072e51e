import { RELAY } from '../../main/outbound/guard/policies.ts';
import { checkServer } from '../../main/outbound/guard/server.ts';
import { systemResolve } from '../../main/outbound/resolve.ts';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createNetServer, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import SqliteDatabase from 'better-sqlite3';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { migrate } from '../../main/store/migrate.ts';
import { captures } from '../../main/store/migrations/0001-to-0010/0001-captures.ts';
import { tunnel as tunnelTables } from '../../main/store/migrations/0001-to-0010/0004-tunnel.ts';
import { openTunnel, type TunnelRoom } from '../../main/tunnel/tunnel.ts';
import { PRODUCTION, type Timings } from '../../main/tunnel/timings.ts';
import { TunnelConfig, type TunnelState } from '../../preload/contract/tunnel.ts';
import { listen, portOf } from '../helpers/peers/relay-tunnel.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { PATIENCE_MS } from '../helpers/until.ts';

/** A fifteenth of production where waiting is concerned; a worker still needs its time to start. */
export const QUICK: Timings = {
  ...PRODUCTION,
  registerMs: 4_000,
  verifyMs: 2_000,
  verifyPauseMs: 50,
  probeEveryMs: 600,
  probeAgainMs: 80,
  probeTimeoutMs: 700,
  backoffFloorMs: 20,
  backoffBaseMs: 40,
  backoffFastCapMs: 300,
  nameRetryMs: 200,
  stopMs: 200,
};

export interface Seen {
  method: string;
  target: string;
  rawHeaders: string[];
  body: Buffer;
}

export interface Rig extends AsyncDisposable {
  tunnel: TunnelRoom;
  /** What the intake was asked, without probes. */
  seen: Seen[];
  /** What came in at the intake's socket, byte for byte, probes included. */
  wire(): Buffer;
  port: number;
  db: SqliteDatabase.Database;
  /** Waits for a state; fails with the last one seen. */
  until(want: (state: TunnelState) => boolean): Promise<TunnelState>;
  publicUrl(): string;
  /** Takes back what was complained about so far: the test meant it. */
  forgive(): void;
  /** How the intake answers; default: 200 and the body it got. */
  reply: (seen: Seen, request: IncomingMessage) => Promise<string | Buffer>;
}

/** A tunnel room with a real database, and an intake that answers probes and keeps the rest. */
export async function createRig(
  options: {
    dbFile?: string;
    timings?: Timings;
    start?: boolean;
    secrets?: Readonly<Record<string, string>>;
    env?: NodeJS.ProcessEnv;
    knownHosts?: string;
    pidFile?: string;
  } = {},
): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(tempDir());
  const db = new SqliteDatabase(options.dbFile ?? `${dir.path}/backstitch.db`);
  stack.defer(() => void db.close());
  migrate(db, [captures, tunnelTables], () => {});
  const failures: unknown[] = [];
  const commit = createGroupCommit(db, {
    onFailure: (error) => failures.push(error),
    onSuccess: () => {},
  });
  stack.defer(() => commit.flush());

  const bytes: Buffer[] = [];
  const seen: Seen[] = [];
  const intake = createServer((request, response) => {
    const probe = tunnel.probes.take({ method: 'GET', target: request.url ?? '' });
    if (probe?.kept === false) return void response.end(probe.plan.body);
    void keep(request).then(async (one) => response.end(await rig.reply(one, request)));
  });
  await listen(intake, 0);
  stack.defer(() => {
    intake.close();
    intake.closeAllConnections();
  });

  async function keep(request: IncomingMessage): Promise<Seen> {
    const body = await buffer(request);
    const { method = '', url = '', rawHeaders } = request;
    const one = { method, target: url, rawHeaders, body };
    seen.push(one);
    return one;
  }

  const open = new Set<Socket>();
  const tap = createNetServer((socket) => passOn(socket, portOf(intake), bytes, open));
  await listen(tap, 0);
  stack.defer(() => {
    tap.close();
    // Before the intake goes: a reset socket with a write under way keeps Node from ending.
    for (const socket of open) socket.destroy();
  });

  const tunnel = stack.use(
    openTunnel({
      checkRelay: (relay) =>
        checkServer(relay, {
          policy: RELAY,
          own: { isOwnListener: () => false, publicHost: () => null },
          resolve: systemResolve,
        }),
      secretOf: (name) => options.secrets?.[name],
      pidFile: options.pidFile ?? `${dir.path}/tunnel.pid`,
      knownHosts: options.knownHosts ?? `${dir.path}/known_hosts`,
      ...(options.env && { env: options.env }),
      db,
      commit,
      intakePort: () => portOf(tap),
      timings: options.timings ?? QUICK,
      log: (message, error) => failures.push(message, error),
    }),
  );
  if (options.start !== false) tunnel.start();

  const running = stack.move();
  const rig: Rig = {
    tunnel,
    seen,
    wire: () => Buffer.concat(bytes),
    port: portOf(tap),
    db,
    until: (want) => waitFor(tunnel, want),
    forgive: () => void failures.splice(0),
    publicUrl: () => tunnel.publicUrl() ?? '',
    reply: (one) => Promise.resolve(one.body),
    async [Symbol.asyncDispose]() {
      await running.disposeAsync();
      if (failures.length > 0) throw new Error('the tunnel complained', { cause: failures });
    },
  };
  return rig;
}

function passOn(socket: Socket, port: number, bytes: Buffer[], open: Set<Socket>): void {
  const inner = connect(port, '127.0.0.1');
  open.add(socket);
  socket.on('data', (chunk: Buffer) => bytes.push(chunk));
  socket.on('error', () => inner.destroy());
  inner.on('error', () => {
    if (!socket.destroyed) socket.resetAndDestroy();
  });
  // Whichever side is gone, the other has nobody to talk to.
  socket.on('close', () => {
    open.delete(socket);
    inner.destroy();
  });
  inner.on('close', () => socket.destroy());
  socket.pipe(inner).pipe(socket);
}

async function waitFor(
  tunnel: TunnelRoom,
  want: (state: TunnelState) => boolean,
): Promise<TunnelState> {
  let last = tunnel.get();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for await (const state of tunnel.subscribe(signal)) {
    last = state;
    if (want(state)) return state;
  }
  throw new Error(`The tunnel stayed as it is: ${JSON.stringify(last)}`);
}

export function relayConfig(host: string, subdomain = ''): TunnelConfig {
  return TunnelConfig.parse({ mode: 'localtunnel', host, subdomain });
}

/** Sends bytes as they are and reads until the other side closes. */
export async function sendRaw(url: string, request: Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(request);
  return buffer(socket);
}
