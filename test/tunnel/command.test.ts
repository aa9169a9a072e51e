import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TunnelState } from '../../preload/contract/tunnel.ts';
import { outerAddress } from '../helpers/outer-address.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { createRig, QUICK, type Rig } from './rig.ts';

const PROGRAM = join(import.meta.dirname, 'stand-ins/program.ts');
const isOnline = ({ phase }: TunnelState): boolean => phase === 'online';
const host = outerAddress();
const isWindows = process.platform === 'win32';

/** A file for `--tunnel-command` whose program is the stand-in. */
function commandFile(folder: string, how: string, more: object = {}): string {
  const path = join(folder, 'command.json');
  const args = [PROGRAM, how, '{port}', host ?? '', folder];
  const command = { program: process.execPath, args, urlPattern: 'ready at (http://\\S+) now' };
  writeFileSync(path, JSON.stringify({ ...command, ...more }));
  return path;
}

const choose = (rig: Rig, commandFile: string): Promise<TunnelState> =>
  rig.tunnel.choose({ commandFile });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What a program wrote, once its line is whole: a file is there before anything stands in it. */
const untilWritten = async (file: string): Promise<unknown> =>
  JSON.parse(
    await until(() => {
      const text = existsSync(file) && readFileSync(file, 'utf8');
      return text !== false && text.endsWith('\n') && text;
    }),
  );

const pidsIn = (folder: string): number[] =>
  JSON.parse(readFileSync(join(folder, 'pids'), 'utf8')) as number[];

