import { existsSync, mkdirSync, mkdtempDisposableSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { openLocalSocket } from '../../main/control/local/local-socket.ts';
import { makeRoomForSocket } from '../../main/control/local/socket-path.ts';
import { connect } from '../../main/command-line/connection/connection.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { createTestLog } from './harness.ts';
import { createMemoryEngine } from './memory-engine.ts';

const TOKEN = 'needle-in-the-hay';

/** So short that a socket can be in it, wherever the tests have their temporary folder. */
const shortFolder = () => mkdtempDisposableSync('/tmp/backstitch-test-');

async function startSocket(dataDir: string) {
  const engine = createMemoryEngine();
  const log = pino({ level: 'silent' });
  const local = await openLocalSocket({ surface: engine.surface, dataDir, token: TOKEN, log });
  if (local === undefined) throw new Error('no socket');
  return { engine, local, connection: connect({ socket: local.path, token: TOKEN }) };
}

const dir = tempDir();
const { engine, local, connection } = await startSocket(dir.path);
afterAll(async () => {
  await local[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

/** @returns status and body of one request, with just these headers. */
async function raw(headers: Record<string, string>, path = '/api/v1/health', method = 'GET') {
  const outgoing = request({ socketPath: local.path, path, method, headers, agent: false });
  outgoing.end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
}

const HOST = { host: 'backstitch' };
const BEARER = { authorization: `Bearer ${TOKEN}` };

describe.skipIf(process.platform === 'win32')('the local socket', () => {
  it('is for this user only', () => {
    expect(local.path).toBe(join(dir.path, 'engine.sock'));
    expect(statSync(local.path).mode & 0o777).toBe(0o600);
  });

  it('serves REST to who has the token', async () => {
    expect(await connection.ask('GET', '/health')).toMatchObject({ instance: 'memory' });
    engine.arrive('c1', new Blob(['exact']));
    expect((await connection.bytes('/captures/c1/body')).toString()).toBe('exact');
    await expect(connection.ask('GET', '/captures/nope')).rejects.toMatchObject({
      code: 'CAPTURE_NOT_FOUND',
    });
  });

  it('serves live streams', async () => {
    const stop = new AbortController();
    const events = connection.follow('/captures/live', stop.signal);
    const first = events.next();
    await expect.poll(() => engine.counts.streamsOpen).toBe(1);
    engine.arrive('c2', new Blob([]));
    expect((await first).value).toMatchObject({
      event: 'message',
      id: 'c2',
      data: { kind: 'added' },
    });
    stop.abort();
    await expect.poll(() => engine.counts.streamsOpen).toBe(0);
  });

  it.each([
    ['without the token', {}, 401],
    ['with another', { authorization: 'Bearer x' }, 401],
    ['with a cookie', { cookie: `backstitch-1=${TOKEN}` }, 401],
    ['from a page', { ...BEARER, origin: 'http://backstitch' }, 403],
    ['from what a browser sends', { ...BEARER, 'sec-fetch-site': 'none' }, 403],
    ['for another host', { ...BEARER, host: 'localhost' }, 403],
  ])('refuses a call %s', async (_, headers, status) => {
    const answer = await raw({ ...HOST, ...headers });
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each(['/', '/index.html', `/?token=${TOKEN}`, '/rpc'])('has no page at %s', async (path) => {
    expect((await raw({ ...HOST, ...BEARER }, path)).status).toBe(404);
    expect((await raw(HOST, path)).status).toBe(401);
  });

  it('ends what it holds when it stops, and leaves nothing behind', async () => {
    using own = tempDir();
    const one = await startSocket(own.path);
    const events = one.connection.follow('/captures/live');
    const first = events.next();
    await expect.poll(() => one.engine.counts.streamsOpen).toBe(1);
    await one.local[Symbol.asyncDispose]();
    expect((await first).value).toMatchObject({ event: 'done' });
    expect(existsSync(one.local.path)).toBe(false);
  });

  it('takes the place of one that a killed engine left', async () => {
    using own = tempDir();
    const one = await startSocket(own.path);
    // A second engine cannot be there: the lock of the folder keeps it out.
    const two = await startSocket(own.path);
    expect(await two.connection.ask('GET', '/health')).toMatchObject({ status: 'ok' });
    await two.local[Symbol.asyncDispose]();
    await one.local[Symbol.asyncDispose]();
  });

  it('is left out, with a line in the log, where its place is taken by something else', async () => {
    using own = tempDir();
    writeFileSync(join(own.path, 'engine.sock'), 'a file of somebody');
    const { log, lines } = createTestLog();
    const { surface } = createMemoryEngine();
    const opened = await openLocalSocket({ surface, dataDir: own.path, token: TOKEN, log });
    expect(opened).toBeUndefined();
    expect(lines.join('')).toContain('local socket cannot be opened');
    expect(statSync(join(own.path, 'engine.sock')).isFile()).toBe(true);
  });

  it('lies in a folder of its own where the path would be too long', () => {
    using own = shortFolder();
    const long = join(own.path, 'x'.repeat(100));
    const path = makeRoomForSocket(long, 'linux', own.path);
    const folder = join(own.path, `backstitch-${process.getuid?.()}`);
    expect(path).toMatch(new RegExp(`^${folder}/[0-9a-f]{16}\\.sock$`));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(makeRoomForSocket(`${long}y`, 'linux', own.path)).not.toBe(path);
  });

  it('lies in /tmp where the path of the temporary folder is too long', () => {
    using own = shortFolder();
    const deep = join(own.path, 'd'.repeat(80));
    const path = makeRoomForSocket(join(deep, 'data'), 'linux', deep);
    expect(path).toMatch(new RegExp(`^/tmp/backstitch-${process.getuid?.()}/[0-9a-f]{16}\\.sock$`));
  });

  it('does not lie in a folder that is open to others', () => {
    using own = shortFolder();
    mkdirSync(join(own.path, `backstitch-${process.getuid?.()}`), { mode: 0o755 });
    expect(() => makeRoomForSocket(join(own.path, 'x'.repeat(100)), 'linux', own.path)).toThrow(
      'open to others',
    );
  });
});

it('on Windows it is a pipe whose name nobody can guess', () => {
  const [one, two] = [1, 2].map(() => makeRoomForSocket('C:\\data', 'win32'));
  expect(one).toMatch(/^\\\\\.\\pipe\\backstitch-[0-9a-f]{32}$/);
  expect(one).not.toBe(two);
});
