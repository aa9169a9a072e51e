import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import ssh2, { type Client } from 'ssh2';
import { SSH_RELAYS } from '../../../../preload/rules/tunnel/presets.ts';
import { errorCode } from '../../../lib/errors.ts';
import { handOut } from '../../../outbound/hand-out.ts';
import { findByPattern, findByPreset, type FindUrl } from '../output/find-url.ts';
import { readOutput } from '../output/output.ts';
import type { SessionReport } from '../session-protocol.ts';
import { leadTo } from './channels.ts';
import { fingerprintOf, judgeKey, keysOf } from './known-hosts.ts';
import { offering, offersOf } from './login.ts';
import type { SshOrder } from './ssh-order.ts';

// The entry of a worker: holds one SSH connection and its forwarded port until it is terminated.

const CONNECT_MS = 8_000;
const KEEP_ALIVE = { keepaliveInterval: 10_000, keepaliveCountMax: 3 };

const order = workerData as SshOrder;
const { ssh } = order;
const report = (message: SessionReport): void => parentPort?.postMessage(message, []);

let refusal: { code: string; message: string } | undefined;
let registered = false;
const tried: string[] = [];

/** The first reason counts: what follows is its consequence. */
function refuse(code: string, message: string): void {
  if (refusal !== undefined) return;
  refusal = { code, message };
  report({ type: 'refused', refusal: { status: null, code, message } });
}

function tellUrl(url: string): void {
  registered = true;
  report({ type: 'registered', name: '', url });
}

const known = keysOf(order.knownHosts, ssh.host, ssh.port);

/** Before any login: a server that is not the expected one is told nothing. */
function verifyHost(key: Buffer): boolean {
  const shown = fingerprintOf(key);
  report({ type: 'detail', detail: { hostKey: shown } });
  if (ssh.hostKey.includes(shown)) return true;
  const judged = ssh.hostKey.length > 0 ? 'changed' : judgeKey(known, key);
  if (judged === 'trusted') return true;
  refuse(`HOST_KEY_${judged.toUpperCase()}`, shown);
  return false;
}

function finder(): FindUrl {
  if (ssh.urlPattern !== '') return findByPattern(ssh.urlPattern);
  return ssh.preset === 'own' ? () => null : findByPreset(SSH_RELAYS[ssh.preset]);
}

function forward(client: Client): void {
  client.forwardIn(ssh.bind, ssh.remotePort, (error, port) => {
    if (error !== undefined) return refuse('FORWARD_REFUSED', error.message);
    // The server tells the port only where it chose it.
    const given = port || ssh.remotePort;
    if (ssh.urlFrom === 'fixed') return tellUrl(ssh.publicUrl.replaceAll('{port}', String(given)));
    listen(client);
  });
}

/** Relays print the URL to whoever has a session. Its end is not that of the tunnel. */
function listen(client: Client): void {
  client.shell(false, (error, channel) => {
    if (error !== undefined) return;
    channel.on('data', (chunk: Buffer) => output.push('out', chunk));
    channel.stderr.on('data', (chunk: Buffer) => output.push('error', chunk));
    channel.on('error', () => {});
  });
}

const output = readOutput({
  find: finder(),
  secrets: [order.password, order.passphrase, ssh.token === '' ? undefined : order.user].filter(
    (text) => text !== undefined,
  ),
  onUrl: tellUrl,
  onLines: (lines) => report({ type: 'detail', detail: { lines } }),
});

function begin(): void {
  const offers = offersOf(order);
  if ('problem' in offers) return refuse('KEY_UNREADABLE', offers.problem);
  const client = new ssh2.Client();
  const arrive = leadTo(order.localPort, () => report({ type: 'alive' }));
  client.on('banner', (text) => output.push('banner', text));
  client.on('ready', () => forward(client));
  client.on('tcp connection', (_from, accept, reject) => arrive(accept, reject));
  client.on('error', (error) => {
    const { level = '' } = error as { level?: string };
    if (registered) return report({ type: 'suspicious' });
    if (level === 'client-authentication') return refuse('LOGIN_REFUSED', tried.join(', '));
    if (level === 'client-timeout') return refuse('ETIMEDOUT', error.message);
    const code = errorCode(error);
    refuse(code === '' ? 'HANDSHAKE' : code, error.message);
  });
  client.on('close', () => {
    if (registered) report({ type: 'lost', reason: `${ssh.host} closed the connection.` });
    else refuse('ECONNRESET', '');
  });
  const sock = connect({ host: ssh.host, port: ssh.port, lookup: handOut(order.addresses) });
  sock.setNoDelay(true);
  // The client hears of it too, and says it in its own way.
  sock.on('error', () => {});
  client.connect({
    sock,
    username: order.user,
    hostVerifier: verifyHost,
    authHandler: offering(offers, (method) => tried.push(method)),
    readyTimeout: CONNECT_MS,
    ...KEEP_ALIVE,
  });
}

begin();
