import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../helpers/until.ts';
import { startProject } from './start-project.ts';

const t = await startProject();
afterAll(() => t[Symbol.asyncDispose]());
const { endpoints, destinations, project, replays } = t.engine;
const destination = (name: string) => destinations.list().find((one) => one.name === name);

beforeEach(async () => {
  await project.detach();
  for (const { id } of destinations.forwards()) await destinations.removeForward({ id });
  for (const { id } of destinations.list()) await destinations.remove({ id });
  await endpoints.removeMany({ ids: endpoints.list().map(({ id }) => id) });
  for (const host of replays.allowedHosts()) await replays.forgetHost({ host });
  return () => vi.unstubAllEnvs();
});

describe('where captures may go', () => {
  const STRANGER = {
    endpoints: { orders: { path: '/orders', forward: { destination: 'stranger' } } },
    destinations: { stranger: { url: 'https://stranger.example/hook', signing: 'none' } },
    forwards: { all: { destination: 'stranger' } },
  };

  it('a destination of a file arrives paused where its host is not allowed, and sends nothing', async () => {
    t.put(STRANGER);
    const state = await t.attach();
    expect(destination('stranger')).toMatchObject({ state: 'paused', allowPrivate: false });
    expect(state.hosts).toEqual([
      { host: 'stranger.example', destinations: ['stranger'], secrets: [] },
    ]);
    await (await fetch(`${t.url}/orders`, { method: 'POST', body: 'secret' })).text();
    await t.captures(1, 'path:/orders');
    await until(() => t.engine.deliveries.list({ limit: 10, search: '' }).items.length > 0);
    const { items } = t.engine.deliveries.list({ limit: 10, search: '' });
    expect(items.every(({ state: now }) => now === 'held')).toBe(true);
    // A yes to the plan is no yes to the host.
    await project.apply({ yes: true, allowHosts: [] });
    expect(destination('stranger')?.state).toBe('paused');
  });

  it('goes on once a person allows the host', async () => {
    t.put({ ...STRANGER, endpoints: {}, forwards: {} });
    await t.attach();
    const { state } = await project.apply({ yes: false, allowHosts: ['stranger.example'] });
    expect(destination('stranger')?.state).toBe('live');
    expect(state.hosts).toEqual([]);
    expect(replays.allowedHosts()).toEqual(['stranger.example']);
  });

  it('one that moves to another host waits for a yes, then is paused and takes nothing along', async () => {
    await replays.allowHost({ host: 'ours.example' });
    t.put({ destinations: { ours: { url: 'https://ours.example/a' } } });
    await t.attach();
    const ours = destination('ours');
    if (ours === undefined) throw new Error('The destination is missing.');
    const headers: [string, string][] = [['X-Api-Key', 'needle']];
    await destinations.update({
      ...ours,
      headers,
      allowPrivate: true,
      authorization: 'Bearer needle',
    });
    t.put({ destinations: { ours: { url: 'https://theirs.example/a' } } });
    const { pending } = await t.until((state) => state.pending.length === 1);
    expect(pending).toMatchObject([{ key: 'ours', change: 'change', risk: 'egress' }]);
    expect(destination('ours')).toMatchObject({ url: 'https://ours.example/a', state: 'live' });
    await project.apply({ yes: true, allowHosts: [] });
    expect(destination('ours')).toMatchObject({
      url: 'https://theirs.example/a',
      state: 'paused',
      headers: [],
      allowPrivate: false,
      hasAuthorization: false,
    });
  });

  it('a variable that an allowed host would get in addition waits for a yes', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'needle-of-the-cloud');
    await replays.allowHost({ host: 'ours.example' });
    t.put({ destinations: { ours: { url: 'https://ours.example/a' } } });
    await t.attach();
    t.put({
      destinations: {
        ours: { url: 'https://ours.example/a', authorization: { env: 'AWS_SECRET_ACCESS_KEY' } },
      },
    });
    const { pending } = await t.until((state) => state.pending.length === 1);
    expect(pending[0]?.why).toBe('ours.example would get AWS_SECRET_ACCESS_KEY.');
    expect(destination('ours')?.hasAuthorization).toBe(false);
    expect(JSON.stringify(t.state())).not.toContain('needle');
  });

  it('a destination on this computer needs no allow', async () => {
    t.put({ destinations: { local: { url: 'http://localhost:3000/hook' } } });
    expect((await t.attach()).hosts).toEqual([]);
    expect(destination('local')?.state).toBe('live');
  });
});

