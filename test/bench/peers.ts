/**
 * Backstitch against what npm and Debian have for catching webhooks, on one machine and in one run. The peers are
 * put into a temporary folder, which is removed at the end; no script of theirs runs while they are.
 *
 *   node test/bench/peers.ts [SECONDS] [--write]
 *
 * Each is alone while it is measured, beside the load generator: 1 KB of JSON, 50 connections, in four turns with a
 * bare echo: on a machine that is now slow and now fast, the share of it is what counts. `--write` puts the table
 * into the README, between its two marks.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { fire, type Fired } from './parts/firing.ts';
import { heldBy } from './parts/soak/held.ts';
import { median } from './parts/quantile.ts';

const CONNECTIONS = 50;
const WARM_SECONDS = 2;
const ECHO_SECONDS = 3;
/** A peer and the echo take turns: a machine that is slow for a while is slow for both. */
const TURNS = 4;
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
    keeps: 'the last 100 requests, in memory',
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
      return node(
        folder,
        bin,
        '--quiet',
        '--id',
        '_id',
        '--port',
        String(port),
        '--host',
        '127.0.0.1',
        'db.json',
      );
    },
  },
];

/** `webhook`, which runs a command for each request and answers before that has ended. */
const webhookPeer = (command: string, version: string): Peer => ({
  name: `webhook ${version}`,
  keeps: 'nothing; the 2xx says that a command is about to be started',
  path: '/hooks/orders',
  start(folder, port) {
    const hook = { id: 'orders', 'execute-command': '/bin/true', 'response-message': 'ok' };
    writeFileSync(join(folder, 'hooks.json'), JSON.stringify([hook]));
    const args = ['-hooks', 'hooks.json', '-ip', '127.0.0.1', '-port', String(port)];
    return spawn(command, args, { cwd: folder, stdio: 'ignore' });
  },
});

/** The installed one, or the package of Debian unpacked into the folder; undefined where neither is to be had. */
async function findWebhook(folder: string): Promise<Peer | undefined> {
  const run = promisify(execFile);
  const installed = ['/usr/bin/webhook', '/usr/local/bin/webhook'].find((path) => existsSync(path));
  try {
    if (installed === undefined) {
      await run('apt-get', ['download', 'webhook'], { cwd: folder, timeout: INSTALL_MS });
      const archive = readdirSync(folder).find((name) => /^webhook_.*\.deb$/.test(name)) ?? '';
      await run('dpkg-deb', ['-x', archive, 'webhook'], { cwd: folder });
    }
    const command = installed ?? join(folder, 'webhook/usr/bin/webhook');
    const { stdout } = await run(command, ['-version']);
    return webhookPeer(command, /[\d.]+/.exec(stdout)?.[0] ?? '');
  } catch (error) {
    console.error(`webhook is left out: ${String(error)}`);
    return undefined;
  }
}

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
  /** Of the bare echo of the same turn. */
  share: number;
}

async function measure(url: string, pid: number | undefined, echoUrl: string, seconds: number) {
  const turns: (Fired & { share: number })[] = [];
  await fire(url, WARM_SECONDS, CONNECTIONS);
  for (let turn = 0; turn < TURNS; turn += 1) {
    const echo = await fire(echoUrl, ECHO_SECONDS, CONNECTIONS);
    const fired = await fire(url, Math.ceil(seconds / TURNS), CONNECTIONS);
    turns.push({ ...fired, share: fired.perSecond / echo.perSecond });
  }
  const of = (pick: (turn: (typeof turns)[number]) => number): number => median(turns.map(pick));
  return {
    perSecond: of(({ perSecond }) => perSecond),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    share: of(({ share }) => share),
    answered: turns.reduce((sum, { answered }) => sum + answered, 0),
    failed: turns.reduce((sum, { failed }) => sum + failed, 0),
    megabytes: heldBy(pid).megabytes,
  };
}

