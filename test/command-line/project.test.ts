import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, it, vi } from 'vitest';
import { runSetSecret } from '../../main/command-line/actions/project/secrets.ts';
import { serve } from '../../main/command-line/serving/served.ts';
import { createLog } from '../../main/lib/log.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { endpointInput } from '../project/start-project.ts';
import { run, startReachable } from './harness.ts';

const t = await startReachable();
const dir = tempDir();
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});
const here = ['--data-dir', t.dataDir];
const file = join(dir.path, 'backstitch.json');

it('project init, diff and apply end with codes that scripts can use', async () => {
  expect(await run('project', 'init', dir.path)).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(file, 'utf8')).toContain('"$schema": "./backstitch.schema.json"');
  expect(existsSync(join(dir.path, 'backstitch.schema.json'))).toBe(true);
  expect(await run('project', 'init', dir.path)).toMatchObject({ code: 2 });
  expect(await run('project', 'diff', dir.path, ...here)).toMatchObject({ code: 0, stdout: '' });

  writeFileSync(
    file,
    JSON.stringify({
      endpoints: { orders: { path: '/orders' } },
      destinations: { far: { url: 'https://far.example/', authorization: { secret: 'far-key' } } },
    }),
  );
  const diff = await run('project', 'diff', dir.path, ...here);
  expect(diff.code).toBe(1);
  expect(diff.stdout).toMatch(/^\+ destinations far {2}\(far\.example is not allowed/);
  expect(diff.stdout).toContain('    +   "path": "/orders"');
  const check = await run('project', 'apply', dir.path, '--check', '--json', ...here);
  expect(JSON.parse(check.stdout)).toMatchObject({ ok: false, exit: 1, reason: 'differs' });
  expect(t.engine.endpoints.list()).toHaveLength(1);

  const applied = await run('project', 'apply', dir.path, ...here);
  expect(applied.code).toBe(0);
  expect(applied.stderr).toContain(
    'far.example is not allowed yet: backstitch project apply --allow-host far.example',
  );
  expect(applied.stderr).toContain('far-key is missing, for far.');
  const allowed = await run('project', 'apply', '--allow-host', 'far.example', ...here);
  expect(allowed).toMatchObject({ code: 0 });
  expect(t.engine.destinations.list()[0]?.state).toBe('live');
  expect(await run('project', 'diff', ...here)).toMatchObject({ code: 0, stdout: '' });

  writeFileSync(file, '{"endpoints": {"orders": {"path": 7}}}');
  const broken = await run('project', 'apply', ...here);
  expect(broken).toMatchObject({ code: 2, stdout: '' });
  expect(broken.stderr).toMatch(/backstitch\.json:1:35: /);
  writeFileSync(file, '{}');
  expect(await run('project', 'apply', ...here)).toMatchObject({ code: 1 });
  expect(await run('project', 'apply', '--yes', ...here)).toMatchObject({ code: 0 });
  expect(t.engine.endpoints.list()).toHaveLength(1);
});

it.skipIf(process.platform === 'win32')(
  'a tunnel that is a program waits for its place, whatever else is said yes to',
  async () => {
    const program = join(dir.path, 'cloudflared');
    writeFileSync(program, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${dir.path}${delimiter}${process.env['PATH'] ?? ''}`);
    writeFileSync(file, '{"tunnel": {"mode": "command", "command": {"preset": "cloudflared"}}}');
    const refused = await run('project', 'apply', '--yes', ...here);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      `${program} is not started yet: backstitch project apply --yes --allow-program ${program}`,
    );
    expect(t.engine.tunnel.get().config.mode).toBe('off');
    const named = ['--allow-program', program];
    expect(await run('project', 'apply', '--yes', ...named, ...here)).toMatchObject({ code: 0 });
    expect(t.engine.tunnel.get().config).toMatchObject({ mode: 'command', command: { program } });
    await t.engine.tunnel.put({ mode: 'off' });
    vi.unstubAllEnvs();
  },
);

it('a secret comes by the standard input, and its text is printed nowhere', async () => {
  const input = new PassThrough() as unknown as NodeJS.ReadStream;
  (input as unknown as PassThrough).end('needle-in-a-haystack\n');
  const given = { dataDir: t.dataDir, json: false, quiet: true };
  await runSetSecret({ ...given, name: 'far-key' }, input);
  expect(await run('secret', 'list', ...here)).toEqual({
    code: 0,
    stdout: 'far-key\n',
    stderr: '',
  });
  const listed = await run('secret', 'list', '--json', ...here);
  expect(listed.stdout).not.toContain('needle');
  expect(await run('secret', 'set', 'a', 'needle', ...here)).toMatchObject({ code: 2 });
  expect(await run('secret', 'remove', 'far-key', ...here)).toMatchObject({ code: 0 });
  expect(await run('secret', 'remove', 'far-key', ...here)).toMatchObject({ code: 5 });
});

it('project pull writes what is here, and serve --project follows it', async () => {
  using folder = tempDir();
  using data = tempDir();
  await t.engine.endpoints.create(endpointInput('Pulled'));
  const pulled = await run('project', 'pull', folder.path, ...here);
  expect(pulled).toMatchObject({ code: 0, stdout: '' });
  await using served = await serve(
    {
      dataDir: data.path,
      port: 0,
      controlPort: 0,
      app: undefined,
      tunnel: undefined,
      project: { directory: folder.path, yes: false, allowHosts: [] },
    },
    createLog('silent'),
  );
  const headers = { authorization: `Bearer ${served.token}` };
  const answer = await fetch(`${served.control}/api/v1/endpoints`, { headers });
  const names = ((await answer.json()) as { name: string }[]).map(({ name }) => name);
  expect(names).toContain('Pulled');
  expect(await run('serve', '--yes')).toMatchObject({ code: 2 });
});