describe('what a file cannot say', () => {
  const refusal = async (content: unknown): Promise<string> => {
    t.put(content);
    return t.attach().then(
      () => 'it was taken',
      (error: Error) => error.message,
    );
  };

  it.each([
    ['allowPrivate', { destinations: { a: { url: 'http://10.0.0.1/', allowPrivate: true } } }],
    ['allowedHosts', { allowedHosts: ['stranger.example'] }],
    ['sendForReal', { sendForReal: true }],
    ['trust', { destinations: { a: { url: 'https://a.example', trust: null } } }],
    ['postgres', { integrations: { a: { postgres: 'postgresql://u:p@h/d' } } }],
    ['urls', { integrations: { a: { urls: ['https://a/token'] } } }],
    ['host', { tunnel: { mode: 'localtunnel', host: 'https://relay.example' } }],
  ])('%s', async (name, content) => {
    expect(await refusal(content)).toMatch(
      new RegExp(`^backstitch.json:\\d+:\\d+: “${name}” is not read here`),
    );
    expect(destinations.list()).toEqual([]);
  });

  it('a secret in clear', async () => {
    const words = /put it into a variable/;
    const sender = { provider: 'stripe', secrets: ['whsec_needle'] };
    expect(await refusal({ endpoints: { a: { path: '/a', sender } } })).toMatch(words);
    const url = 'https://a.example';
    expect(await refusal({ destinations: { a: { url, authorization: 'Bearer x' } } })).toMatch(
      words,
    );
    const headers = [['X-Api-Key', 'needle']];
    expect(await refusal({ destinations: { a: { url, headers } } })).toMatch(
      /X-Api-Key holds a secret/,
    );
  });

  it.each(['/etc/passwd', '../outside.json', 'a/../../outside.json', 'C:/x.json', 'notes.txt', ''])(
    'a file at %j',
    async ($file) => {
      expect(await refusal({ endpoints: { $file } })).toMatch(/does not lie below|no \.json file/);
    },
  );

  it.skipIf(process.platform === 'win32')('a file or a folder that is a link', async () => {
    writeFileSync(join(t.folder, 'real.json'), '{}');
    symlinkSync('/etc', join(t.folder, 'etc'));
    symlinkSync(join(t.folder, 'real.json'), join(t.folder, 'link.json'));
    expect(await refusal({ endpoints: { $file: 'link.json' } })).toContain('is a link');
    expect(await refusal({ endpoints: { $file: 'etc/x.json' } })).toMatch(/link|does not exist/);
  });

  it('a huge file, one that names itself, one that nests without end, and the same field twice', async () => {
    writeFileSync(join(t.folder, 'huge.json'), '{}');
    truncateSync(join(t.folder, 'huge.json'), 5_000_001);
    expect(await refusal({ endpoints: { $file: 'huge.json' } })).toContain('larger than 5 MB');
    writeFileSync(join(t.folder, 'loop.json'), '{"a": {"$file": "loop.json"}}');
    expect(await refusal({ endpoints: { $file: 'loop.json' } })).toContain('names itself');
    expect(await refusal(`{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}`)).toContain(
      'nested too deeply',
    );
    expect(await refusal('{"endpoints": {}, "endpoints": {}}')).toContain('stands here twice');
    expect(await refusal('{"endpoints": {"__proto__": {"path": "/a"}}}')).toContain(
      'cannot be a key',
    );
  });

  it('an app elsewhere, and one in the project runs only after a yes', async () => {
    t.put({ apps: [{ directory: '../' }] });
    await t.attach();
    const { state } = await project.apply({ yes: true, allowHosts: [] });
    expect(state.problems[0]?.message).toContain('does not lie below the folder');
    mkdirSync(join(t.folder, 'shop'), { recursive: true });
    t.put({ apps: [{ directory: 'shop' }] });
    const { pending } = await t.until(({ pending: now }) => now[0]?.key === 'shop');
    expect(pending).toMatchObject([{ kind: 'apps', change: 'add', risk: 'egress' }]);
    expect(t.engine.apps.list()).toEqual([]);
  });

  it('a smaller retention or an open tunnel without a yes', async () => {
    const before = t.engine.system.settings();
    t.put({ settings: { keepCount: 100, bodyCapBytes: 9000 }, tunnel: { mode: 'localtunnel' } });
    const { pending } = await t.attach();
    expect(pending.map(({ kind, key, risk }) => [kind, key, risk])).toEqual([
      ['tunnel', 'tunnel', 'egress'],
      ['settings', 'keepCount', 'removes'],
    ]);
    expect(t.engine.system.settings()).toEqual({ ...before, bodyCapBytes: 9000 });
    await t.engine.system.saveSettings(before);
  });
});

