import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { ReplayId } from '../../preload/contract/shapes.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { closedPort, rawServer, takeApart } from '../helpers/peers/raw-server.ts';
import { captureId, INSTALL_ID, openReplayRoom, options } from './replay-room.ts';

const to = (url: string) => ({ kind: 'url', url }) as const;
const C1 = captureId('c1');

describe('replaying a capture to a URL', () => {
  it('sends it byte for byte, marked, and keeps what came back', async () => {
    const answer = 'HTTP/1.1 202 Accepted\r\nX-Seen: yes\r\nContent-Length: 4\r\n\r\n\x00\xffok';
    await using server = await rawServer(answer);
    await using room = openReplayRoom();
    const bytes = Buffer.from([0x7b, 0, 0xff, 0xc3, 0x28, 0x7d]);
    room.keep({
      id: C1,
      headers: [
        ['X-GitHub-Event', 'push'],
        ['host', 'hooks.example'],
        ['x-dup', '1'],
        ['X-Dup', '\xfc'],
        ['Content-Length', '6'],
        ['Connection', 'keep-alive'],
        ['cookie', 'a=1'],
      ],
      body: { kind: 'memory', bytes },
    });
    const replay = await room.replays.send({
      id: C1,
      to: to(`${server.url}/in?k=+&&x`),
      options: options(),
    });
    const { lines, body } = takeApart(server.requests[0]);
    expect(lines).toEqual([
      'POST /in?k=+&&x HTTP/1.1',
      'X-GitHub-Event: push',
      `host: 127.0.0.1:${server.port}`,
      'x-dup: 1',
      'X-Dup: \xfc',
      'Content-Length: 6',
      'cookie: a=1',
      `Via: 1.1 backstitch-${INSTALL_ID}`,
      'Backstitch-Replay: req=c1; n=1; mode=exact',
      'Connection: close',
    ]);
    expect(body).toEqual(bytes);
    expect(replay.requestHeaders.map((pair) => pair.join(': '))).toEqual(lines.slice(1));
    expect(replay).toMatchObject({
      captureId: 'c1',
      number: 1,
      method: 'POST',
      url: `${server.url}/in?k=+&&x`,
      edited: false,
      outcome: 'answered',
      status: 202,
      reason: 'Accepted',
      error: null,
      requestBytes: 6,
      responseBytes: 4,
      responseCut: false,
      responseHeaders: [
        ['X-Seen', 'yes'],
        ['Content-Length', '4'],
      ],
      dropped: [{ name: 'Connection', why: expect.any(String) }],
    });
    await room.restart();
    expect(room.replays.get({ id: replay.id })).toEqual(replay);
    const kept = await room.replays.body({ id: replay.id }).arrayBuffer();
    expect(Buffer.from(kept)).toEqual(Buffer.from('\x00\xffok', 'latin1'));
  });

  it('appends the captured path and query untouched, and leaves no mark when told so', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom();
    room.keep({ id: C1, target: '/a//b%2F?x=+&&y=%zz\xe9' });
    await room.replays.send({
      id: C1,
      to: to(`${server.url}/base/`),
      options: options({ appendPath: true, mark: false }),
    });
    const { lines } = takeApart(server.requests[0]);
    expect(lines[0]).toBe('POST /base/a//b%2F?x=+&&y=%zz\xe9 HTTP/1.1');
    expect(lines.join()).not.toMatch(/via|backstitch/i);
  });

  it('says the sender and the public address of a capture from the tunnel', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom({ publicHost: () => 'now.tunnel.example' });
    room.keep({
      id: C1,
      headers: [
        ['Host', 'then.tunnel.example'],
        ['X-Forwarded-For', '203.0.113.9, 10.0.0.1'],
        ['x-localtunnel-agent-ips', '[]'],
      ],
      viaTunnel: true,
      reportedClient: '203.0.113.9',
    });
    await room.replays.send({ id: C1, to: to(server.url), options: options({ mark: false }) });
    expect(takeApart(server.requests[0]).lines.slice(1)).toEqual([
      `Host: 127.0.0.1:${server.port}`,
      'X-Forwarded-For: 203.0.113.9',
      'Content-Length: 7',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: then.tunnel.example',
      'Connection: close',
    ]);
  });

  it('streams a long body from its file', async () => {
    using dir = tempDir();
    const path = join(dir.path, 'body');
    const bytes = Buffer.alloc(3_000_000, 'abc');
    writeFileSync(path, bytes);
    await using server = await rawServer();
    await using room = openReplayRoom();
    room.keep({ id: C1, body: { kind: 'file', path, sizeBytes: bytes.length } });
    const sent = { id: C1, to: to(server.url), options: options() };
    expect(await room.replays.send(sent)).toMatchObject({ status: 200, requestBytes: 3_000_000 });
    expect(takeApart(server.requests[0]).body.equals(bytes)).toBe(true);
    room.keep({ id: C1, body: { kind: 'file', path, sizeBytes: 5 } });
    await expect(room.replays.send(sent)).rejects.toMatchObject({ code: 'BODY_NOT_FOUND' });
    room.drop(C1);
    await expect(room.replays.send(sent)).rejects.toMatchObject({ code: 'CAPTURE_NOT_FOUND' });
  });

  it('sends what was kept of a cut capture and says so', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom();
    room.keep({ id: C1, cut: true });
    const sent = { id: C1, to: to(server.url), options: options() };
    expect((await room.replays.send(sent)).note).toContain('cut on arrival: the 7 bytes');
    expect((await room.replays.send({ ...sent, edit: { bodyText: 'whole' } })).note).toBeNull();
  });

  it('keeps failures with their plain reason, and numbers all replays of a capture', async () => {
    const port = await closedPort();
    await using server = await rawServer();
    await using room = openReplayRoom();
    room.keep({ id: C1 });
    const first = await room.replays.send({
      id: C1,
      to: to(`http://127.0.0.1:${port}`),
      options: options(),
    });
    expect(first).toMatchObject({
      number: 1,
      outcome: 'failed',
      status: null,
      error: `Nothing listens on 127.0.0.1:${port}.`,
      errorCode: 'ECONNREFUSED',
    });
    await room.replays.send({ id: C1, to: to(server.url), options: options() });
    expect(takeApart(server.requests[0]).lines).toContain(
      'Backstitch-Replay: req=c1; n=2; mode=exact',
    );
    const list = room.replays.ofCapture({ id: C1 });
    expect(list.map(({ number, outcome }) => [number, outcome])).toEqual([
      [2, 'answered'],
      [1, 'failed'],
    ]);
    expect(room.replays.countOf(C1)).toBe(2);
    room.replays.forgetCaptures([C1]);
    expect(room.replays.ofCapture({ id: C1 })).toEqual([]);
    expect(() => room.replays.get({ id: first.id })).toThrow('This replay no longer exists.');
    expect(() => room.replays.body({ id: ReplayId.parse('nonsense') })).toThrow('no longer exists');
  });

  it('sends nothing that cannot be recorded', async () => {
    await using server = await rawServer();
    const full = Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' });
    await using room = openReplayRoom({ commit: { commit: () => Promise.reject(full) } });
    room.keep({ id: C1 });
    const sent = { id: C1, to: to(server.url), options: options() };
    await expect(room.replays.send(sent)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(server.connections).toBe(0);
  });

  it('stops when the caller goes away, and keeps that it was canceled', async () => {
    const leave = new AbortController();
    await using server = await rawServer(() => leave.abort());
    await using room = openReplayRoom();
    room.keep({ id: C1 });
    const sent = { id: C1, to: to(server.url), options: options() };
    expect(await room.replays.send(sent, leave.signal)).toMatchObject({ outcome: 'canceled' });
    expect(room.replays.ofCapture({ id: C1 })).toMatchObject([{ outcome: 'canceled' }]);
  });

  it('says of one that was under way at the end that it may have arrived', async () => {
    const arrived = Promise.withResolvers<void>();
    await using server = await rawServer(() => arrived.resolve());
    await using room = openReplayRoom();
    room.keep({ id: C1 });
    const sending = room.replays.send({ id: C1, to: to(server.url), options: options() });
    await arrived.promise;
    expect(room.replays.ofCapture({ id: C1 })).toEqual([]);
    await room.restart();
    expect(await sending).toMatchObject({ outcome: 'canceled' });
    expect(room.replays.ofCapture({ id: C1 })).toMatchObject([{ outcome: 'canceled', number: 1 }]);
  });
});

