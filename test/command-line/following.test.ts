import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { engineEntry } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { run, startReachable } from './harness.ts';

const t = await startReachable();
afterAll(() => t[Symbol.asyncDispose]());
const here = ['--data-dir', t.dataDir];
const execute = promisify(execFile);
const JSON_TYPE = { 'content-type': 'application/json' };

async function hook(
  path: string,
  body: string | Uint8Array<ArrayBuffer> = '{}',
  headers: Record<string, string> = JSON_TYPE,
) {
  await (await fetch(`${t.url}${path}`, { method: 'POST', headers, body })).text();
}
const mark = async (): Promise<string> => (await run('mark', ...here)).stdout.trim();

describe('backstitch status and mark', () => {
  it('say where it runs and what it holds', async () => {
    const told = await run('status', ...here);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain(t.url);
    const { stdout } = await run('status', '--json', ...here);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      exit: 0,
      intake: t.url,
      dataDir: t.dataDir,
      tunnel: 'off',
      problems: [],
    });
    expect(stdout).not.toContain('needle');
  });

  it('end with 3 where none runs, and say so in JSON too', async () => {
    using dir = tempDir();
    for (const command of ['status', 'mark', 'list', 'wait', 'tail', 'login']) {
      const none = await run(command, '--data-dir', dir.path);
      expect(none).toMatchObject({ code: 3, stdout: '' });
      expect(none.stderr).toContain('backstitch serve');
    }
    const { code, stdout } = await run('list', '--json', '--data-dir', dir.path);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      3,
      { ok: false, exit: 3, reason: 'NOT_RUNNING' },
    ]);
  });

  it('end with 4 where the file that says so is open to others', async () => {
    using dir = tempDir();
    writeFileSync(join(dir.path, 'engine.json'), '{}', { mode: 0o644 });
    const told = await run('status', '--data-dir', dir.path);
    expect(told).toMatchObject({ code: 4, stdout: '' });
    expect(told.stderr).toContain('can be read or written by others');
  });

  it('reach the desktop app too, which needs no login', async () => {
    await using desktop = await startReachable('desktop');
    const there = ['--data-dir', desktop.dataDir];
    expect((await run('status', ...there)).stdout).toContain('in its window');
    const login = await run('login', '--no-open', ...there);
    expect(login).toMatchObject({ code: 4, stdout: '' });
    expect(login.stderr).toContain('The desktop window needs no login.');
  });

  it('is a place that what arrived lies before', async () => {
    await hook('/before');
    const [one, two] = [await mark(), await mark()];
    expect(one).toMatch(/^[0-9a-z]{11}$/);
    expect(one < two).toBe(true);
    const newest = JSON.parse((await run('list', '--limit', '1', '--json', ...here)).stdout);
    expect(newest.items[0].id < one).toBe(true);
  });
});

describe('backstitch list', () => {
  it('prints captures that a search finds, newest first', async () => {
    await hook('/listed?1');
    await hook('/listed?2');
    const { code, stdout, stderr } = await run('list', 'path:/listed', ...here);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}200 {2}POST {4}\/listed\?2 {2}\w{11}$/,
    );
  });

  it('prints chosen columns, read from headers and bodies too', async () => {
    await hook('/columns', '{"order":{"id":7}}', { ...JSON_TYPE, 'x-one': 'first' });
    const columns = 'status,path,header.x-one,body.order.id';
    const { stdout } = await run('list', 'path:/columns', '--columns', columns, ...here);
    expect(stdout).toBe('200  /columns  first  7\n');
  });

  it('goes through pages, and back to a place or a time', async () => {
    const since = await mark();
    for (let n = 1; n <= 5; n += 1) await hook(`/paged?${n}`);
    const targets = async (...more: string[]): Promise<string> =>
      (await run('list', 'path:/paged', '--columns', 'target', ...more, ...here)).stdout
        .replaceAll('/paged?', '')
        .replaceAll('\n', '');
    expect(await targets('--limit', '3')).toBe('543');
    expect(await targets('--since', since)).toBe('54321');
    const third = JSON.parse((await run('list', 'path:/paged', '--json', ...here)).stdout).items[2];
    expect(await targets('--since', third.id)).toBe('54');
    expect(await targets('--before', third.id)).toBe('21');
    expect(await targets('--since', '1h')).toBe('54321');
    expect(await targets('--since', String(Date.now() + 60_000))).toBe('');
  });

  it('refuses a search with a mistake, and what it finds without it is not printed', async () => {
    const refused = await run('list', 'status:40y', ...here);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(await run('show', 'latest:status:40y', ...here)).toMatchObject({ code: 2, stdout: '' });
    expect(await run('tail', 'status:40y', ...here)).toMatchObject({ code: 2, stdout: '' });
    expect(await run('wait', 'status:40y', ...here)).toMatchObject({ code: 2, stdout: '' });
  });

  it('takes a search that begins with a sign', async () => {
    await hook('/signed');
    for (const how of [['--search=-path:/listed'], ['--', '-path:/listed']]) {
      const { stdout } = await run('list', '--columns', 'path', ...here, ...how);
      expect(stdout).toContain('/signed');
      expect(stdout).not.toContain('/listed');
    }
  });

  it('shows what a terminal would obey, and does not send it there', async () => {
    await hook('/hostile', JSON.stringify({ a: '\u001b[2J\u0007' }), {
      ...JSON_TYPE,
      'x-hostile': Buffer.from('\u009b31mred \u202e', 'utf8').toString('latin1'),
    });
    const since = await mark();
    const shown = [
      await run('list', 'path:/hostile', '--columns', 'header.x-hostile,body.a', ...here),
      await run('list', 'path:/hostile', '--ndjson', '--columns', 'body.a', ...here),
      await run('show', 'latest:path:/hostile', '--headers', ...here),
      await run('tail', 'path:/hostile', '--since', '1h', '--exit-after', '1', '--body', ...here),
      await run('wait', 'path:/hostile', '--since', since, '--timeout', '0s', ...here),
    ];
    for (const { stdout, stderr } of shown) {
      // oxlint-disable-next-line no-control-regex -- controls are what is looked for
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
    expect(shown[0]?.stdout).toContain(String.raw`\u001b[2J\u0007`);
  });
});

