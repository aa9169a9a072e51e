import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readEngineFile } from '../../main/control/local/runtime-file.ts';
import { openControl } from '../../main/control/listener.ts';
import type { contract } from '../../preload/contract.ts';
import { filesWith } from '../helpers/files-with.ts';
import { runCli, serveCli } from '../helpers/run-cli.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { json, send } from './harness.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;

/** The control listener of an engine, as `backstitch serve` opens it. */
async function control({ engine, dataDir }: TestEngine, port = 0) {
  const opened = await openControl({
    surface: engine,
    sessions: engine.sessionBook,
    port,
    staticDir: dataDir,
    log,
  });
  const own = Number(new URL(opened.url).port);
  const bearer = { authorization: `Bearer ${opened.token}` };
  return {
    ...opened,
    port: own,
    ask: (path: string, headers: Record<string, string> = bearer, method = 'GET') =>
      send(own, path, { method, headers }),
    async signIn(url = opened.issueLoginUrl()): Promise<string> {
      const headers = { 'user-agent': 'Test Browser 1' };
      const answer = await send(own, new URL(url).pathname + new URL(url).search, { headers });
      return (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

describe('a browser that signed in', () => {
  it('is known after a restart, and only by the hash of its cookie', async () => {
    using dir = tempDir();
    let port: number;
    let cookie: string;
    {
      await using first = await startTestEngine({ dataDir: dir.path });
      await using one = await control(first);
      port = one.port;
      cookie = await one.signIn();
      expect((await one.ask('/api/v1/health', { cookie })).status).toBe(200);
    }
    expect(filesWith(dir.path, cookie.split('=')[1] ?? '')).toEqual([]);
    await using second = await startTestEngine({ dataDir: dir.path });
    await using two = await control(second, port);
    expect((await two.ask('/api/v1/health', { cookie })).status).toBe(200);
    const list = JSON.parse((await two.ask('/api/v1/sessions')).text);
    expect(list).toMatchObject([{ id: 1, browser: 'Test Browser 1' }]);
    expect(JSON.stringify(list)).not.toContain('hash');
  });

  it('can be signed out: its requests and its open page', async () => {
    await using test = await startTestEngine();
    await using one = await control(test);
    const [mine, other] = [await one.signIn(), await one.signIn()];
    const page = new WebSocket(`ws://127.0.0.1:${one.port}/rpc`, {
      headers: { cookie: mine, origin: one.url },
    });
    await once(page, 'open');
    const closed = once(page, 'close');
    expect(JSON.parse((await one.ask('/api/v1/sessions/1', undefined, 'DELETE')).text)).toEqual({
      removed: true,
    });
    expect((await closed)[0]).toBe(1008);
    expect((await one.ask('/api/v1/health', { cookie: mine })).status).toBe(401);
    expect((await one.ask('/api/v1/health', { cookie: other })).status).toBe(200);
    const page401 = await one.ask('/', { cookie: mine });
    expect(page401.status).toBe(401);
    expect(page401.text).toContain('<code>backstitch login</code>');
  });

  it('is signed out after 30 days without use, not after 30 days', async () => {
    const clock = shiftedClock();
    await using test = await startTestEngine({ clock });
    await using one = await control(test);
    const cookie = await one.signIn();
    const status = async () => (await one.ask('/api/v1/health', { cookie })).status;
    for (let i = 0; i < 3; i += 1) {
      clock.jump(20 * DAY_MS);
      expect(await status()).toBe(200);
    }
    clock.jump(31 * DAY_MS);
    expect(await status()).toBe(401);
    expect(JSON.parse((await one.ask('/api/v1/sessions')).text)).toEqual([]);
  });
});

describe('two browsers', () => {
  it('are both known after a restart; each can be ended for itself, the other one goes on', async () => {
    using dir = tempDir();
    let port: number;
    let cookies: [string, string];
    {
      await using first = await startTestEngine({ dataDir: dir.path });
      await using one = await control(first);
      port = one.port;
      const laptop = first.engine.sessions.mint({ label: 'laptop' });
      const phone = first.engine.sessions.mint({ label: 'phone' });
      cookies = [await one.signIn(laptop.url), await one.signIn(phone.url)];
    }
    for (const cookie of cookies)
      expect(filesWith(dir.path, cookie.split('=')[1] ?? '')).toEqual([]);
    await using second = await startTestEngine({ dataDir: dir.path });
    await using two = await control(second, port);
    const [laptop, phone] = cookies;
    const status = async (cookie: string) => (await two.ask('/api/v1/health', { cookie })).status;
    expect([await status(laptop), await status(phone)]).toEqual([200, 200]);
    const list = second.engine.sessions.list();
    expect(list.map(({ label }) => label)).toEqual(['laptop', 'phone']);
    second.engine.sessions.revoke({ id: list[1]!.id });
    expect([await status(laptop), await status(phone)]).toEqual([200, 401]);
  });

  it('are 20 at most: the one that was longest unused goes', async () => {
    const clock = shiftedClock();
    await using test = await startTestEngine({ clock });
    await using one = await control(test);
    const first = await one.signIn();
    for (let n = 1; n <= 20; n += 1) {
      clock.jump(1000);
      await one.signIn();
    }
    expect(test.engine.sessions.list()).toHaveLength(20);
    expect((await one.ask('/api/v1/health', { cookie: first })).status).toBe(401);
  });

  it('see in their list which of them asks; over REST a cookie alone sees nothing', async () => {
    await using test = await startTestEngine();
    await using one = await control(test);
    const [mine, other] = [await one.signIn(), await one.signIn()];
    const headers = { cookie: mine, origin: one.url };
    for (const [path, method] of [
      ['/api/v1/sessions', 'GET'],
      ['/api/v1/sessions/2', 'DELETE'],
      ['/api/v1/login-urls', 'POST'],
      ['/api/v1/login%2Durls', 'POST'],
    ] as const) {
      const { status } = await one.ask(path, headers, method);
      expect([path, [403, 404].includes(status)]).toEqual([path, true]);
    }
    expect((await one.ask('/api/v1/health', { cookie: other })).status).toBe(200);
    const page = new WebSocket(`ws://127.0.0.1:${one.port}/rpc`, { headers });
    await once(page, 'open');
    const client: ContractRouterClient<typeof contract> = createORPCClient(
      new RPCLink({ websocket: page }),
    );
    const list = await client.sessions.list();
    expect(list.map(({ id, current }) => [id, current])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect((await client.sessions.mint({ label: 'phone' })).url).toContain('/?token=');
    page.terminate();
  });
});

describe('a link that signs in', () => {
  it('is good for ten minutes, and once', async () => {
    const clock = shiftedClock();
    await using test = await startTestEngine({ clock });
    await using one = await control(test);
    const [late, soon] = [1, 2].map(() => test.engine.sessions.mint({ label: '' }));
    expect(late!.expiresAt - clock.now()).toBeGreaterThan(590_000);
    clock.jump(9 * 60_000);
    expect(await one.signIn(soon!.url)).toMatch(/^backstitch-/);
    expect(await one.signIn(soon!.url)).toBe('');
    clock.jump(2 * 60_000);
    expect(await one.signIn(late!.url)).toBe('');
  });

  it('is taken whole by the field of the page for strangers', async () => {
    await using test = await startTestEngine();
    await using one = await control(test);
    const { text } = await one.ask('/', {});
    expect(text).toContain('<form action="/" method="get">');
    const { url } = test.engine.sessions.mint({ label: '' });
    expect(await one.signIn(`${one.url}/?token=${encodeURIComponent(` ${url} `)}`)).toMatch(
      /^backstitch-/,
    );
  });

  it('is not made where a hundred wait already', async () => {
    const clock = shiftedClock();
    await using test = await startTestEngine({ clock });
    await using one = await control(test);
    const { mint } = test.engine.sessions;
    for (let n = 0; n < 100; n += 1) mint({ label: '' });
    expect(() => mint({ label: '' })).toThrow('wait ten minutes');
    clock.jump(11 * 60_000);
    expect(mint({ label: '' }).url).toContain(one.url);
  });
});

describe('backstitch login', () => {
  it('prints a URL that signs one browser in, as often as it is asked', async () => {
    using dir = tempDir();
    await using cli = await serveCli(dir.path);
    const { control, token } = cli.ready;
    const told = readEngineFile(dir.path);
    expect(told).toMatchObject({ control, token, pid: cli.child.pid, face: 'browser' });
    for (const _ of [1, 2]) {
      const run = await runCli('login', '--no-open', '--data-dir', dir.path);
      expect([run.code, run.stderr]).toEqual([0, '']);
      const url = new URL(run.stdout.trim());
      expect(url.origin).toBe(cli.ready.control);
      const open = () => fetch(url, { redirect: 'manual' });
      expect((await open()).status).toBe(303);
      expect((await open()).status).toBe(401);
    }
    const asJson = await runCli('login', '--json', '--data-dir', dir.path);
    expect(JSON.parse(asJson.stdout).url).toContain('/?token=');
    expect(await cli.end('SIGTERM')).toBe(0);
    expect(readEngineFile(dir.path)).toBeUndefined();
    const late = await runCli('login', '--data-dir', dir.path);
    expect(late).toMatchObject({ code: 3, stdout: '' });
    expect(late.stderr).toContain(`No Backstitch runs on ${dir.path}.`);
  }, 90_000);

  it('asks the engine for a URL, which needs the token', async () => {
    await using test = await startTestEngine();
    await using one = await control(test);
    const mint = (headers: Record<string, string>) =>
      send(one.port, '/api/v1/login-urls', { method: 'POST', headers });
    expect((await mint({ ...json })).status).toBe(401);
    const { url } = JSON.parse((await mint({ authorization: `Bearer ${one.token}` })).text);
    expect(await one.signIn(url)).toMatch(/^backstitch-\d+=/);
    expect(() => test.engine.sessions.mint({ label: '' })).not.toThrow();
    await one[Symbol.asyncDispose]();
    expect(() => test.engine.sessions.mint({ label: '' })).toThrow('does not serve browsers');
  });
});