async function untilAnswers({ name }: Peer, child: ChildProcess, url: string): Promise<void> {
  const end = performance.now() + START_MS;
  for (;;) {
    const isUp = await fetch(url, { method: 'POST', body: '{}', headers: JSON_TYPE }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    if (performance.now() > end || child.exitCode !== null)
      throw new Error(`${name} does not answer.`);
    await sleep(200);
  }
}

/** Starts a peer on a free port; once it answers. */
async function openPeer(peer: Peer, folder: string) {
  const port = await freePort();
  const child = peer.start(folder, port);
  const url = `http://127.0.0.1:${port}${peer.path}`;
  const close = (): void => void child.kill('SIGKILL');
  try {
    await untilAnswers(peer, child, url);
  } catch (error) {
    close();
    throw error;
  }
  return { url, pid: child.pid, [Symbol.dispose]: close };
}
const JSON_TYPE = { 'content-type': 'application/json' };

async function measurePeer(
  peer: Peer,
  folder: string,
  echoUrl: string,
  seconds: number,
): Promise<Measured> {
  using open = await openPeer(peer, folder);
  const measured = await measure(open.url, open.pid, echoUrl, seconds);
  return { name: peer.name, keeps: peer.keeps, ...measured };
}

async function measureOurs(echoUrl: string, seconds: number): Promise<Measured> {
  using dir = tempDir();
  await using cli = await serveCli(dir.path);
  const measured = await measure(`${cli.ready.intake}/orders`, cli.child.pid, echoUrl, seconds);
  const keeps = 'every byte and what was answered, on disk (synced) before the 2xx; searchable';
  return { name: '**Backstitch**', keeps, ...measured };
}

function tableOf(all: readonly Measured[], seconds: number): string {
  const rows = all.map(({ name, perSecond, share, p99, failed, megabytes, keeps }) => [
    name,
    String(Math.round(perSecond)),
    share.toFixed(2),
    `${p99} ms`,
    `${Math.round(megabytes)} MB`,
    failed === 0 ? keeps : `${keeps} (${failed} failed)`,
  ]);
  const head = ['what', 'requests/s', 'of a bare echo', 'p99', `memory after ${seconds} s`];
  const lines = [[...head, 'what a 2xx stands for'], ...rows];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const text = (line: readonly string[]): string =>
    `| ${line.map((cell, i) => cell.padEnd(widths?.[i] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths?.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first = [], ...others] = lines;
  return [text(first), rule, ...others.map(text)].join('\n');
}

const README = join(import.meta.dirname, '../../README.md');
const BEGIN = '<!-- peers -->';
const END = '<!-- end of peers -->';

/** Puts the table between the marks of the README. */
function writeReadme(text: string): void {
  const readme = readFileSync(README, 'utf8');
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md lacks ${BEGIN} and ${END}.`);
  const changed = `${readme.slice(0, begin)}${BEGIN}\n\n${text}\n\n${readme.slice(end)}`;
  writeFileSync(README, changed);
}

async function comparePeers(seconds: number): Promise<string> {
  using dir = tempDir();
  await install(dir.path);
  const webhook = await findWebhook(dir.path);
  const [echo, ...others] = PEERS;
  if (echo === undefined) throw new Error('there is no echo');
  using bare = await openPeer(echo, dir.path);
  const all = [
    {
      name: echo.name,
      keeps: echo.keeps,
      ...(await measure(bare.url, bare.pid, bare.url, seconds)),
    },
    await measureOurs(bare.url, seconds),
  ];
  for (const peer of webhook === undefined ? others : [...others, webhook]) {
    // One that does not start is told, and left out.
    await measurePeer(peer, dir.path, bare.url, seconds).then(
      (one) => all.push(one),
      (error: unknown) => console.error(`${peer.name}: ${String(error)}`),
    );
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  return (
    `${tableOf(all, seconds)}\n\n` +
    `${machine}, ${seconds} s each, the load generator beside it; ${date}. Medians of four turns.`
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const text = await comparePeers(Number(positionals[0] ?? 60));
console.log(text);
if (values.write) writeReadme(text);
