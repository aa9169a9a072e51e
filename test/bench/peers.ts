/**
 * Backstitch against what the npm registry has for catching webhooks, on one machine and in one run. The peers
 * are installed into a temporary folder, which is removed at the end; no script of theirs runs while they are.
 *
 *   node test/bench/peers.ts [SECONDS]
 *
 * Each is alone while it is measured, beside the load generator: 1 KB of JSON, 50 connections.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { fire, type Fired } from './parts/firing.ts';
import { heldBy } from './parts/soak/held.ts';

const CONNECTIONS = 50;
const WARM_SECONDS = 2;
const INSTALL_MS = 5 * 60_000;
const START_MS = 60_000;
const PACKAGES = ['@mockoon/cli@9.9.0', 'mockttp@4.6.5', 'json-server@0.17.4'];

interface Peer {
  name: string;
  /** What a sender's 2xx stands for. */
  keeps: string;
  start(folder: string, port: number): ChildProcess;
  path: string;
}

const node = (folder: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });

const MOCKOON = (port: number) => ({
  uuid: 'a0000000-0000-4000-8000-000000000000',
  name: 'bench',
  port,
  hostname: '127.0.0.1',
  routes: [
    {
      uuid: 'a0000000-0000-4000-8000-000000000001',
      type: 'http',
      method: 'post',
      endpoint: 'orders',
      responses: [
        {
          uuid: 'a0000000-0000-4000-8000-000000000002',
          body: '{"ok":true}',
          statusCode: 200,
          default: true,
        },
      ],
    },
  ],
  rootChildren: [{ type: 'route', uuid: 'a0000000-0000-4000-8000-000000000001' }],
});

const PEERS: Peer[] = [
  {
    name: 'bare `node:http` echo',
    keeps: 'nothing',
    path: '/orders',
    start(folder, port) {
      const source = `require('node:http').createServer((q, r) => {
        const c = []; q.on('data', (d) => c.push(d));
        q.on('end', () => { const b = Buffer.concat(c); r.writeHead(200, { 'content-length': b.length }); r.end(b); });
      }).listen(${port}, '127.0.0.1');`;
      writeFileSync(join(folder, 'echo.cjs'), source);
      return node(folder, 'echo.cjs');
    },
  },
  {
    name: 'Mockoon CLI 9.9.0',
    keeps: 'the last requests, in memory',
    path: '/orders',
    start(folder, port) {
      writeFileSync(join(folder, 'mockoon.json'), JSON.stringify(MOCKOON(port)));
      const cli = 'node_modules/@mockoon/cli/bin/run.js';
      return node(
        folder,
        cli,
        'start',
        '--data',
        'mockoon.json',
        '--repair',
        '--disable-log-to-file',
      );
    },
  },
  {
    name: 'mockttp 4.6.5',
    keeps: 'all that its endpoint saw, in memory',
    path: '/orders',
    start(folder, port) {
      const source = `const s = require('mockttp').getLocal();
        s.start(${port}).then(() => s.forPost('/orders').thenReply(200, '{"ok":true}'));`;
      writeFileSync(join(folder, 'mockttp.cjs'), source);
      return node(folder, 'mockttp.cjs');
    },
  },
  {
    name: 'json-server 0.17.4',
    keeps: 'parsed bodies in one JSON file, written whole each time, not synced',
    path: '/orders',
    start(folder, port) {
      writeFileSync(join(folder, 'db.json'), '{"orders":[]}');
      const bin = 'node_modules/json-server/lib/cli/bin.js';
      return node(folder, bin, '--quiet', '--port', String(port), '--host', '127.0.0.1', 'db.json');
    },
  },
];

/** Debian's `webhook`, where it is installed. */
const DEBIAN: Peer = {
  name: "Debian's `webhook`",
  keeps: 'nothing; runs a command',
  path: '/hooks/orders',
  start(folder, port) {
    const hook = { id: 'orders', 'execute-command': '/bin/true', 'response-message': 'ok' };
    writeFileSync(join(folder, 'hooks.json'), JSON.stringify([hook]));
    const args = ['-hooks', 'hooks.json', '-ip', '127.0.0.1', '-port', String(port)];
    return spawn('webhook', args, { cwd: folder, stdio: 'ignore' });
  },
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Into a folder of its own, without scripts, within five minutes. */
async function install(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await promisify(execFile)('npm', [...args, ...PACKAGES], { cwd: folder, timeout: INSTALL_MS });
}

interface Measured extends Fired {
  name: string;
  keeps: string;
  megabytes: number;
}

async function measure(url: string, pid: number | undefined, seconds: number) {
  await fire(url, WARM_SECONDS, CONNECTIONS);
  const fired = await fire(url, seconds, CONNECTIONS);
  return { ...fired, megabytes: heldBy(pid).megabytes };
}

async function measurePeer(peer: Peer, folder: string, seconds: number): Promise<Measured> {
  const port = await freePort();
  const child = peer.start(folder, port);
  try {
    const url = `http://127.0.0.1:${port}${peer.path}`;
    const end = performance.now() + START_MS;
    const answers = () => fetch(url, { method: 'POST', body: '{}', headers: JSON_TYPE });
    while (
      !(await answers().then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (performance.now() > end || child.exitCode !== null)
        throw new Error(`${peer.name} does not answer.`);
      await sleep(200);
    }
    return { name: peer.name, keeps: peer.keeps, ...(await measure(url, child.pid, seconds)) };
  } finally {
    child.kill('SIGKILL');
  }
}
const JSON_TYPE = { 'content-type': 'application/json' };

async function measureOurs(seconds: number): Promise<Measured> {
  using dir = tempDir();
  await using cli = await serveCli(dir.path);
  const measured = await measure(`${cli.ready.intake}/orders`, cli.child.pid, seconds);
  return { name: 'Backstitch', keeps: 'every byte, synced to disk before the 2xx', ...measured };
}

async function comparePeers(seconds: number): Promise<void> {
  using dir = tempDir();
  await install(dir.path);
  const all: Measured[] = [];
  const hasWebhook = ['/usr/bin/webhook', '/usr/local/bin/webhook'].some((path) =>
    existsSync(path),
  );
  for (const peer of hasWebhook ? [...PEERS, DEBIAN] : PEERS) {
    // One that does not start is told, and left out.
    await measurePeer(peer, dir.path, seconds).then(
      (one) => all.push(one),
      (error: unknown) => console.error(`${peer.name}: ${String(error)}`),
    );
  }
  all.splice(1, 0, await measureOurs(seconds));
  const echo = all[0]?.perSecond ?? Number.NaN;
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, ${seconds} s each\n`,
  );
  console.log('| what | requests/s | of the echo | p99 | failed | memory after | keeps |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const { name, perSecond, p99, failed, megabytes, keeps } of all) {
    const figures = [Math.round(perSecond), (perSecond / echo).toFixed(2), `${p99} ms`, failed];
    console.log(`| ${[name, ...figures, `${Math.round(megabytes)} MB`, keeps].join(' | ')} |`);
  }
}

await comparePeers(Number(process.argv[2] ?? 60));
