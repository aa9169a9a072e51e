import { describe, expect, it } from 'vitest';
import { rawServer, takeApart } from '../helpers/peers/raw-server.ts';
import { captureId, openReplayRoom, options, type ReplayRoom } from './replay-room.ts';

const to = (url: string) => ({ kind: 'url', url }) as const;
const INTAKE = { kind: 'intake' } as const;
const C1 = captureId('c1');

describe('replaying to the intake', () => {
  it('keeps path and query, and is made known before the request is there', async () => {
    let known: { port: number; announced: unknown } | undefined;
    let room: ReplayRoom | undefined;
    await using server = await rawServer((socket) => {
      known = { port: socket.remotePort ?? 0, announced: structuredClone(room?.announced) };
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
    await using opened = openReplayRoom({
      intakeUrl: () => server.url,
      isOwnListener: (_address, port) => port === server.port,
    });
    room = opened;
    opened.keep({ id: C1, target: '/hook?a=+&&' });
    const replay = await opened.replays.send({ id: C1, to: INTAKE, options: options() });
    expect(replay).toMatchObject({ status: 200, url: `${server.url}/hook?a=+&&` });
    expect(known?.announced).toEqual([{ port: known?.port, of: 'c1', takenBack: false }]);
    expect(opened.announced).toMatchObject([{ takenBack: true }]);
    expect(opened.replays.targets({})).toEqual([]);
    const edit = { target: '/elsewhere?x' };
    await opened.replays.send({ id: C1, to: INTAKE, edit, options: options() });
    expect(takeApart(server.requests[1]).lines[0]).toBe('POST /elsewhere?x HTTP/1.1');
    await expect(
      opened.replays.send({ id: C1, to: to(server.url), options: options() }),
    ).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
      hint: expect.stringContaining('intake again'),
    });
    expect(server.connections).toBe(2);
  });
});

describe('hosts beyond this machine', () => {
  it('need an allow once, which can be taken back', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom({ lookup: async () => ['127.0.0.1'] });
    room.keep({ id: C1 });
    const sent = {
      id: C1,
      to: to(`http://myapp.test:${server.port}/hook`),
      options: options(),
    };
    await expect(room.replays.send(sent)).rejects.toMatchObject({
      code: 'TARGET_NEEDS_ALLOW',
      host: 'myapp.test',
    });
    expect(room.replays.countOf(C1)).toBe(0);
    expect(await room.replays.allowHost({ host: 'MyApp.test.' })).toEqual(['myapp.test']);
    await room.restart();
    expect(await room.replays.send(sent)).toMatchObject({ status: 200 });
    expect(await room.replays.forgetHost({ host: 'myapp.test' })).toEqual([]);
    await expect(room.replays.send(sent)).rejects.toMatchObject({ code: 'TARGET_NEEDS_ALLOW' });
  });

  it('can be allowed by name or address, but not where nothing may ever go', async () => {
    await using room = openReplayRoom();
    const { replays } = room;
    for (const host of ['169.254.169.254', '[fe80::1]', '0x0', 'two words', 'http://a:b@c']) {
      await expect(replays.allowHost({ host })).rejects.toMatchObject({ code: 'TARGET_REFUSED' });
    }
    expect(await replays.allowHost({ host: 'localhost' })).toEqual([]);
    expect(await replays.allowHost({ host: '192.168.1.20' })).toEqual(['192.168.1.20']);
    await replays.allowHost({ host: 'https://example.com:8443/x' });
    expect(replays.allowedHosts()).toEqual(['192.168.1.20', 'example.com']);
  });

  it('get nothing when their name changes its mind after the check', async () => {
    await using server = await rawServer();
    const answers = [['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1'], ['::ffff:a9fe:a9fe']];
    await using room = openReplayRoom({ lookup: async () => answers.shift() ?? [] });
    room.keep({ id: C1 });
    await room.replays.allowHost({ host: 'rebind.test' });
    const sent = { id: C1, to: to(`http://rebind.test:${server.port}`), options: options() };
    for (const _ of [1, 2]) {
      expect(await room.replays.send(sent)).toMatchObject({
        outcome: 'refused',
        errorCode: 'ADDRESS_FORBIDDEN',
        error: expect.stringContaining('cloud metadata'),
        remoteAddress: null,
      });
    }
    expect(answers).toEqual([]);
    expect(server.connections).toBe(0);
    expect(room.replays.targets({})).toEqual([]);
  });

  it('named localhost must be this machine', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom({ lookup: async () => ['127.0.0.1', '93.184.216.34'] });
    room.keep({ id: C1 });
    const sent = { id: C1, to: to(`http://localhost:${server.port}`), options: options() };
    expect(await room.replays.send(sent)).toMatchObject({
      outcome: 'refused',
      errorCode: 'NOT_LOOPBACK',
    });
    expect(server.connections).toBe(0);
  });

  it('at our own tunnel are refused: it would be a loop', async () => {
    await using room = openReplayRoom({ publicHost: () => 'me.tunnel.example' });
    room.keep({ id: C1 });
    await expect(
      room.replays.send({ id: C1, to: to('https://me.tunnel.example/hook'), options: options() }),
    ).rejects.toMatchObject({ code: 'TARGET_REFUSED', message: expect.stringContaining('loop') });
  });
});

describe('targets used before', () => {
  it('are remembered per endpoint, newest first, at most twenty', async () => {
    await using server = await rawServer();
    let now = 1000;
    const clock = {
      now: () => (now += 1),
      after: (ms: number, job: () => void) => {
        const timer = setTimeout(job, ms);
        return () => clearTimeout(timer);
      },
    };
    await using room = openReplayRoom({ clock });
    room.keep({ id: C1, endpointId: 'orders' });
    room.keep({ id: captureId('c2'), endpointId: null });
    for (let i = 0; i < 22; i += 1) {
      await room.replays.send({ id: C1, to: to(`${server.url}/${i}#frag`), options: options() });
    }
    await room.replays.send({ id: C1, to: to(`${server.url}/5`), options: options() });
    await room.replays.send({
      id: captureId('c2'),
      to: to(`${server.url}/inbox`),
      options: options(),
    });
    const orders = room.replays.targets({ endpointId: 'orders' });
    expect(orders).toHaveLength(20);
    expect(orders.slice(0, 3)).toEqual([5, 21, 20].map((i) => `${server.url}/${i}`));
    expect(room.replays.targets({})[0]).toBe(`${server.url}/inbox`);
    expect(room.replays.targets({ endpointId: 'other' })).toEqual([]);
  });
});
