import { once } from 'node:events';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exchange, openRaw } from '../helpers/peers/raw-client.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

const bytes = async (blob: Blob): Promise<Buffer> => Buffer.from(await blob.arrayBuffer());

it('keeps header pairs in order, with case and duplicates, and the raw target', async () => {
  await using t = await startTestEngine();
  await exchange(
    t.port,
    'POST /a%2Fb//c?x=1&&y=+%20 HTTP/1.1\r\nhost: x\r\nX-Sig: one\r\nx-sig:   two\r\nX-SIG: \xe9\r\n' +
      'Content-Length: 3\r\nConnection: close\r\n\r\nabc',
  );
  const [kept] = await t.captures(1);
  expect(kept?.target).toBe('/a%2Fb//c?x=1&&y=+%20');
  const detail = t.engine.captures.get({ id: kept!.id });
  expect(detail.headers).toEqual([
    ['host', 'x'],
    ['X-Sig', 'one'],
    ['x-sig', 'two'],
    ['X-SIG', '\xc3\xa9'],
    ['Content-Length', '3'],
    ['Connection', 'close'],
  ]);
  expect(detail).toMatchObject({
    method: 'POST',
    httpVersion: '1.1',
    remoteAddress: '127.0.0.1',
    declaredBytes: 3,
    sizeBytes: 3,
    bodySha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
  expect(String(await bytes(await t.engine.captures.body({ id: kept!.id, of: 'request' })))).toBe(
    'abc',
  );
});

it('keeps any body byte for byte, chunked or not', async () => {
  await using t = await startTestEngine();
  const body = fc.uint8Array({ maxLength: 4000 }).map((array) => Buffer.from(array));
  await fc.assert(
    fc.asyncProperty(body, fc.boolean(), async (sent, chunked) => {
      const out = request(`${t.url}/b`, {
        method: 'POST',
        agent: false,
        headers: chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': sent.length },
      });
      if (sent.length > 0) out.write(sent);
      out.end();
      const [reply] = await once(out, 'response');
      reply.resume();
      await once(reply, 'end');
      const [newest] = (await t.engine.captures.list({ search: '', limit: 1 })).items;
      const kept = await t.engine.captures.body({ id: newest!.id, of: 'request' });
      expect((await bytes(kept)).equals(sent)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it('keeps a compressed body as sent and decodes it for viewing only', async () => {
  await using t = await startTestEngine();
  const packed = gzipSync('{"hello":"world"}');
  await fetch(`${t.url}/z`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    body: new Uint8Array(packed),
  });
  const [kept] = await t.captures(1);
  const asSent = await t.engine.captures.body({ id: kept!.id, of: 'request' });
  expect((await bytes(asSent)).equals(packed)).toBe(true);
  const decoded = await t.engine.captures.decodedBody({ id: kept!.id, of: 'request' });
  expect(await decoded.body.text()).toBe('{"hello":"world"}');
  expect(decoded).toMatchObject({ encodings: ['gzip'], problem: null, cut: false });
});

it('says why a body with a false coding cannot be decoded, and shows it as sent', async () => {
  await using t = await startTestEngine();
  await fetch(`${t.url}/z`, {
    method: 'POST',
    headers: { 'content-encoding': 'br' },
    body: 'not brotli',
  });
  const [kept] = await t.captures(1);
  const decoded = await t.engine.captures.decodedBody({ id: kept!.id, of: 'request' });
  expect(await decoded.body.text()).toBe('not brotli');
  expect(decoded.problem).toMatch(/not valid br/);
});

it('stops decoding a small body that unpacks to more than it shows', async () => {
  await using t = await startTestEngine();
  await fetch(`${t.url}/bomb`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(Buffer.alloc(80 * 1024 * 1024))),
  });
  const [kept] = await t.captures(1);
  const decoded = await t.engine.captures.decodedBody({ id: kept!.id, of: 'request' });
  expect(decoded.cut).toBe(true);
  expect(decoded.body.size).toBe(64 * 1024 * 1024);
});

it('keeps trailers of a chunked request', async () => {
  await using t = await startTestEngine();
  await exchange(
    t.port,
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n' +
      '3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n',
  );
  const [kept] = await t.captures(1);
  expect(t.engine.captures.get({ id: kept!.id }).trailers).toEqual([['X-Sum', '42']]);
});

it('takes any method, HTTP/1.0, and HTTP/1.1 without Host', async () => {
  await using t = await startTestEngine();
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PURGE', 'PROPFIND', 'QUERY']) {
    const reply = await exchange(t.port, `${method} /m HTTP/1.1\r\nConnection: close\r\n\r\n`);
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK/);
  }
  expect(await exchange(t.port, 'GET /old HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK/);
  const head = await exchange(t.port, 'HEAD /h HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(head).toMatch(/Content-Length: 22\r\n/);
  expect(head.endsWith('\r\n\r\n')).toBe(true);
  const kept = await t.captures(10);
  expect(kept.map((capture) => capture.method)).toContain('QUERY');
  const old = kept.find((capture) => capture.target === '/old');
  expect(t.engine.captures.get({ id: old!.id }).httpVersion).toBe('1.0');
});

it('answers several requests on one connection, in order', async () => {
  await using t = await startTestEngine();
  const raw = openRaw(t.port);
  raw.socket.write('GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
  raw.socket.write('GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const replies = await raw.read();
  expect(replies.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  const kept = await t.captures(3);
  expect(kept.map((capture) => capture.target)).toEqual(['/3', '/2', '/1']);
});

it('asks for the body when the sender expects 100-continue', async () => {
  await using t = await startTestEngine();
  const raw = openRaw(t.port);
  raw.socket.write(
    'POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n',
  );
  expect(await raw.read('100 Continue')).toContain('HTTP/1.1 100 Continue');
  raw.socket.write('ok');
  expect(await raw.read()).toContain('HTTP/1.1 200 OK');
  expect(await t.captures(1)).toMatchObject([{ sizeBytes: 2, target: '/e' }]);
});

it('keeps the reply that was sent, to the header', async () => {
  await using t = await startTestEngine();
  const wire = await exchange(t.port, 'GET /r HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const [kept] = await t.captures(1);
  const { reply, stages } = t.engine.captures.get({ id: kept!.id });
  const head = reply!.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const body = await (await t.engine.captures.body({ id: kept!.id, of: 'reply' })).text();
  expect(wire).toBe(`HTTP/1.1 ${reply!.status} ${reply!.reason}\r\n${head}\r\n${body}`);
  expect(stages.map((stage) => stage.stage)).toEqual(['receive', 'capture', 'match', 'respond']);
});

it('gives ids that sort by arrival', async () => {
  await using t = await startTestEngine();
  for (let i = 0; i < 20; i += 1) await fetch(`${t.url}/${i}`);
  const kept = await t.captures(20);
  const ids = kept.map((capture) => capture.id);
  expect(ids).toEqual([...ids].sort().toReversed());
  expect(kept.map((capture) => capture.target)).toEqual(
    Array.from({ length: 20 }, (_, i) => `/${19 - i}`),
  );
});
