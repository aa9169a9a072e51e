import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { EndpointInput } from '../../preload/contract/endpoints.ts';
import { TunnelConfig } from '../../preload/contract/tunnel.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { exchange, openRaw } from '../helpers/peers/raw-client.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';

/** A log whose lines can be read. */
function readableLog() {
  const lines: string[] = [];
  return { log: pino({ level: 'error' }, { write: (line) => void lines.push(line) }), lines };
}

function slow(path: string, delayMs: number): EndpointInput {
  const failFirst = { count: 0, status: 500 };
  return {
    name: 'Slow',
    enabled: true,
    path,
    methods: [],
    reply: { status: 200, headers: [], bodyKind: 'text', body: '', delayMs, failFirst },
  };
}

const INBOX = 'inbox' as EndpointId;

it('answers 500 where a stage fails, names the stage, and logs one line', async () => {
  const { log, lines } = readableLog();
  await using t = await startTestEngine({ log });
  await t.engine.signatures.saveSettings({
    endpointId: INBOX,
    provider: 'github',
    custom: null,
    refuse: true,
    handshakes: true,
    verifyToken: null,
    publicUrl: null,
  });
  const raw = openRaw(t.port);
  const size = 1_000_000;
  raw.socket.write(`POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`);
  raw.socket.write(Buffer.alloc(size - 1, 'x'));
  // The body goes to a file; its file goes away before anybody reads it.
  const bodies = join(t.dataDir, 'bodies');
  await until(() => readdirSync(bodies).length > 0, 'no body was written');
  for (const file of readdirSync(bodies)) rmSync(join(bodies, file));
  raw.socket.end('x');
  expect(await raw.read()).toMatch(/^HTTP\/1\.1 500 /);
  const [kept] = await t.captures(1);
  expect(kept).toMatchObject({
    status: 500,
    decidedBy: 'authenticate',
    reason: 'Backstitch failed at the stage authenticate of this request.',
  });
  expect(t.engine.captures.get({ id: kept!.id }).stages.at(-1)).toMatchObject({
    stage: 'respond',
    result: 'ok',
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('ENOENT');
});

it('records no status where the sender disconnected before the reply', async () => {
  await using t = await startTestEngine();
  await t.engine.endpoints.create(slow('/slow', 60_000));
  const raw = openRaw(t.port);
  raw.socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => t.engine.system.status().held).toBe(1);
  raw.socket.resetAndDestroy();
  const [kept] = await t.captures(1);
  expect(kept).toMatchObject({
    status: null,
    reason: 'The sender closed the connection before the reply was sent.',
  });
});

it('answers a sender that closed its own side behind the request', async () => {
  await using t = await startTestEngine();
  const raw = openRaw(t.port);
  raw.socket.end('GET /half HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await raw.read()).toMatch(/^HTTP\/1\.1 200 /);
  expect(await t.captures(1)).toMatchObject([{ status: 200, reason: null }]);
});

it('tells the tunnel from the sender, where a connection was closed', async () => {
  await using t = await startTestEngine();
  await t.engine.tunnel.put(TunnelConfig.parse({ mode: 'url', url: 'https://hooks.example.com' }));
  const cut = async (host: string): Promise<void> => {
    const raw = openRaw(t.port);
    await once(raw.socket, 'connect');
    raw.socket.end(`POST /cut HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 9\r\n\r\nhalf`);
    await raw.read();
  };
  await cut('localhost');
  await cut('hooks.example.com');
  const [tunnel, sender] = await t.captures(2);
  expect(sender?.reason).toBe('The sender disconnected before the request was complete.');
  expect(tunnel?.reason).toBe('The tunnel disconnected before the request was complete.');
});

it('takes a thousand short headers, and says what is too large of what is not', async () => {
  await using t = await startTestEngine();
  const headers = Array.from({ length: 1000 }, (_, i) => `X-Header-${i}: some value\r\n`).join('');
  const many = `GET /many HTTP/1.1\r\nConnection: close\r\n${headers}\r\n`;
  expect(await exchange(t.port, many)).toMatch(/^HTTP\/1\.1 200 /);
  const trailers = `POST /t HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`;
  expect(await exchange(t.port, trailers)).toMatch(/^HTTP\/1\.1 431 /);
  const [refused, taken] = await t.captures(2);
  expect(refused?.reason).toBe('The trailers are larger than 64 KiB.');
  expect(t.engine.captures.get({ id: taken!.id }).headers).toHaveLength(1001);
});

it('answers calls of the client API that nobody serves with a 404 in its own form', async () => {
  await using t = await startTestEngine();
  const reply = await fetch(`${t.url}/api/client/v2.0/elsewhere`, { method: 'POST', body: '{}' });
  expect(reply.status).toBe(404);
  expect(reply.headers.get('content-type')).toBe('application/json');
  expect(await reply.json()).toEqual({
    error: expect.stringContaining('does not serve this call'),
    error_code: 'NotFound',
  });
  expect(await t.captures(1)).toMatchObject([{ status: 404, decidedBy: 'match' }]);
});

it('says of a sender that gave up waiting that it may not have read the reply', async () => {
  await using t = await startTestEngine();
  await t.engine.endpoints.create(slow('/slow', 60_000));
  const raw = openRaw(t.port);
  raw.socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => t.engine.system.status().held).toBe(1);
  // Time itself is what this is about: a second is taken for patience.
  await sleep(1100);
  raw.socket.end();
  // Another request and its answer: by then the end of the first one was seen.
  await fetch(`${t.url}/other`);
  // Stopping cuts the delay short.
  await t.stop();
  expect(await raw.read()).toMatch(/^HTTP\/1\.1 200 /);
  const db = new SqliteDatabase(join(t.dataDir, 'backstitch.db'), { readonly: true });
  const reason = db.prepare("SELECT reason FROM captures WHERE target = '/slow'").pluck().get();
  db.close();
  expect(reason).toMatch(/^The sender closed its side after \d\.\d s: it may not have read/);
});
