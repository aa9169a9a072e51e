import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeLeftFolders } from '../../main/command-line/serving/left-folders.ts';
import type { Clock } from '../../main/lib/clock.ts';
import { DEFAULTS } from '../../main/settings/settings.ts';
import { lockDataDir } from '../../main/store/lock.ts';
import { engineEntry, type Ready, runCli } from '../helpers/run-cli.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

/** Starts it with its standard input open, and with a folder for temporary files that nobody shares. */
async function start(temporary: string, ...more: string[]) {
  const argv = [engineEntry(), 'serve', '--ephemeral', '--json', ...more];
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const child = spawn(process.execPath, argv, { stdio: 'pipe', env });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  await until(() => said.out.includes('\n'), 'it was not ready');
  return { child, said, closed, ready: JSON.parse(said.out) as Ready };
}

const left = (temporary: string): string[] =>
  readdirSync(temporary).filter((name) => name.startsWith('backstitch-ephemeral-'));

describe('backstitch serve --ephemeral', () => {
  it.each(['the end of its standard input', 'SIGTERM', 'SIGINT'])(
    'leaves nothing behind after %s',
    async (end) => {
      using dir = tempDir();
      const { child, said, closed, ready } = await start(dir.path);
      expect(ready.publicUrl).toBe(null);
      expect(left(dir.path).map((name) => join(dir.path, name))).toEqual([ready.dataDir]);
      expect(existsSync(join(ready.dataDir, 'engine.json'))).toBe(true);
      await fetch(`${ready.intake}/kept`, { method: 'POST', body: 'x'.repeat(400_000) });
      if (end.startsWith('SIG')) child.kill(end as NodeJS.Signals);
      else child.stdin.end();
      expect(await closed).toEqual([0, null]);
      expect(said.err).toBe('');
      expect(left(dir.path)).toEqual([]);
    },
  );

  it('removes what kill -9 left at the next start; a folder that was named stays', async () => {
    using dir = tempDir();
    const killed = await start(dir.path);
    killed.child.kill('SIGKILL');
    expect(await killed.closed).toEqual([null, 'SIGKILL']);
    expect(existsSync(join(killed.ready.dataDir, 'backstitch.db'))).toBe(true);
    const named = join(dir.path, 'named');
    mkdirSync(named);
    const { child, closed } = await start(dir.path, '--data-dir', named);
    await until(() => left(dir.path).length === 0, 'the folder stayed');
    child.stdin.end();
    expect(await closed).toEqual([0, null]);
    expect(readdirSync(named)).toContain('backstitch.db');
    expect(readdirSync(named)).not.toContain('ephemeral.json');
  });

  it.each([
    [['--ephemeral', '--tunnel', 'localtunnel'], /An ephemeral Backstitch has no tunnel/],
    [['--keep', 'x'], /--keep goes with --ephemeral/],
  ])('refuses %j', async (args, words) => {
    const run = await runCli('serve', ...args);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(words);
  });
});

it('what is not surely left behind stays', async () => {
  using dir = tempDir();
  const { pid } = spawn(process.execPath, ['-v'], { stdio: 'ignore' }).on('exit', () => {});
  const gone = { pid, host: hostname() };
  await until(() => !isRunning(pid!), 'it still runs');
  const make = (name: string, mark: unknown): string => {
    const path = join(dir.path, name);
    mkdirSync(path);
    writeFileSync(join(path, 'data'), 'x');
    if (mark !== undefined) writeFileSync(join(path, 'ephemeral.json'), JSON.stringify(mark));
    return path;
  };
  const stays = [
    make('backstitch-ephemeral-noMark', undefined),
    make('backstitch-ephemeral-longer1', gone),
    make('other-ephemeral-abcdef', gone),
    make('backstitch-ephemeral-alive1', { ...gone, pid: process.pid }),
    make('backstitch-ephemeral-farOff', { ...gone, host: 'another.example' }),
    make('backstitch-ephemeral-noText', 'text'),
    make('backstitch-ephemeral-noPids', { host: hostname() }),
    make('backstitch-ephemeral-locked', gone),
  ];
  symlinkSync(stays[1]!, join(dir.path, 'backstitch-ephemeral-linked'));
  const unlock = lockDataDir(stays.at(-1)!);
  const goes = make('backstitch-ephemeral-toGo_1', gone);
  // What it holds of others stays where it is.
  symlinkSync(stays[1]!, join(goes, 'link'));
  try {
    expect(await removeLeftFolders(dir.path)).toEqual([goes]);
  } finally {
    unlock();
  }
  expect(existsSync(goes)).toBe(false);
  for (const path of stays) expect(readFileSync(join(path, 'data'), 'utf8'), path).toBe('x');
});

it('keeps captures beyond the limits that are set', async () => {
  using dir = tempDir();
  /** How many of the captures are left after some rounds of retention. */
  async function afterRounds(ephemeral: boolean, sent: number): Promise<number> {
    const { clock, rounds } = hurriedClock();
    await using t = await startTestEngine({ dataDir: dir.path, ephemeral, clock });
    await t.engine.system.saveSettings({ ...DEFAULTS, keepCount: 100, keepBytes: 10_000_000 });
    for (let i = 0; i < sent; i += 1) await fetch(t.url, { method: 'POST', body: 'x' });
    const { held } = t.engine.system.status();
    expect(held).toBe(105);
    const before = rounds();
    await until(() => rounds() > before + 20, 'retention makes no rounds');
    return t.engine.system.status().held;
  }
  expect(await afterRounds(true, 105)).toBe(105);
  // The same folder, limits and rounds, but for the length of a test.
  expect(await afterRounds(false, 0)).toBe(100);
});

const ROUND_MS = 5000;

/** Time as it is, but that rounds of retention follow each other without a pause. */
function hurriedClock(): { clock: Clock; rounds: () => number } {
  let rounds = 0;
  const clock: Clock = {
    now: () => Date.now(),
    after(ms, job) {
      if (ms === ROUND_MS) rounds += 1;
      const timer = setTimeout(job, ms === ROUND_MS ? 5 : ms);
      return () => clearTimeout(timer);
    },
  };
  return { clock, rounds: () => rounds };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
