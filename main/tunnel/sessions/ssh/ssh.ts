import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SshTunnel } from '../../../../preload/contract/tunnel.ts';
import { errorCode } from '../../../lib/errors.ts';
import { workerFile } from '../../../lib/child-process/worker-file.ts';
import type { CheckRelay } from '../localtunnel/localtunnel.ts';
import type { OpenSession } from '../session-protocol.ts';
import type { SshOrder } from './ssh-order.ts';

export interface SshParts {
  /** Whether the host may be connected to, and at which addresses. */
  checkRelay: CheckRelay;
  /** The text of a named secret. */
  secretOf: (name: string) => string | undefined;
  /** The user's file; default `~/.ssh/known_hosts`. */
  knownHosts?: string | undefined;
}

/**
 * SSH sessions in workers of their own. Unlike a relay of localtunnel the server is not knocked at
 * first: sshd counts those who come and go without a login, and shuts them out.
 */
export function openSsh(parts: SshParts): OpenSession<'ssh'> {
  return ({ ssh, localPort }, report) => {
    let worker: Worker | undefined;
    let closed = false;
    const refused = (code: string, message: string): void => {
      if (!closed) report({ type: 'refused', refusal: { status: null, code, message } });
    };
    async function begin(): Promise<void> {
      const missing = [ssh.token, ssh.passphrase, ssh.password].find(
        (name) => name !== '' && parts.secretOf(name) === undefined,
      );
      if (missing !== undefined) return refused('SECRET_MISSING', missing);
      const judged = await parts.checkRelay({ host: ssh.host, port: ssh.port });
      if (!judged.ok) return refused('', judged.why);
      const knownHosts = await readKnownHosts(parts.knownHosts);
      if (closed) return;
      worker = new Worker(workerFile('tunnel/sessions/ssh/ssh-worker', 'tunnel-ssh'), {
        workerData: {
          ...withSecrets(ssh, parts),
          addresses: judged.addresses,
          knownHosts,
          localPort,
        },
      });
      worker.on('message', report);
      worker.on('error', (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        report({ type: 'lost', reason: `The SSH client stopped: ${why}.` });
      });
      worker.on('exit', () => report({ type: 'lost', reason: 'The SSH client ended.' }));
    }
    begin().catch((error: unknown) =>
      refused(errorCode(error), error instanceof Error ? error.message : String(error)),
    );
    return {
      async close() {
        closed = true;
        await worker?.terminate();
      },
    };
  };
}

function withSecrets(
  ssh: SshTunnel,
  { secretOf }: SshParts,
): Pick<SshOrder, 'ssh' | 'user' | 'passphrase' | 'password' | 'agent'> {
  const text = (name: string): string | undefined => (name === '' ? undefined : secretOf(name));
  return {
    ssh,
    user: text(ssh.token) ?? ssh.user,
    passphrase: text(ssh.passphrase),
    password: text(ssh.password),
    agent: ssh.agent ? agentOf(process.platform) : undefined,
  };
}

function agentOf(platform: NodeJS.Platform): string | undefined {
  return platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : process.env['SSH_AUTH_SOCK'];
}

async function readKnownHosts(path = join(homedir(), '.ssh', 'known_hosts')): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Most who never used SSH have none; then no key is known.
    return '';
  }
}