describe('secrets by reference', () => {
  const url = 'http://localhost';
  const file = (sender: object, port = 1) => ({
    endpoints: { pay: { path: '/pay', sender: { provider: 'gitlab', refuse: true, ...sender } } },
    destinations: {
      out: { url: `${url}:${port}/`, signing: 'none', authorization: { secret: 'out-key' } },
    },
    forwards: { out: { destination: 'out', endpoint: 'pay' } },
  });
  const post = async (token: string): Promise<number> => {
    const headers = { 'x-gitlab-token': token, 'x-gitlab-event': 'Push Hook' };
    const reply = await fetch(`${t.url}/pay`, { method: 'POST', body: '{}', headers });
    await reply.text();
    return reply.status;
  };

  it('verify, are missing by name, and are used by a destination; in no list and no row', async () => {
    const seen: (string | undefined)[] = [];
    await using server = createServer((incoming, answer) => {
      seen.push(incoming.headers.authorization);
      answer.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    t.put(file({ secrets: [[{ env: 'GITLAB_HOOK' }, { secret: 'gitlab-dev' }]] }, port));
    const state = await t.attach();
    expect(state.missing).toEqual([
      { env: [], secrets: ['out-key'], usedBy: [{ kind: 'destinations', key: 'out' }] },
      {
        env: ['GITLAB_HOOK'],
        secrets: ['gitlab-dev'],
        usedBy: [{ kind: 'endpoints', key: 'pay' }],
      },
    ]);
    expect(await post('needle-of-gitlab')).toBe(401);
    await project.setSecret({ name: 'gitlab-dev', value: 'needle-of-gitlab\n' });
    await project.setSecret({ name: 'out-key', value: 'Bearer needle-of-out' });
    expect(t.state().missing).toEqual([]);
    expect(await post('needle-of-gitlab')).toBe(200);
    // What was refused was forwarded before, without it.
    await until(() => seen.includes('Bearer needle-of-out'));

    // The first that is found goes before; it is read again by apply.
    vi.stubEnv('GITLAB_HOOK', 'rotated-needle');
    await project.apply({ yes: false, allowHosts: [] });
    expect([await post('needle-of-gitlab'), await post('rotated-needle')]).toEqual([401, 200]);
    expect(project.secrets()).toEqual([
      { name: 'gitlab-dev', last4: 'tlab' },
      { name: 'out-key', last4: '-out' },
    ]);
    const shown = [t.state(), destinations.list(), t.engine.signatures.secrets({}), t.text()];
    expect(JSON.stringify(shown)).not.toContain('needle');
    const rows = t.engine.db.prepare('SELECT quote(value) FROM sender_secrets').pluck().all();
    expect(rows).toEqual([]);
    const kept = t.engine.db.prepare('SELECT settings, authorization FROM destinations').all();
    expect(JSON.stringify(kept)).not.toContain('needle');
    await project.detach();
    expect(await post('rotated-needle')).toBe(401);
    for (const { name } of project.secrets()) await project.removeSecret({ name });
  });
});
