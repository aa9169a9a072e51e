import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newSshKey } from './ssh-key.ts';
import { freePort } from '../free-port.ts';
import { until } from '../until.ts';

const run = promisify(execFile);

export interface Sshd extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  readonly version: string;
  /** The private key that it lets in. */
  readonly keyPath: string;
  /** A line for `known_hosts`. */
  readonly knownHost: string;
  /** What it logged. */
  log(): string;
  /** Ends the processes of its connections, as a server that is restarted. */
  endSessions(): Promise<number>;
}

/** OpenSSH's server where it is at hand, installed or unpacked (SSHD_PATH); or why it cannot be used. */
export async function findSshd(): Promise<{ path: string } | { missing: string }> {
  const path = [process.env['SSHD_PATH'], '/usr/sbin/sshd'].find(
    (one) => one !== undefined && existsSync(one),
  );
  if (path === undefined) {
    return {
      missing:
        'no sshd here: install openssh-server, or unpack it (apt-get download openssh-server, dpkg-deb -x) and set SSHD_PATH',
    };
  }
  const version = await versionOf(path);
  if ('missing' in version) return version;
  if (process.getuid?.() !== 0) return { path };
  try {
    await run('getent', ['passwd', 'sshd']);
    return { path };
  } catch {
    return { missing: 'sshd started as root needs the user sshd, which its package makes' };
  }
}

/** A server on loopback that forwards ports and lets one key in. */
export async function startSshd(path: string, folder: string): Promise<Sshd> {
  const port = await freePort();
  const host = newSshKey();
  const login = newSshKey();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('host'), host.private, { mode: 0o600 });
  writeFileSync(at('id'), login.private, { mode: 0o600 });
  writeFileSync(at('authorized'), `${login.public}\n`, { mode: 0o600 });
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
    `PidFile ${at('sshd.pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'AllowTcpForwarding remote',
    'GatewayPorts clientspecified',
    'LogLevel VERBOSE',
  ];
  writeFileSync(at('config'), `${settings.join('\n')}\n`);
  const child = spawn(path, ['-D', '-e', '-f', at('config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = once(child, 'exit');
  await until(() => {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${log}`);
    return answers(port);
  });
  const version = await versionOf(path);
  const sessions = (): number[] => childrenOf(child.pid ?? 0);
  return {
    port,
    user: userInfo().username,
    version: 'version' in version ? version.version : '',
    keyPath: at('id'),
    knownHost: `[127.0.0.1]:${port} ${host.public}`,
    log: () => log,
    async endSessions() {
      const all = sessions();
      for (const pid of all) process.kill(pid, 'SIGKILL');
      await until(() => sessions().every((pid) => !all.includes(pid)));
      return all.length;
    },
    async [Symbol.asyncDispose]() {
      for (const pid of sessions()) process.kill(pid, 'SIGTERM');
      child.kill();
      await ended;
    },
  };
}

/** Older ones know no -V, and say who they are when they complain of it. */
async function versionOf(path: string): Promise<{ version: string } | { missing: string }> {
  const told = await run(path, ['-V']).catch((error: unknown) => error as { stderr: string });
  const version = /OpenSSH_[^\s,]+/.exec(told.stderr)?.[0];
  return version === undefined
    ? { missing: `${path} does not start: ${told.stderr.trim()}` }
    : { version };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'data');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Linux tells them; elsewhere none are found, and the test that ends them fails. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}
