import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineEntry, runCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const NODE = process.execPath;

/** Starts `backstitch` with pipes, its standard input open. */
function start(...args: string[]) {
  const child = spawn(NODE, [engineEntry(), ...args], { stdio: 'pipe' });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return { child, said, closed };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('backstitch run', () => {
  it('gives a program an engine of its own, which commands find; hands its words on as they are', async () => {
    using dir = tempDir();
    const script = join(dir.path, 'child.mjs');
    writeFileSync(
      script,
      `import { execFileSync } from 'node:child_process';
      import { statSync } from 'node:fs';
      const { BACKSTITCH_URL: url, BACKSTITCH_DATA_DIR: dataDir } = process.env;
      await fetch(url + '/orders', { method: 'POST', body: 'x' });
      const cli = (...args) =>
        execFileSync(process.execPath, [${JSON.stringify(engineEntry())}, ...args], { encoding: 'utf8' });
      const waited = JSON.parse(cli('wait', 'path:/orders', '--since', 'all', '--json'));
      const mode = statSync(dataDir).mode & 0o777;
      console.log(JSON.stringify({ args: process.argv.slice(2), waited, mode, dataDir }));
      process.exit(7);`,
    );
    const words = ['$HOME', '; echo no', '*', '--keep', 'a"b\\', ''];
    const { code, stdout, stderr } = await runCli('run', '--', NODE, script, ...words);
    expect([code, stderr]).toEqual([7, '']);
    const told = JSON.parse(stdout) as { dataDir: string };
    expect(told).toMatchObject({
      args: words,
      mode: 0o700,
      waited: { ok: true, items: [{ target: '/orders' }] },
    });
    expect(existsSync(told.dataDir)).toBe(false);
  });

  it('sets it up as a project says, names its endpoints to the program, and leaves the file alone', async () => {
    using dir = tempDir();
    const text = `{
      // A tunnel that tests do not open.
      "tunnel": { "mode": "localtunnel" },
      "endpoints": { "orders-eu": { "path": "/eu", "reply": { "status": 202 } } },
      "destinations": { "far": { "url": "https://far.example/" } },
    }`;
    const file = join(dir.path, 'backstitch.json');
    writeFileSync(file, text);
    const child = `const reply = await fetch(process.env.BACKSTITCH_URL_ORDERS_EU, { method: 'POST' });
      const asked = async (path) => (await fetch(process.env.BACKSTITCH_API + '/api/v1' + path, {
        headers: { authorization: 'Bearer ' + process.env.BACKSTITCH_TOKEN } })).json();
      const [far] = await asked('/destinations');
      const { phase } = await asked('/tunnel');
      console.log(JSON.stringify({ status: reply.status, far: far.state, phase }));`;
    const words = [NODE, '--input-type=module', '--eval', child];
    const { code, stdout } = await runCli('run', '--project', dir.path, '--', ...words);
    expect([code, stdout.trim()]).toEqual([0, '{"status":202,"far":"paused","phase":"off"}']);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(await runCli('run', '--allow-host', 'a.example', '--', NODE, '--version')).toMatchObject(
      {
        code: 2,
      },
    );
  });

  it('moves the folder where --keep says, also when the program failed', async () => {
    using dir = tempDir();
    const keep = join(dir.path, 'kept');
    const body = `fetch(process.env.BACKSTITCH_URL, { method: 'POST', body: 'x' }).then(() => process.exit(3))`;
    const { code } = await runCli('run', '--keep', keep, '--', NODE, '-e', body);
    expect(code).toBe(3);
    expect(readdirSync(keep)).toContain('backstitch.db');
    expect(statSync(keep).mode & 0o777).toBe(0o700);
  });

  it('judges what was captured once the program has ended, and reports it also where that failed', async () => {
    using dir = tempDir();
    const expected = join(dir.path, 'order.expect.json');
    const each = [{ json: '$.id', equals: 7 }];
    writeFileSync(
      expected,
      JSON.stringify({ name: 'order', search: 'path:/orders', count: 1, within: '1s', each }),
    );
    const junit = join(dir.path, 'report.xml');
    const flags = ['--expect', expected, '--junit', junit];
    const sends = (id: number, exit: number) => {
      const script = `fetch(process.env.BACKSTITCH_URL + '/orders', { method: 'POST', body: '{"id":${id}}',
        headers: { 'content-type': 'application/json' } }).then(() => process.exit(${exit}))`;
      return runCli('run', ...flags, '--', NODE, '-e', script);
    };
    const [right, wrong, failing] = await Promise.all([sends(7, 0), sends(8, 0), sends(8, 4)]);
    expect([right.code, wrong.code, failing.code]).toEqual([0, 1, 4]);
    expect([right.stdout, right.stderr]).toEqual([
      '',
      expect.stringContaining('All 2 checks of 1 expectation held.'),
    ]);
    expect(failing.stderr).toMatch(/\$\.id equals 7: found 8/);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites name="backstitch" tests="2"');
    writeFileSync(expected, '{ "serach": 1 }');
    const mistaken = await runCli('run', '--expect', expected, '--', NODE, '-v');
    expect(mistaken).toMatchObject({ code: 2, stdout: '' });
    expect(mistaken.stderr).toMatch(/order\.expect\.json:1:3/);
  });

  it.each([
    [['--junit', 'x', '--', NODE, '-v'], 2, /--junit and --report go with --expect/],
    [
      ['--', 'no-such-program-of-ours'],
      2,
      /^backstitch: no-such-program-of-ours cannot be started: /,
    ],
    [['--keep', import.meta.dirname, '--', NODE, '-v'], 2, /exists already.*new or empty/],
    [['--startup-timeout', '1ms', '--', NODE, '-v'], 1, /was not ready after 0\.001 s/],
    [[], 2, /run needs at least one command/],
  ])('says what is wrong with %j', async (args, code, words) => {
    const run = await runCli('run', ...args);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toMatch(words);
  });

  const WAITS = `
    const { appendFileSync } = require('node:fs');
    const log = (line) => appendFileSync(process.argv[1], line + '\\n');
    process.on('SIGTERM', () => { log('SIGTERM'); process.exit(Number(process.argv[2])); });
    setInterval(() => {}, 1000);
    log(JSON.stringify({ pid: process.pid, dataDir: process.env.BACKSTITCH_DATA_DIR }));`;

  /** A program that has started within `run`, and what it wrote. */
  async function waiting(folder: string, exit: number) {
    const file = join(folder, 'told');
    const running = start('run', '--', NODE, '-e', WAITS, file, String(exit));
    const lines = await until(
      () =>
        existsSync(file) &&
        readFileSync(file, 'utf8').includes('\n') &&
        readFileSync(file, 'utf8').split('\n'),
      'the program did not start',
    );
    const told = JSON.parse(lines[0]!) as { pid: number; dataDir: string };
    return {
      ...running,
      told,
      lines: () => readFileSync(file, 'utf8').trim().split('\n').slice(1),
    };
  }

  it.each([
    [9, 9],
    [0, 143],
  ])('hands SIGTERM on; a program that then ends with %i makes it %i', async (own, expected) => {
    using dir = tempDir();
    const { child, closed, told, lines } = await waiting(dir.path, own);
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(expected);
    expect(lines()).toEqual(['SIGTERM']);
    expect(existsSync(told.dataDir)).toBe(false);
  });

  it('leaves nothing running and no folder when it is killed', async () => {
    using dir = tempDir();
    const { child, told } = await waiting(dir.path, 0);
    const { pid } = JSON.parse(readFileSync(join(told.dataDir, 'engine.json'), 'utf8')) as {
      pid: number;
    };
    child.kill('SIGKILL');
    await until(() => !existsSync(told.dataDir), 'the folder stayed');
    await until(() => !isRunning(pid) && !isRunning(told.pid), 'something still runs');
    expect(existsSync(told.dataDir)).toBe(false);
  });
});
