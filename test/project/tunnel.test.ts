import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { startProject } from './start-project.ts';

const dir = tempDir();
const t = await startProject();
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});
const { project, tunnel } = t.engine;
const config = () => tunnel.get().config;

beforeEach(async () => {
  await project.detach();
  await tunnel.put({ mode: 'off' });
  return () => vi.unstubAllEnvs();
});

const OWN = {
  preset: 'own',
  host: 'tunnel.invalid',
  user: 'deploy',
  password: { secret: 'box' },
  remotePort: 8080,
  urlFrom: 'fixed',
  publicUrl: 'https://hooks.invalid',
};
const LOCAL = { agent: true, keyPath: '/home/ann/.ssh/id', hostKey: [`SHA256:${'a'.repeat(43)}`] };

describe('a tunnel over SSH in a project file', () => {
  it('waits for a yes that says who is logged in to and what they get', async () => {
    t.put({ tunnel: { mode: 'ssh', ssh: OWN } });
    const { pending, missing } = await t.attach();
    expect(pending).toMatchObject([{ kind: 'tunnel', risk: 'egress' }]);
    expect(pending[0]?.why).toMatch(
      /^Backstitch logs in to tunnel\.invalid:22, which gets box\. Anybody on the internet/,
    );
    expect(missing).toMatchObject([{ secrets: ['box'], usedBy: [{ kind: 'tunnel' }] }]);
    expect(config().mode).toBe('off');
    await project.apply({ yes: true, allowHosts: [] });
    expect(config()).toMatchObject({
      mode: 'ssh',
      ssh: { ...OWN, password: 'box', port: 22, agent: false, keyPath: '', hostKey: [] },
    });
    expect(t.state()).toMatchObject({ pending: [], conflicts: [], problems: [] });
  });

  it('keeps keys of this computer for the same server, and gives them to no other', async () => {
    t.put({ tunnel: { mode: 'ssh', ssh: OWN } });
    await t.attach();
    await project.apply({ yes: true, allowHosts: [] });
    await tunnel.put({ ...config(), ssh: { ...config().ssh, ...LOCAL } });
    // It is not written into the file, and is no edit of it.
    await project.apply({ yes: false, allowHosts: [] });
    expect(t.value().tunnel.ssh).toEqual(OWN);
    t.put({ tunnel: { mode: 'ssh', ssh: { ...OWN, remotePort: 8081 } } });
    await t.until(({ pending }) => pending.length === 1);
    await project.apply({ yes: true, allowHosts: [] });
    expect(config().ssh).toMatchObject({ ...LOCAL, remotePort: 8081 });
    t.put({ tunnel: { mode: 'ssh', ssh: { ...OWN, host: 'evil.invalid' } } });
    await t.until(({ pending }) => pending[0]?.why?.includes('evil.invalid') === true);
    await project.apply({ yes: true, allowHosts: [] });
    expect(config().ssh).toMatchObject({
      host: 'evil.invalid',
      agent: false,
      keyPath: '',
      hostKey: [],
    });
  });

  it.each([
    ['pinggy', { preset: 'pinggy', token: { secret: 'pinggy-token' } }],
    ['serveo', { preset: 'serveo', bind: 'our-shop' }],
    ['one’s own', OWN],
  ])('is pulled as it is: %s', async (_name, ssh) => {
    t.put({ tunnel: { mode: 'ssh', ssh } });
    await t.attach();
    await project.apply({ yes: true, allowHosts: [] });
    await project.detach();
    await using other = await startProject();
    await project.pull({ directory: other.folder });
    expect(other.value().tunnel).toEqual({ mode: 'ssh', ssh });
    expect(await project.attach({ directory: other.folder, write: true })).toMatchObject({
      pending: [],
      conflicts: [],
    });
  });

  it('goes into the file when the page changes it, and localtunnel comes back from there', async () => {
    t.put('{\n  // ours\n  "tunnel": { "mode": "off" }\n}\n');
    await t.attach();
    await tunnel.put({ mode: 'ssh', ssh: { preset: 'serveo', bind: 'shop' } });
    await until(() => t.text().includes('serveo'));
    expect(t.text()).toMatch(/\/\/ ours\n {2}"tunnel": \{\s+"mode": "ssh",\s+"ssh": \{/);
    t.put('{ "tunnel": { "mode": "localtunnel", "subdomain": "shop" } }');
    const { pending } = await t.until((state) => state.pending.length === 1);
    expect(pending[0]?.program).toBeUndefined();
    expect(config().mode).toBe('ssh');
  });

  it('has no words for keys and hosts that are trusted', async () => {
    for (const field of ['keyPath', 'agent', 'hostKey', 'passphrase']) {
      t.put({ tunnel: { mode: 'ssh', ssh: { ...OWN, [field]: 'x' } } });
      await expect(t.attach()).rejects.toThrow(`“${field}” is not read here`);
    }
    t.put({ tunnel: { mode: 'ssh', ssh: { ...OWN, password: 'needle' } } });
    await expect(t.attach()).rejects.toThrow('keep it with `backstitch secret set NAME`');
  });
});

/** Puts a program into PATH that says that it ran, and prints a URL. */
function putProgram(folder: string): { path: string; ran: string } {
  const bin = join(dir.path, folder);
  mkdirSync(bin, { recursive: true });
  const path = join(bin, 'cloudflared');
  const ran = join(bin, 'ran');
  writeFileSync(path, `#!/bin/sh\necho $$ > '${ran}'\nexec sleep 600\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH'] ?? ''}`);
  return { path, ran };
}

describe.skipIf(process.platform === 'win32')('a program that a project file names', () => {
  const FILE = { tunnel: { mode: 'command', command: { preset: 'cloudflared' } } };
  const yes = (programs: string[]) => project.apply({ yes: true, allowHosts: [], programs });

  it('is not started because the file was read, nor by a yes to the rest: its place has to be named', async () => {
    const { path, ran } = putProgram('one');
    t.put(FILE);
    const { pending } = await t.attach();
    expect(pending).toMatchObject([{ kind: 'tunnel', risk: 'egress', program: path }]);
    expect(pending[0]?.why).toContain(`The program ${path} is started.`);
    for (const programs of [[], ['cloudflared'], [`${path}x`]]) {
      const { applied, state } = await yes(programs);
      expect(applied).toEqual([]);
      expect(state.pending).toHaveLength(1);
    }
    // Named without a yes is none either.
    await project.apply({ yes: false, allowHosts: [], programs: [path] });
    expect(config().mode).toBe('off');
    expect(existsSync(ran)).toBe(false);

    // Another one that comes before it in PATH was not seen.
    const other = putProgram('two');
    const { state } = await yes([path]);
    expect(state.pending).toMatchObject([{ program: other.path }]);
    expect(config().mode).toBe('off');

    expect((await yes([other.path])).applied).toMatchObject([{ kind: 'tunnel' }]);
    expect(config()).toMatchObject({
      mode: 'command',
      command: { preset: 'cloudflared', program: other.path },
    });
    await until(() => existsSync(other.ran));
    expect(existsSync(ran)).toBe(false);

    // And what the file says of it next waits again.
    const more = { ...FILE.tunnel, command: { preset: 'cloudflared', readyMs: 30_000 } };
    t.put({ tunnel: more });
    await t.until((now) => now.pending.length === 1);
    await yes([]);
    expect(config().command.readyMs).toBe(20_000);
    await yes([other.path]);
    expect(config().command.readyMs).toBe(30_000);

    await using copy = await startProject();
    await project.detach();
    await project.pull({ directory: copy.folder });
    expect(copy.value().tunnel).toEqual(more);
    expect(copy.text()).not.toContain(other.path);
  });

  it('is not started by whose side of a conflict counts', async () => {
    const { path, ran } = putProgram('three');
    t.put({ tunnel: { mode: 'off' } });
    await project.attach({ directory: t.folder, write: false });
    await tunnel.put({ mode: 'url', url: 'https://mine.invalid' });
    t.put(FILE);
    await t.until((state) => state.conflicts.length === 1);
    const state = await project.resolve({ kind: 'tunnel', key: 'tunnel', keep: 'file' });
    expect(state).toMatchObject({ conflicts: [], pending: [{ program: path }] });
    expect(config().mode).toBe('url');
    expect(existsSync(ran)).toBe(false);
  });

  it('that is not here is said, and no other word of the file names one', async () => {
    vi.stubEnv('PATH', dir.path);
    t.put(FILE);
    const { pending } = await t.attach();
    expect(pending[0]?.why).toBe(
      'The program cloudflared is not found in PATH here. Install it, then look again.',
    );
    const { state } = await yes(['cloudflared']);
    expect(state.problems[0]?.message).toContain('is not found in PATH');
    expect(config().mode).toBe('off');
    await project.detach();
    for (const more of [{ program: '/bin/sh' }, { args: ['-c'] }, { preset: 'file' }]) {
      t.put({ tunnel: { ...FILE.tunnel, command: { ...FILE.tunnel.command, ...more } } });
      await expect(t.attach()).rejects.toMatchObject({ code: 'PROJECT_INVALID' });
    }
  });
});