describe('backstitch show', () => {
  it('shows a capture, its headers, its body and its reply', async () => {
    await hook('/shown', 'exact \u00e4', { 'content-type': 'text/plain', 'x-two': 'b' });
    const told = await run('show', 'latest:path:/shown', ...here);
    expect(told.stdout).toMatch(
      /POST {4}\/shown[\s\S]*Body +8 bytes, text\/plain[\s\S]*Reply +200/,
    );
    const part = async (...args: string[]) =>
      (await run('show', 'latest:path:/shown', ...args, ...here)).stdout;
    expect(await part('--headers')).toContain('x-two: b\n');
    expect(await part('--body')).toBe('exact ä');
    expect(await part('--headers', '--reply')).toMatch(/^content-type: /im);
    expect(JSON.parse(await part('--json'))).toMatchObject({
      ok: true,
      capture: { target: '/shown' },
    });
  });

  it('writes a body byte for byte, or unpacked', async () => {
    using dir = tempDir();
    const packed = gzipSync('{"n":1}');
    await hook('/packed', packed, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    const file = join(dir.path, 'body');
    const write = (...more: string[]) =>
      run('show', 'latest:path:/packed', '--body', '--out', file, ...more, ...here);
    expect(await write()).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(file).equals(packed)).toBe(true);
    await write('--decoded');
    expect(readFileSync(file, 'utf8')).toBe('{"n":1}');
  });

  it('ends with 5 where there is no such capture', async () => {
    expect(await run('show', '00000000000', ...here)).toMatchObject({ code: 5, stdout: '' });
    expect(await run('show', 'latest:path:/nothing', ...here)).toMatchObject({
      code: 5,
      stdout: '',
    });
    expect(await run('show', '../settings', ...here)).toMatchObject({ code: 5, stdout: '' });
  });
});

describe('backstitch tail', () => {
  it('prints what arrived since a mark and what arrives then, each once, with its status', async () => {
    const since = await mark();
    await hook('/tailed?1');
    await hook('/elsewhere');
    const tailing = run('tail', 'path:/tailed', '--since', since, '--exit-after', '3', ...here);
    await hook('/tailed?2');
    await hook('/tailed?3');
    const { code, stdout } = await tailing;
    expect(code).toBe(0);
    const seen = stdout
      .trim()
      .split('\n')
      .map((line) => / 200 .*(\/\S+)/.exec(line)?.[1]);
    expect(seen).toHaveLength(3);
    expect(new Set(seen)).toEqual(new Set(['/tailed?1', '/tailed?2', '/tailed?3']));
  });

  it('prints JSON with bodies, text as text and the rest as base64', async () => {
    const since = await mark();
    await hook('/bodies?1', '{"n":1}');
    await hook('/bodies?2', Uint8Array.of(0xff, 0xfe), {
      'content-type': 'application/octet-stream',
    });
    const two = ['--since', since, '--exit-after', '2'];
    const { stdout } = await run('tail', 'path:/bodies', ...two, '--ndjson', '--body', ...here);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { target: '/bodies?1', body: '{"n":1}' },
      { target: '/bodies?2', bodyBase64: '//4=' },
    ]);
  });
});