describe('an edited replay', () => {
  it('changes what was edited and nothing else; the capture stays', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom();
    const capture = room.keep({ id: C1 });
    const before = structuredClone({ ...capture, body: '' });
    const headers: HeaderPair[] = [
      ['Content-Type', 'text/plain'],
      ['X-New', '\xe4'],
      ['Content-Length', '99999'],
      ['Transfer-Encoding', 'chunked'],
      ['Host', 'custom.example'],
    ];
    const replay = await room.replays.send({
      id: C1,
      to: to(server.url),
      edit: { method: 'patch', headers, bodyText: 'grüße' },
      options: options(),
    });
    const { lines, body } = takeApart(server.requests[0]);
    expect(lines).toEqual([
      'PATCH / HTTP/1.1',
      'Content-Type: text/plain',
      'X-New: \xe4',
      'Content-Length: 7',
      'Host: custom.example',
      `Via: 1.1 backstitch-${INSTALL_ID}`,
      'Backstitch-Replay: req=c1; n=1; mode=edited',
      'Connection: close',
    ]);
    expect(body.toString()).toBe('grüße');
    expect(replay).toMatchObject({ edited: true, method: 'PATCH' });
    expect({ ...capture, body: '' }).toEqual(before);
  });

  it('takes bytes as they are, and counts as exact where nothing differs', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom();
    const capture = room.keep({ id: C1 });
    const bytes = Buffer.from([0xff, 0, 1]);
    const sent = { id: C1, to: to(server.url), options: options() };
    await room.replays.send({ ...sent, edit: { body: new Blob([bytes]) } });
    expect(takeApart(server.requests[0]).body).toEqual(bytes);
    const same = { method: 'POST', headers: capture.headers, bodyText: '{"a":1}' };
    expect(await room.replays.send({ ...sent, edit: same })).toMatchObject({ edited: false });
  });

  it.each([
    [{ method: 'GE T' }, 'edit.method'],
    [{ method: 'CONNECT' }, 'edit.method'],
    [{ headers: [['X y', '1']] }, 'edit.headers.0.0'],
    [{ headers: [['', '1']] }, 'edit.headers.0.0'],
    [
      {
        headers: [
          ['A', '1'],
          ['B', 'x\r\nC: y'],
        ],
      },
      'edit.headers.1.1',
    ],
    [{ headers: [['A', '€']] }, 'edit.headers.0.1'],
    [{ target: 'hook' }, 'edit.target'],
    [{ target: '/a b' }, 'edit.target'],
    [{ target: '/other' }, 'edit.target'],
    [{ bodyText: 'a', body: new Blob(['b']) }, 'edit.bodyText'],
  ] as [object, string][])('is refused at the field that is wrong: %j', async (edit, field) => {
    await using server = await rawServer();
    await using room = openReplayRoom();
    room.keep({ id: C1 });
    await expect(
      room.replays.send({ id: C1, to: to(server.url), edit, options: options() }),
    ).rejects.toMatchObject({ code: 'REPLAY_INVALID', field });
    expect(server.connections).toBe(0);
    expect(room.replays.countOf(C1)).toBe(0);
  });
});
