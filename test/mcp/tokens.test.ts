import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openControl } from '../../main/control/listener.ts';
import { run, startReachable } from '../command-line/harness.ts';
import { filesWith } from '../helpers/files-with.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { ask, httpAgent } from './harness.ts';

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

/** The door of an engine, at a port of its own or the one it had before. */
async function open(t: TestEngine, port = 0, log = pino({ level: 'silent' })) {
  const control = await openControl({
    surface: t.engine,
    sessions: t.engine.sessionBook,
    port,
    staticDir: t.dataDir,
    log,
    agents: t.engine.agents.door,
  });
  const url = new URL('/mcp', control.url);
  return {
    ...control,
    port: Number(url.port),
    mcp: url,
    post: (token: string, more: Record<string, string> = {}) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
          ...more,
        },
        body: JSON.stringify(LIST),
      }),
    [Symbol.asyncDispose]: () => control[Symbol.asyncDispose](),
  };
}

describe('a lasting token of an agent', () => {
  it('opens /mcp after a restart, too, and is kept as a hash alone', async () => {
    using dir = tempDir();
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const log = pino({ level: 'trace' }, sink);
    let port = 0;
    let token = '';
    {
      await using first = await startTestEngine({ dataDir: dir.path, log });
      await using door = await open(first, 0, log);
      await first.engine.prefs.put({ patch: { 'agents.connect': true } });
      port = door.port;
      ({ token } = first.engine.mcp.createToken({ name: 'laptop', mayChange: false }));
      expect(first.engine.mcp.tokens()).toMatchObject([{ name: 'laptop', lastUsedAt: null }]);
      const client = await httpAgent(door.mcp, token);
      expect((await ask(client, 'status')).answer['localUrl']).toBe(first.url);
      await client.close();
    }
    expect(filesWith(dir.path, token)).toEqual([]);
    await using second = await startTestEngine({ dataDir: dir.path, log });
    await using door = await open(second, port, log);
    const client = await httpAgent(door.mcp, token);
    expect((await ask(client, 'status')).answer['localUrl']).toBe(second.url);
    await client.close();
    const [listed] = second.engine.mcp.tokens();
    expect(listed?.lastUsedAt).toBeGreaterThan(0);
    const [call] = second.engine.mcp.calls();
    expect(call).toMatchObject({ tool: 'status', token: 'laptop' });
    const told = JSON.stringify([listed, call, lines]);
    expect(told).not.toContain(token);
    expect(told).not.toContain('"hash"');
    expect(filesWith(dir.path, token)).toEqual([]);
  });

  it('opens nothing else, and the door no further than it is open', async () => {
    await using t = await startTestEngine();
    await using door = await open(t);
    const { token } = t.engine.mcp.createToken({ name: 'laptop', mayChange: true });
    expect((await door.post(token)).status).toBe(403);
    await t.engine.prefs.put({ patch: { 'agents.connect': true } });
    expect((await door.post(token)).status).not.toBe(403);
    expect((await door.post(token, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await door.post(`${token}x`)).status).toBe(401);

    const authorization = `Bearer ${token}`;
    for (const path of ['/', '/api/v1/health', '/api/v1/captures', '/api/v1/mcp/tokens']) {
      const answer = await fetch(new URL(path, door.url), { headers: { authorization } });
      expect(answer.status, path).toBe(401);
    }
    const login = await fetch(`${door.url}/?token=${token}`, { redirect: 'manual' });
    expect(login.headers.get('set-cookie')).toBeNull();
    const page = new WebSocket(door.url.replace('http', 'ws') + '/rpc', {
      headers: { authorization, origin: door.url },
    });
    const [, refused] = (await once(page, 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ];
    expect(refused.statusCode).toBe(401);

    // Who has only the cookie cannot make one over REST.
    const signed = await fetch(door.issueLoginUrl(), { redirect: 'manual' });
    const cookie = signed.headers.get('set-cookie')?.split(';')[0] ?? '';
    const made = await fetch(new URL('/api/v1/mcp/tokens', door.url), {
      method: 'POST',
      headers: { cookie, origin: door.url, 'content-type': 'application/json' },
      body: '{"name":"page"}',
    });
    expect(made.status).toBe(403);
    expect(t.engine.mcp.tokens()).toHaveLength(1);
  });

  it('changes things where it may and agents may, and ends with what it asks', async () => {
    await using t = await startTestEngine();
    await using door = await open(t);
    await t.engine.prefs.put({ patch: { 'agents.connect': true } });
    const reads = t.engine.mcp.createToken({ name: 'reads', mayChange: false });
    const writes = t.engine.mcp.createToken({ name: 'writes', mayChange: true });
    const [reader, writer] = await Promise.all([
      httpAgent(door.mcp, reads.token),
      httpAgent(door.mcp, writes.token),
    ]);
    const mayPin = async (client: typeof reader): Promise<boolean> =>
      (await client.listTools()).tools.some(({ name }) => name === 'pin_capture');
    expect([await mayPin(reader), await mayPin(writer)]).toEqual([false, false]);
    await t.engine.prefs.put({ patch: { 'agents.change': true } });
    expect([await mayPin(reader), await mayPin(writer)]).toEqual([false, true]);
    await expect(
      reader.callTool({ name: 'pin_capture', arguments: { id: 'x', pinned: true } }),
    ).rejects.toThrow(/pin_capture/);

    const newest = () => t.engine.mcp.calls()[0];
    const wait = { search: 'path:/never', timeoutSeconds: 50 };
    const waiting = writer.callTool({ name: 'wait_for_capture', arguments: wait }).then(
      () => 'answered',
      () => 'given up',
    );
    await until(() => newest()?.outcome === 'running', 'no wait began');
    expect(t.engine.mcp.revokeToken({ id: writes.id })).toEqual({ removed: true });
    await until(() => newest()?.outcome === 'canceled', 'the wait goes on');
    expect(await waiting).toBe('given up');
    expect((await door.post(writes.token)).status).toBe(401);
    expect(await mayPin(reader)).toBe(false);
    expect(t.engine.mcp.revokeToken({ id: writes.id })).toEqual({ removed: false });
    await Promise.all([reader.close(), writer.close()]);
  });

  it('is made, listed and revoked by the command', async () => {
    await using here = await startReachable();
    const command = (...argv: string[]) => run('mcp', 'token', ...argv, '--data-dir', here.dataDir);
    const made = await command('create', 'laptop', '--allow-write');
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^bstmcp_[\w-]{43}\n$/) });
    expect(made.stderr).toContain('not shown again');
    expect(here.engine.agents.door.holderOf(made.stdout.trim())).toMatchObject({
      name: 'laptop',
      mayChange: true,
    });
    const again = await command('create', 'LAPTOP');
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain('There is a token “LAPTOP”');
    expect((await command('list')).stdout).toMatch(/^laptop {2}may change {2}used \d{4}-/);
    const before = await run('mcp', '--data-dir', here.dataDir, 'token', 'list');
    expect(before.stdout).toContain('laptop');
    expect((await command('revoke', 'laptop')).code).toBe(0);
    expect((await command('revoke', 'laptop')).code).toBe(5);
    expect((await command('list')).stdout).toBe('');
  });
});