describe('backstitch wait', () => {
  it('prints matches and ends with 0 once there are enough', async () => {
    const since = await mark();
    const waiting = run(
      'wait',
      'path:/waited status:200',
      '--since',
      since,
      '--count',
      '2',
      ...here,
    );
    await hook('/waited?1');
    await hook('/waited?2');
    const { code, stdout, stderr } = await waiting;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toBe('2 matched.\n');
  });

  it('sees what was sent before it began, where a mark says so', async () => {
    const since = await mark();
    await hook('/early');
    const found = await run('wait', 'path:/early', '--since', since, '--json', ...here);
    expect(JSON.parse(found.stdout)).toMatchObject({
      ok: true,
      exit: 0,
      items: [{ target: '/early' }],
    });
    const all = await run('wait', 'path:/early', '--since', 'all', '--quiet', ...here);
    expect(all).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends with 1 and says how many came, where they are not enough in time', async () => {
    const since = await mark();
    await hook('/few');
    const args = [
      'wait',
      'path:/few',
      '--since',
      since,
      '--count',
      '3',
      '--timeout',
      '50ms',
      ...here,
    ];
    const late = await run(...args);
    expect(late).toMatchObject({ code: 1, stderr: '1 of 3 matched within 0.05 s.\n' });
    expect(late.stdout).toContain('/few');
    const { stdout } = await run(...args, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exit: 1, reason: 'timeout' });
  });

  it('says no to more than were wanted, and to those that come while it must be quiet', async () => {
    const since = await mark();
    for (const n of [1, 2, 3]) await hook(`/many?${n}`);
    const args = ['wait', 'path:/many', '--since', since, '--json', ...here];
    const reasonOf = async (...more: string[]) =>
      JSON.parse((await run(...args, ...more)).stdout).reason;
    expect(await reasonOf('--count', '1..2')).toBe('too-many');
    expect(await reasonOf('--count', '3..4', '--quiet-for', '50ms')).toBeUndefined();
    expect(await reasonOf('--count', '1', '--quiet-for', '1m', '--timeout', '50ms')).toBe(
      'not-quiet',
    );
  });
});

describe('as a process of its own', () => {
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [engineEntry(), ...args, ...here], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    return { child, closed: once(child, 'close'), stdout: () => stdout };
  };

  it.each(['wait', 'tail'])(
    '%s prints what it had and ends with 130 when it is interrupted',
    async (name) => {
      const path = `/interrupted-${name}`;
      const count =
        name === 'wait' ? ['--count', '9', '--since', '1h', '--timeout', '1h'] : ['--since', '1h'];
      await hook(path);
      const { child, closed, stdout } = start(name, `path:${path}`, ...count);
      await expect.poll(stdout).toContain(path);
      child.kill('SIGINT');
      expect((await closed)[0]).toBe(130);
    },
  );

  it('ends quietly when its reader has enough', async () => {
    const cli = `"${process.execPath}" "${engineEntry()}"`;
    const script = `set -o pipefail; ${cli} tail --since 1h --data-dir "$1" | head -n 1`;
    const piped = execute('bash', ['-c', script, 'bash', t.dataDir]);
    const ended = piped.then(
      () => true,
      () => true,
    );
    // It learns that nobody reads any more when it has more to say.
    while (!(await Promise.race([ended, hook('/more').then(() => false)])));
    const { stdout, stderr } = await piped;
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it('completes commands, options and files in bash', async () => {
    using dir = tempDir();
    mkdirSync(join(dir.path, 'a-folder'));
    const script = (await run('completion', 'bash')).stdout;
    const offered = async (...words: string[]): Promise<string[]> => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const program = `${script}\nCOMP_WORDS=(backstitch ${line}); COMP_CWORD=${words.length}; _backstitch; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = await execute('bash', ['-c', program], { cwd: dir.path });
      return stdout.trim().split('\n');
    };
    expect(await offered('st')).toEqual(['status']);
    expect(await offered('packages', 'in')).toEqual(['install']);
    expect(await offered('wait', '--q')).toEqual(['--quiet', '--quiet-for']);
    expect(await offered('packages', 'install', '--no')).toEqual(['--no-save']);
    expect(await offered('import', 'a-f')).toEqual(['a-folder']);
    expect((await run('completion', 'zsh')).stdout).toContain('bashcompinit');
    const fish = (await run('completion', 'fish')).stdout;
    expect(fish).toContain(
      "complete -c backstitch -n '__fish_seen_subcommand_from wait' -l quiet-for -r",
    );
    expect(fish).not.toContain("control-port -r -F -d ''");
  });
});
