import { createServer } from 'node:net';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { killUnderLoad } from '../helpers/kill-rounds.ts';
import { runCli, serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const serveArgs = (dataDir: string, ...more: string[]): string[] => [
  'serve',
  '--port',
  '0',
  '--control-port',
  '0',
  '--no-open',
  '--data-dir',
  dataDir,
  ...more,
];

describe('backstitch serve', () => {
  it('prints one line of JSON when ready, serves, and ends cleanly on SIGTERM', async () => {
    using dir = tempDir();
    await using cli = await serveCli(dir.path);
    expect(Object.keys(cli.ready)).toEqual([
      'event',
      'intake',
      'control',
      'token',
      'publicUrl',
      'dataDir',
    ]);
    expect(cli.ready).toMatchObject({ event: 'ready', publicUrl: null, dataDir: dir.path });
    await fetch(`${cli.ready.intake}/hello`, { method: 'POST', body: 'x' });
    const headers = { authorization: `Bearer ${cli.ready.token}` };
    const page = await fetch(`${cli.ready.control}/api/v1/captures`, { headers });
    expect(await page.json()).toMatchObject({ items: [{ target: '/hello', method: 'POST' }] });
    expect(await cli.end('SIGTERM')).toBe(0);
    const leftWal = readdirSync(dir.path).filter((name) => name.endsWith('-wal'));
    expect(leftWal).toEqual([]);
  });

  it('keeps everything for this user only', async () => {
    using dir = tempDir();
    await using cli = await serveCli(dir.path);
    await fetch(`${cli.ready.intake}/big`, { method: 'POST', body: 'x'.repeat(400_000) });
    expect(statSync(dir.path).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir.path, 'backstitch.db')).mode & 0o777).toBe(0o600);
    const [body] = readdirSync(join(dir.path, 'bodies'));
    expect(statSync(join(dir.path, 'bodies', body!)).mode & 0o777).toBe(0o600);
  });

  it('starts the program of --tunnel-command, watches it, and ends it at the end', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'command.json');
    const args = ['-e', 'setInterval(() => {}, 60_000)'];
    const urls = { urlFrom: 'fixed', publicUrl: 'http://127.0.0.1:{port}' };
    writeFileSync(file, JSON.stringify({ program: process.execPath, args, ...urls }));
    await using cli = await serveCli(join(dir.path, 'data'), '--tunnel-command', file);
    const headers = { authorization: `Bearer ${cli.ready.token}` };
    const tunnel = async () =>
      (await (await fetch(`${cli.ready.control}/api/v1/tunnel`, { headers })).json()) as {
        phase: string;
        publicUrl: string;
        detail: { pid: number };
      };
    await until(async () => (await tunnel()).phase === 'online');
    const { publicUrl, detail } = await tunnel();
    expect(publicUrl).toBe(cli.ready.intake);
    expect(await cli.end('SIGTERM')).toBe(0);
    expect(() => process.kill(detail.pid, 0)).toThrow('ESRCH');
  });

  it('says in one line that a port is in use, and exits with 1', async () => {
    using dir = tempDir();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const run = await runCli(...serveArgs(dir.path, '--port', port));
    other.close();
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr.trim().split('\n').at(-1)).toBe(
      `backstitch: Port ${port} is already in use. ` +
        'Stop that program, or start Backstitch with --port 0 to take any free port.',
    );
  });

  it('refuses a data directory another engine holds', async () => {
    using dir = tempDir();
    await using cli = await serveCli(dir.path);
    const second = await runCli(...serveArgs(dir.path));
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Another Backstitch already uses');
    expect((await fetch(cli.ready.intake)).status).toBe(200);
  });

  it('frees the data directory also when it was killed', async () => {
    using dir = tempDir();
    await using first = await serveCli(dir.path);
    await first.end('SIGKILL');
    await using second = await serveCli(dir.path);
    expect(second.ready.dataDir).toBe(dir.path);
  });

  it('refuses a database of a newer version and leaves it as it was', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'backstitch.db');
    const db = new SqliteDatabase(file);
    db.pragma('user_version = 999');
    db.close();
    const before = readFileSync(file);
    const run = await runCli(...serveArgs(dir.path));
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('The database has version 999');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses a data directory that is a file', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'file');
    writeFileSync(file, '');
    const run = await runCli(...serveArgs(file));
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/cannot be used: .*pass another --data-dir/);
  });

  it.each([
    [['serve', '--prot', '1'], /Unknown option '--prot'.*--help/],
    [['serve', '--port', '70000'], /--port 70000 is not a port/],
    [['serve', '--tunnel', 'ngrok'], /--tunnel ngrok is not understood/],
    [['start'], /There is no command “start”/],
  ])('says what is wrong with %j', async (args, message) => {
    const run = await runCli(...args);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('has help and a version', async () => {
    expect((await runCli('serve', '--help')).stdout).toContain('--data-dir <dir>');
    expect((await runCli('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('kill -9', () => {
  it('says of a request it never answered that it was left unanswered', async () => {
    using dir = tempDir();
    await using first = await serveCli(dir.path);
    const headers = {
      authorization: `Bearer ${first.ready.token}`,
      'content-type': 'application/json',
    };
    const reply = {
      status: 200,
      headers: [],
      bodyKind: 'text',
      body: '',
      delayMs: 60_000,
      failFirst: { count: 0, status: 500 },
    };
    await fetch(`${first.ready.control}/api/v1/endpoints`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: 'Slow', enabled: true, path: '/slow', methods: [], reply }),
    });
    const pending = fetch(`${first.ready.intake}/slow`).catch(() => 'cut');
    const kept = async () => {
      const list = await fetch(`${first.ready.control}/api/v1/captures`, { headers });
      return ((await list.json()) as { items: unknown[] }).items.length;
    };
    await until(async () => (await kept()) > 0, 'it was not kept');
    await first.end('SIGKILL');
    expect(await pending).toBe('cut');
    await using again = await serveCli(dir.path);
    const list = await fetch(`${again.ready.control}/api/v1/captures`, {
      headers: { authorization: `Bearer ${again.ready.token}` },
    });
    expect(await list.json()).toMatchObject({
      items: [{ target: '/slow', status: null, reason: 'Backstitch stopped before it answered.' }],
    });
  });

  it('loses no request that was answered', async () => {
    using dir = tempDir();
    const load = { rounds: 3, senders: 8, answers: 150 };
    const { answered, lost, integrity } = await killUnderLoad(dir.path, load);
    expect(answered).toBeGreaterThan(100);
    expect(lost).toEqual([]);
    expect(integrity).toBe('ok');
  });
});

it('holds ten uploads of 50 MB at once without holding them in memory', async (context) => {
  if (process.platform !== 'linux') context.skip('reads memory from /proc, which Linux has');
  using dir = tempDir();
  await using cli = await serveCli(dir.path);
  const rss = (): number => {
    const status = readFileSync(`/proc/${cli.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
  };
  await fetch(`${cli.ready.intake}/warm`, { method: 'POST', body: 'x'.repeat(1_000_000) });
  const before = rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, rss());
  }, 20);
  const chunk = new Uint8Array(1_000_000).fill(120);
  const upload = () =>
    fetch(`${cli.ready.intake}/upload`, {
      method: 'POST',
      duplex: 'half',
      body: ReadableStream.from(
        (async function* () {
          for (let i = 0; i < 50; i += 1) yield chunk;
        })(),
      ),
    });
  const replies = await Promise.all(Array.from({ length: 10 }, upload));
  clearInterval(watch);
  expect(replies.map((reply) => reply.status)).toEqual(Array.from({ length: 10 }, () => 200));
  // Of 500 MB. Half of it would mean that bodies pile up; a quiet machine takes under 100 MB.
  expect(peak - before).toBeLessThan(250 * 1024 * 1024);
});