// Without a network this computer has loopback alone, which is no public address.
describe.skipIf(host === null)('a program', () => {
  it('goes online with the URL it prints, carries requests, and ends with the tunnel', async () => {
    using dir = tempDir();
    await using rig = await createRig();
    await choose(rig, commandFile(dir.path, 'serve'));
    const { publicUrl, detail } = await rig.until(
      (state) => isOnline(state) && state.detail.lines.length > 1,
    );
    expect(publicUrl).toMatch(`http://${host}:`);
    expect(detail.lines).toContain(`ready at ${publicUrl} now`);
    expect(detail.pid).toBeGreaterThan(1);
    const reply = await fetch(`${publicUrl}/in?a=%20`, { method: 'POST', body: 'é' });
    expect(await reply.text()).toBe('é');
    expect(rig.seen).toMatchObject([{ method: 'POST', target: '/in?a=%20' }]);
    await rig.tunnel.put({ mode: 'off' });
    await until(() => !isAlive(detail.pid ?? 0));
  });

  it('that prints its URL in two pieces is online with the whole one', async () => {
    using dir = tempDir();
    await using rig = await createRig();
    await choose(rig, commandFile(dir.path, 'cut'));
    const { publicUrl } = await rig.until(isOnline);
    expect(publicUrl).toMatch(/:\d{4,5}$/);
  });

  it('that is killed is started again, and an address that changed is said', async () => {
    using dir = tempDir();
    await using rig = await createRig();
    await choose(rig, commandFile(dir.path, 'serve'));
    const { detail, publicUrl } = await rig.until(isOnline);
    process.kill(detail.pid ?? 0, 'SIGKILL');
    const { reason } = await rig.until(({ phase }) => phase === 'reconnecting');
    expect(reason).toBe('The program ended by SIGKILL.');
    const again = await rig.until(isOnline);
    expect(again.detail.pid).not.toBe(detail.pid);
    // Its port is another one: this program keeps no address.
    expect(again.notice).toContain(`changed from ${publicUrl} to ${again.publicUrl}`);
    const outages = rig.tunnel.outages({ since: 0 });
    expect(outages).toHaveLength(1);
    expect(outages[0]?.to).not.toBeNull();
  });

  it('that prints another URL is probed there, and the change is said', async () => {
    using dir = tempDir();
    await using rig = await createRig();
    await choose(rig, commandFile(dir.path, 'change'));
    const before = await rig.until(isOnline);
    writeFileSync(join(dir.path, 'change'), '');
    const after = await rig.until(({ notice }) => notice !== null);
    expect(after.publicUrl).not.toBe(before.publicUrl);
    expect(after.notice).toContain(`changed from ${before.publicUrl} to ${after.publicUrl}`);
    expect(after.detail.pid).toBe(before.detail.pid);
  });

  it('that ends at once three times has failed, with its last words and no secret in them', async () => {
    using dir = tempDir();
    await using rig = await createRig();
    await choose(rig, commandFile(dir.path, 'die'));
    const { reason, detail } = await rig.until(({ phase }) => phase === 'failed');
    expect(reason).toBe('The program ended with code 3 without an address.');
    expect(detail).toMatchObject({ problem: 'ENDED_EARLY', pid: null });
    expect(detail.lines).toEqual(['error: token=••• is not valid']);
  });

  it.skipIf(isWindows)('that will not end is killed with all that it started', async () => {
    using dir = tempDir();
    await using rig = await createRig();
    await choose(rig, commandFile(dir.path, 'hang'));
    await rig.until(isOnline);
    const pids = pidsIn(dir.path);
    expect(pids.every(isAlive)).toBe(true);
    await rig.tunnel.put({ mode: 'off' });
    await until(() => !pids.some(isAlive));
  });

  it('gets an allow-list of the environment, and its secrets by name', async () => {
    using dir = tempDir();
    const env = {
      ...process.env,
      BACKSTITCH_PLANTED: 'x',
      XDG_CONFIG_HOME: '/c',
      MINE: 'from-env',
    };
    await using rig = await createRig({ env, secrets: { service: 'sec-4711' } });
    const file = commandFile(dir.path, 'env', {
      env: { SERVICE_TOKEN: { secret: 'service' }, COPIED: { env: 'MINE' }, REGION: 'eu' },
      urlPattern: '(http://\\S+) for',
    });
    await choose(rig, file);
    const { detail } = await rig.until((state) => isOnline(state) && state.detail.lines.length > 0);
    const told = JSON.parse(readFileSync(join(dir.path, 'env'), 'utf8')) as {
      env: Record<string, string>;
      args: string[];
    };
    expect(told.env).toMatchObject({
      SERVICE_TOKEN: 'sec-4711',
      COPIED: 'from-env',
      REGION: 'eu',
      XDG_CONFIG_HOME: '/c',
      PATH: process.env['PATH'],
    });
    expect(told.env).not.toHaveProperty('BACKSTITCH_PLANTED');
    expect(told.env).not.toHaveProperty('MINE');
    expect(told.args[1]).toBe(String(rig.port));
    expect(detail.lines.join('\n')).toContain('for •••');
    expect(JSON.stringify(rig.tunnel.get())).not.toContain('sec-4711');
  });

  it('says which secret is missing, and starts nothing', async () => {
    using dir = tempDir();
    await using rig = await createRig();
    await choose(rig, commandFile(dir.path, 'env', { env: { A: { secret: 'gone' } } }));
    const { reason } = await rig.until(({ phase }) => phase === 'failed');
    expect(reason).toBe('There is no secret “gone” on this computer. Enter it again.');
    expect(existsSync(join(dir.path, 'env'))).toBe(false);
  });

  it('is known for one start only: nothing in the database names a program', async () => {
    using dir = tempDir();
    const dbFile = join(dir.path, 'kept.db');
    {
      await using rig = await createRig({ dbFile });
      await choose(rig, commandFile(dir.path, 'serve'));
      await rig.until(isOnline);
      expect(rig.tunnel.programs().at(-1)).toMatchObject({
        preset: 'file',
        program: process.execPath,
      });
    }
    await using rig = await createRig({ dbFile });
    const { reason, detail } = await rig.until(({ phase }) => phase === 'failed');
    expect(reason).toContain('Start Backstitch with --tunnel-command FILE.json');
    expect(detail.problem).toBe('NOT_HANDED_OVER');
  });

  it.skipIf(isWindows)('that a kill of ours left behind is ended at the next start', async () => {
    using dir = tempDir();
    const pidFile = join(dir.path, 'tunnel.pid');
    const run = spawn(
      process.execPath,
      [join(import.meta.dirname, 'stand-ins/crash.ts'), commandFile(dir.path, 'hang'), pidFile],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(run.stdout, 'data');
    run.kill('SIGKILL');
    await once(run, 'exit');
    const pids = pidsIn(dir.path);
    expect(pids.every(isAlive)).toBe(true);

    // A number that was given again belongs to somebody else.
    const kept = readFileSync(pidFile, 'utf8');
    writeFileSync(pidFile, kept.replace(/"started":"[^"]*"/, '"started":"1"'));
    {
      await using rig = await createRig({ pidFile });
      await until(() => !existsSync(pidFile));
      expect(rig.tunnel.get().phase).toBe('off');
    }
    expect(pids.every(isAlive)).toBe(true);

    writeFileSync(pidFile, kept);
    await using rig = await createRig({ pidFile });
    await until(() => !pids.some(isAlive));
    expect(rig.tunnel.get().phase).toBe('off');
  });
});

describe.skipIf(host === null || isWindows)('the program of a preset', () => {
  /** A folder for PATH with a stand-in under the name of a real program. */
  function install(folder: string, name: string, body: string): string {
    const path = join(folder, name);
    writeFileSync(path, `#!${process.execPath}\n${body}`);
    chmodSync(path, 0o755);
    return path;
  }

  const BORE = `
    const [, , , port] = process.argv;
    const net = require('node:net');
    const server = net.createServer((sender) => {
      const intake = net.connect(Number(port), '127.0.0.1');
      sender.pipe(intake).pipe(sender);
      sender.on('error', () => intake.destroy());
      intake.on('error', () => sender.destroy());
    });
    server.listen(0, '${host}', () =>
      console.log('2024-11-02T10:11:12Z  INFO bore_cli::client: listening at ${host}:' + server.address().port));
  `;

  it('must be confirmed by where it is found: no token of the API names another', async () => {
    using dir = tempDir();
    const env = { PATH: dir.path };
    await using rig = await createRig({ env });
    const put = (program: string) =>
      rig.tunnel.put({ mode: 'command', command: { preset: 'bore', program } });
    const refusal = { code: 'TUNNEL_INVALID', field: 'command.program' };
    await expect(put('')).rejects.toMatchObject({ ...refusal, message: /is not found in PATH/ });
    const path = install(dir.path, 'bore', BORE);
    await expect(put('/bin/sh')).rejects.toMatchObject(refusal);
    await expect(put('')).rejects.toMatchObject({ ...refusal, message: new RegExp(path) });
    await expect(
      rig.tunnel.put({ mode: 'command', command: { preset: 'file', program: '/bin/sh' } }),
    ).rejects.toMatchObject({ code: 'TUNNEL_INVALID', field: 'command.preset' });
    expect(rig.tunnel.get().phase).toBe('off');
    const listed = rig.tunnel.programs().find(({ preset }) => preset === 'bore');
    expect(listed).toMatchObject({ program: path, args: ['local', '{port}', '--to', 'bore.pub'] });

    await put(path);
    const { publicUrl } = await rig.until(isOnline);
    expect(publicUrl).toMatch(`http://${host}:`);
  });

  it('that is found elsewhere later is not started', async () => {
    using dir = tempDir();
    using other = tempDir();
    const env = { PATH: `${other.path}:${dir.path}` };
    await using rig = await createRig({ env });
    const program = install(dir.path, 'bore', BORE);
    await rig.tunnel.choose({ preset: 'bore' });
    expect((await rig.until(isOnline)).config.command.program).toBe(program);
    const moved = install(other.path, 'bore', 'process.exit(0)');
    process.kill(rig.tunnel.get().detail.pid ?? 0, 'SIGKILL');
    const { reason } = await rig.until(({ phase }) => phase === 'failed');
    expect(reason).toContain(`is found elsewhere now (${moved})`);
  });

  it('gets its token by its variable, and a fixed URL is proven like any other', async () => {
    using dir = tempDir();
    const body = `
      require('node:fs').writeFileSync('${dir.path}/told', JSON.stringify([process.argv.slice(2), process.env.TUNNEL_TOKEN]) + '\\n');
      setInterval(() => {}, 60_000);`;
    const program = install(dir.path, 'cloudflared', body);
    await using rig = await createRig({ env: { PATH: dir.path }, secrets: { cf: 'eyJhIjoi' } });
    const command = {
      preset: 'cloudflared-named',
      program,
      publicUrl: `http://127.0.0.1:${rig.port}/`,
    } as const;
    await expect(rig.tunnel.put({ mode: 'command', command })).rejects.toMatchObject({
      field: 'command.token',
    });
    await rig.tunnel.put({ mode: 'command', command: { ...command, token: 'cf' } });
    const { publicUrl } = await rig.until(isOnline);
    expect(publicUrl).toBe(`http://127.0.0.1:${rig.port}`);
    // It was online before the program came to its first line.
    expect(await untilWritten(join(dir.path, 'told'))).toEqual([
      ['tunnel', '--no-autoupdate', 'run'],
      'eyJhIjoi',
    ]);
    expect(JSON.stringify(rig.tunnel.get())).not.toContain('eyJhIjoi');
  });

  it('whose URL leads nowhere never becomes online', async () => {
    using dir = tempDir();
    const program = install(
      dir.path,
      'bore',
      `console.log('listening at ${host}:9'); setInterval(() => {}, 60_000);`,
    );
    await using rig = await createRig({
      env: { PATH: dir.path },
      timings: { ...QUICK, verifyMs: 100 },
    });
    await rig.tunnel.put({ mode: 'command', command: { preset: 'bore', program, readyMs: 5000 } });
    const { lastProbe } = await rig.until(({ lastProbe }) => lastProbe !== null);
    expect(lastProbe?.ok).toBe(false);
    expect(rig.tunnel.get().phase).toBe('registering');
  });
});
