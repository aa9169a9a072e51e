import { expect, it } from 'vitest';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { exchange, openRaw } from '../helpers/peers/raw-client.ts';
import { rawServer } from '../helpers/peers/raw-server.ts';
import { serveCli } from '../helpers/run-cli.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { options } from '../replays/replay-room.ts';

const BODY = '{"n":"é","m":"ü"}';
const REQUEST = `POST /a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n${BODY}`;

/** What arrived beside a body, once so many bytes did. */
async function surplusOf(t: TestEngine, id: CaptureId, sizeBytes: number): Promise<string> {
  await expect.poll(() => t.engine.captures.get({ id }).surplus?.sizeBytes).toBe(sizeBytes);
  return (await t.engine.captures.body({ id, of: 'surplus' })).text();
}

it('answers a body that is longer than its Content-Length, and keeps the rest apart', async () => {
  await using t = await startTestEngine();
  const wire = await exchange(t.port, Buffer.from(REQUEST));
  expect(wire).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n/);
  const [kept] = await t.captures(1);
  expect(kept).toMatchObject({ status: 200, failure: null, sizeBytes: 17, reason: null });
  expect(await surplusOf(t, kept!.id, 2)).toBe('"}');
  const body = await t.engine.captures.body({ id: kept!.id, of: 'request' });
  expect(await body.text()).toBe(BODY.slice(0, -2));
});

it('keeps what arrives after the answer, up to the end of the connection', async () => {
  await using t = await startTestEngine();
  const raw = openRaw(t.port);
  raw.socket.write('POST /late HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab');
  await raw.read('Caught by Backstitch.');
  raw.socket.write('"}');
  raw.socket.end('later');
  const wire = await raw.read();
  expect(wire.match(/HTTP\/1\.1/g)).toHaveLength(1);
  const [kept] = await t.captures(1);
  expect(await surplusOf(t, kept!.id, 7)).toBe('"}later');
});

it('takes a broken request behind an answered one for a request of its own', async () => {
  await using t = await startTestEngine();
  const raw = openRaw(t.port);
  raw.socket.write('GET /first HTTP/1.1\r\nHost: x\r\n\r\n');
  await raw.read('Caught by Backstitch.');
  raw.socket.write('GET /second HTTP/1.1\r\nBad Header\r\n\r\n');
  const wire = await raw.read();
  expect([...wire.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
    '200',
    '400',
  ]);
  const [second, first] = await t.captures(2);
  expect(second).toMatchObject({ status: 400, target: '/second', failure: 'malformed' });
  expect(t.engine.captures.get({ id: first!.id }).surplus).toBeNull();
});

it('answers all that was pipelined before junk, and closes after the last of them', async () => {
  await using t = await startTestEngine();
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const wire = await exchange(t.port, `${get('/1')}${get('/2')}\x01junk`);
  const connections = [...wire.matchAll(/Connection: (\S+)/g)].map(([, value]) => value);
  expect(connections).toEqual(['keep-alive', 'close']);
  const [second, first] = await t.captures(2);
  expect([first, second]).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(await surplusOf(t, second!.id, 5)).toBe('\x01junk');
});

it('says of broken chunks what is wrong with them, to whoever looks at the capture', async () => {
  await using t = await startTestEngine();
  const head = 'POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
  const wire = await exchange(t.port, `${head}5\r\nhello\r\nZZ\r\nworld`);
  expect(wire).toMatch(/^HTTP\/1\.1 400 [^]*What was sent is not valid HTTP\.\n$/);
  const [kept] = await t.captures(1);
  expect(kept).toMatchObject({ status: 400, failure: 'malformed', sizeBytes: 5 });
  expect(kept?.reason).toBe('What was sent is not valid HTTP: Invalid character in chunk size.');
  expect(await surplusOf(t, kept!.id, 9)).toBe('ZZ\r\nworld');
});

it('sends a capture again as announced, or with everything that arrived', async () => {
  await using t = await startTestEngine();
  await using receiver = await rawServer();
  await exchange(t.port, Buffer.from(REQUEST));
  const [kept] = await t.captures(1);
  const { id } = kept!;
  await surplusOf(t, id, 2);
  const url = `http://127.0.0.1:${receiver.port}/`;
  for (const bytes of ['announced', 'everything'] as const) {
    const replay = await t.engine.replays.send({
      id,
      to: { kind: 'url', url },
      options: { ...options(), bytes },
    });
    expect(replay).toMatchObject({ outcome: 'answered', edited: false });
  }
  const [announced, everything] = receiver.requests.map((request) => request.toString());
  expect(announced).toMatch(/Content-Length: 17\r\n[^]*"ü$/);
  expect(everything).toMatch(/Content-Length: 19\r\n[^]*"ü"\}$/);
});

it('shows it apart over REST', async () => {
  using dir = tempDir();
  await using cli = await serveCli(dir.path);
  const { intake, control, token } = cli.ready;
  const headers = { authorization: `Bearer ${token}` };
  await exchange(Number(new URL(intake).port), Buffer.from(REQUEST));
  const list = await fetch(`${control}/api/v1/captures`, { headers });
  const [item] = ((await list.json()) as { items: { id: string }[] }).items;
  const one = `${control}/api/v1/captures/${item?.id}`;
  const detail = await fetch(one, { headers });
  expect(await detail.json()).toMatchObject({ surplus: { sizeBytes: 2, keptBytes: 2 } });
  expect(await (await fetch(`${one}/surplus`, { headers })).text()).toBe('"}');
});
