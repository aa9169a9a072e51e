import { once } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect, it } from 'vitest';
import { exchange, openRaw } from '../helpers/peers/raw-client.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const small = {
  bodyCapBytes: 2000,
  keepCount: 1000,
  keepDays: 1,
  keepBytes: 10_000_000,
  notifyOnArrival: false,
};

it('answers 413 beyond the cap, keeps the part received and marks it as cut', async () => {
  await using t = await startTestEngine();
  await t.engine.system.saveSettings(small);
  const reply = await exchange(
    t.port,
    Buffer.concat([
      Buffer.from('POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n'),
      Buffer.alloc(100_000, 'x'),
    ]),
  );
  expect(reply).toMatch(/^HTTP\/1\.1 413 /);
  const [kept] = await t.captures(1);
  expect(kept).toMatchObject({ cut: true, status: 413, sizeBytes: 2000, decidedBy: 'receive' });
  expect(kept?.reason).toContain('limit of 2000 bytes');
});

it('lets a sender that goes on sending beyond the cap still read the 413', async () => {
  await using t = await startTestEngine();
  await t.engine.system.saveSettings(small);
  const raw = openRaw(t.port);
  raw.socket.write('POST /big HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
  const chunk = `1000\r\n${'y'.repeat(0x1000)}\r\n`;
  for (let i = 0; i < 200; i += 1) raw.socket.write(chunk);
  raw.socket.write('0\r\n\r\n');
  expect(await raw.read()).toMatch(/^HTTP\/1\.1 413 /);
});

it('does not ask for a body that is announced as too long', async () => {
  await using t = await startTestEngine();
  await t.engine.system.saveSettings(small);
  const raw = openRaw(t.port);
  raw.socket.write(
    'POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9999\r\n\r\n',
  );
  const reply = await raw.read();
  expect(reply).toMatch(/^HTTP\/1\.1 413 /);
  expect(reply).not.toContain('100 Continue');
});

it('keeps an aborted upload as a failed arrival with what came', async () => {
  await using t = await startTestEngine();
  const raw = openRaw(t.port);
  raw.socket.write('POST /gone HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf');
  await once(raw.socket, 'connect');
  raw.socket.end();
  const [kept] = await t.captures(1);
  raw.socket.destroy();
  expect(kept).toMatchObject({ failure: 'aborted', target: '/gone', sizeBytes: 4, status: null });
});

it('ends a sender that stays silent in the middle of a body: 408', async () => {
  await using t = await startTestEngine({ intake: { bodyIdleMs: 100 } });
  const reply = await exchange(
    t.port,
    'POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf',
  );
  expect(reply).toMatch(/^HTTP\/1\.1 408 /);
  expect(await t.captures(1)).toMatchObject([{ failure: 'timeout', sizeBytes: 4, status: 408 }]);
});

it('ends a sender that never finishes its headers: 408, kept as a failed arrival', async () => {
  await using t = await startTestEngine({ intake: { headersMs: 200 } });
  const reply = await exchange(t.port, 'POST /loris HTTP/1.1\r\nX-A: 1\r\n');
  expect(reply).toMatch(/^HTTP\/1\.1 408 /);
  expect(await t.captures(1)).toMatchObject([{ failure: 'timeout', status: 408 }]);
});

it('answers oversized headers with 431 and keeps the arrival', async () => {
  await using t = await startTestEngine();
  const reply = await exchange(
    t.port,
    `GET /h HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(70_000)}\r\n\r\n`,
  );
  expect(reply).toMatch(/^HTTP\/1\.1 431 /);
  expect(await t.captures(1)).toMatchObject([{ failure: 'headers-too-large', status: 431 }]);
});

it('answers what is not HTTP with 400 and keeps the bytes', async () => {
  await using t = await startTestEngine();
  const reply = await exchange(t.port, 'POST /x HTTP/1.1\r\nBad Header\r\n\r\n');
  expect(reply).toMatch(/^HTTP\/1\.1 400 [^]*not valid HTTP\.\n$/);
  const [kept] = await t.captures(1);
  expect(kept).toMatchObject({ failure: 'malformed', method: 'POST', target: '/x', status: 400 });
  const body = await t.engine.captures.body({ id: kept!.id, of: 'request' });
  expect(await body.text()).toContain('Bad Header');
  expect(await exchange(t.port, '\x16\x03\x01\x02\x00\x01')).toMatch(/^HTTP\/1\.1 400 /);
});

it('keeps a CONNECT and answers that it is no proxy', async () => {
  await using t = await startTestEngine();
  const reply = await exchange(
    t.port,
    'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n',
  );
  expect(reply).toMatch(/^HTTP\/1\.1 405 [^]*it is not a proxy\.\n$/);
  expect(await t.captures(1)).toMatchObject([
    { method: 'CONNECT', target: 'example.com:443', status: 405 },
  ]);
});

it('does not record a connection that sends nothing', async () => {
  await using t = await startTestEngine();
  const raw = openRaw(t.port);
  await once(raw.socket, 'connect');
  raw.socket.destroy();
  await fetch(`${t.url}/after`);
  expect(await t.captures(1)).toHaveLength(1);
});

it('goes on capturing beside a hundred hanging senders', async () => {
  await using t = await startTestEngine({ intake: { bodyIdleMs: 60_000 } });
  const hanging = Array.from({ length: 100 }, () => {
    const raw = openRaw(t.port);
    raw.socket.write('POST /hang HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n1');
    return raw;
  });
  const reply = await fetch(`${t.url}/quick`, { method: 'POST', body: 'x' });
  expect(reply.status).toBe(200);
  for (const raw of hanging) raw.socket.destroy();
});

/** Until it is disposed of, the disk takes nothing that is to be safe on it. */
function failingDisk(): Disposable & { failures: number } {
  const { fdatasync } = fs;
  const put = (as: typeof fdatasync): void => {
    fs.fdatasync = as;
    syncBuiltinESMExports();
  };
  const disk = { failures: 0, [Symbol.dispose]: () => put(fdatasync) };
  const fails = (_fd: number, done: (error: Error) => void): void => {
    disk.failures += 1;
    setImmediate(done, new Error('EIO: i/o error, fdatasync'));
  };
  put(fails as typeof fdatasync);
  return disk;
}

it('answers 503 where the disk fails, and keeps a long body whose capture is there all the same', async () => {
  using dir = tempDir();
  const body = Buffer.alloc(600_000, 'long ');
  {
    await using t = await startTestEngine({ dataDir: dir.path });
    using disk = failingDisk();
    expect((await fetch(`${t.url}/long`, { method: 'POST', body })).status).toBe(503);
    expect(disk.failures).toBeGreaterThan(0);
  }
  await using again = await startTestEngine({ dataDir: dir.path });
  const [kept] = await again.captures(1);
  expect(kept).toMatchObject({ target: '/long', sizeBytes: body.length });
  const bytes = await again.engine.captures.body({ id: kept!.id, of: 'request' });
  expect(Buffer.from(await bytes.arrayBuffer()).equals(body)).toBe(true);
});
