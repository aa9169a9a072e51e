import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/lib/clock.ts';
import { isUnattended } from '../../main/updates/unattended.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

/** npm's registry, as far as it is asked. */
async function startFakeRegistry(answer: RequestListener) {
  const asked: { line: string; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    asked.push({ line: `${method} ${url}`, headers: { ...headers } });
    answer(request, response);
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { registry, asked, [Symbol.dispose]: close };
}

const says =
  (version: unknown): RequestListener =>
  (_request, response) =>
    void response.end(JSON.stringify({ name: 'backstitch', version }));

/** An engine that asks at once, on a folder that outlives it. */
const asking = (registry: string, dataDir: string) =>
  startTestEngine({ dataDir, updates: { registry, firstMs: 0 } });

describe('a newer version', () => {
  it('is asked for once a day, with one request that says nothing of who asks, and shown', async () => {
    using dir = tempDir();
    using npm = await startFakeRegistry(says('99.1.0'));
    {
      await using t = await asking(npm.registry, dir.path);
      const { system } = t.engine;
      await until(() => system.status().newer === '99.1.0', 'it was not shown');
    }
    // Another start on the same day knows it, and does not ask.
    await using t = await asking(npm.registry, dir.path);
    expect(t.engine.system.status().newer).toBe('99.1.0');
    await t.engine.prefs.put({ patch: { 'updates.ask': false } });
    expect(t.engine.system.status().newer).toBe(null);
    expect(npm.asked.map(({ line }) => line)).toEqual(['GET /backstitch/latest']);
    const { host, connection, ...told } = npm.asked[0]!.headers;
    expect([host, connection]).toEqual([new URL(npm.registry).host, 'keep-alive']);
    expect(told).toEqual({
      accept: 'application/json',
      'accept-encoding': expect.any(String),
      'accept-language': '*',
      'sec-fetch-mode': 'cors',
      'user-agent': 'node',
    });
    await expect(t.engine.prefs.put({ patch: { 'updates.ask': 'no' } })).rejects.toMatchObject({
      code: 'PREFS_INVALID',
    });
  });

  it('is asked for again a day later, and never while the switch is off', async () => {
    using dir = tempDir();
    let day = 0;
    const clock = { ...systemClock, now: () => Date.now() + day * 86_400_000 };
    using npm = await startFakeRegistry(says('99.1.0'));
    const start = () =>
      startTestEngine({
        dataDir: dir.path,
        clock,
        updates: { registry: npm.registry, firstMs: 0 },
      });
    for (const wanted of [1, 1, 2, 2]) {
      await using t = await start();
      if (npm.asked.length < wanted) await until(() => npm.asked.length === wanted, 'not asked');
      await until(() => t.engine.system.status().newer !== null, 'not known');
      if (npm.asked.length === wanted) day += wanted === 1 ? 0.6 : 0.1;
    }
    expect(npm.asked.length).toBe(2);
    day += 3;
    {
      await using t = await startTestEngine({ dataDir: dir.path, clock });
      await t.engine.prefs.put({ patch: { 'updates.ask': false } });
    }
    await using t = await start();
    // Long enough for a question that is sent at the start to be there.
    await fetch(`${t.url}/one`);
    await t.captures(1);
    expect(npm.asked.length).toBe(2);
  });

  it.each([
    ['is older', says('0.0.1')],
    ['is a trial', says('99.0.0-beta.1')],
    ['is no version', says('99.0.0; rm -rf /')],
    ['is no text', says({ major: 99 })],
    [
      'is beside an error',
      (_request, response) => void response.writeHead(500).end('{"version":"99.0.0"}'),
    ],
    [
      'is elsewhere',
      (_request, response) => void response.writeHead(302, { location: '/x' }).end(),
    ],
    [
      'is too long',
      (_request, response) =>
        void response.end(`{"version":"99.0.0","x":"${'x'.repeat(300_000)}"}`),
    ],
    [
      'is cut off',
      (_request, response) => void response.writeHead(200, { 'content-length': '99' }).destroy(),
    ],
  ] as [string, RequestListener][])(
    'that %s is not shown, and nothing is said',
    async (_what, answer) => {
      using dir = tempDir();
      using npm = await startFakeRegistry(answer);
      const lines: string[] = [];
      await using t = await startTestEngine({
        dataDir: dir.path,
        updates: { registry: npm.registry, firstMs: 0 },
        log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
      });
      await until(() => existsSync(join(dir.path, 'update.json')), 'it was not asked for');
      expect(t.engine.system.status().newer).toBe(null);
      expect(npm.asked.length).toBe(1);
      expect(lines.filter((line) => /registry|update|version/i.test(line))).toEqual([]);
    },
  );
});

describe('nobody is asked', () => {
  it.each([
    [{ CI: 'true' }, true],
    [{ CI: '1' }, true],
    [{ CI: 'false' }, false],
    [{ NO_UPDATE_NOTIFIER: '1' }, true],
    [{ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, true],
    [{ container: 'podman' }, true],
    [{}, false],
  ])('where the environment is %o: %s', (env, wanted) => {
    expect(isUnattended(env, () => false)).toBe(wanted);
  });

  it.each(['/.dockerenv', '/run/.containerenv'])('where there is %s', (mark) => {
    expect(isUnattended({}, (path) => path === mark)).toBe(true);
  });
});
