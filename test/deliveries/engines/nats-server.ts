import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { jetstreamManager, type StreamConfig } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { freePort } from '../../helpers/free-port.ts';
import { AUTHORITY } from '../../helpers/peers/tls-server.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';

const PATHS = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The program of the server; undefined where it is not installed. */
export const NATS_SERVER = [
  process.env.BACKSTITCH_NATS_SERVER,
  ...PATHS.map((folder) => join(folder, 'nats-server')),
].find((path) => path !== undefined && path !== '' && existsSync(path));

/** Why tests with a real server are skipped, in words; '' where they are not. */
export const WITHOUT_NATS =
  NATS_SERVER === undefined
    ? ' (skipped: no nats-server here; name one in BACKSTITCH_NATS_SERVER, or apt install nats-server)'
    : '';

const isUp = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });

const pem = (name: string): string =>
  join(import.meta.dirname, `../../fixtures/tls/issued-for-tests-only.${name}.pem`);

/** Makes a server demand TLS, with a certificate for localhost of an authority that nobody knows. */
export const WITH_TLS = ['--tls', '--tlscert', pem('cert'), '--tlskey', pem('key')];
/** How a client of ours reaches such a server. */
export const overTls = (port: number) => ({
  servers: `localhost:${port}`,
  tls: { ca: AUTHORITY },
});

/** A real server on a port of its own, with the streams of before after a restart. */
export async function startNats(more: readonly string[] = []) {
  if (NATS_SERVER === undefined) throw new Error('there is no nats-server');
  const program = NATS_SERVER;
  const dir = tempDir();
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  let child = begin();
  function begin() {
    const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', dir.path, ...more];
    return spawn(program, args, { stdio: 'ignore' });
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
  const ready = (): Promise<unknown> => until(() => isUp(port), 'nats-server does not start');
  await ready();

  async function managed<T>(
    job: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<T>,
    login: object = {},
  ): Promise<T> {
    const connection = await connect({ servers: url, ...login });
    try {
      return await job(await jetstreamManager(connection));
    } finally {
      await connection.close();
    }
  }
  return {
    port,
    url,
    stream: (config: Partial<StreamConfig> & { name: string }, login?: object) =>
      managed((manager) => manager.streams.add(config), login),
    remove: (name: string) => managed((manager) => manager.streams.delete(name)),
    /** What a stream holds, in its order. */
    messages: (stream: string) =>
      managed(async ({ streams }) => {
        const { state } = await streams.info(stream);
        const found = [];
        for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
          const message = await streams.getMessage(stream, { seq });
          if (message === null) continue;
          const headers: Record<string, string> = {};
          for (const name of message.header.keys()) headers[name] = message.header.get(name);
          found.push({
            subject: message.subject,
            headers,
            body: Buffer.from(message.data).toString(),
          });
        }
        return found;
      }),
    kill: () => end('SIGKILL'),
    async start(): Promise<void> {
      child = begin();
      await ready();
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      dir[Symbol.dispose]();
    },
  };
}
