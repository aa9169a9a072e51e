import { describe, expect, it } from 'vitest';
import type { ReplayJob } from '../../preload/contract/replays.ts';
import { OK, rawServer, takeApart } from '../helpers/peers/raw-server.ts';
import { captureId, openReplayRoom, options, type ReplayRoom } from './replay-room.ts';

const IDS = ['c3', 'c1', 'c2', 'c1'].map(captureId);

function keepThree(room: ReplayRoom): void {
  for (const [i, id] of ['c1', 'c2', 'c3'].entries()) {
    room.keep({ id: captureId(id), target: `/${id}`, status: 200 + i });
  }
}

const job = (url: string, some = {}) => ({
  ids: IDS,
  to: { kind: 'url', url } as const,
  options: options({ appendPath: true }),
  gapMs: 0,
  stopOnFailure: false,
  ...some,
});

async function ended(room: ReplayRoom, id: string): Promise<ReplayJob> {
  let last = room.replays.job({ id });
  for await (const now of room.replays.jobLive({ id })) last = now;
  return last;
}

describe('replaying several captures', () => {
  it('sends them in the order they are given, where that is asked for', async () => {
    await using server = await rawServer((socket) => void socket.end(OK));
    await using room = openReplayRoom();
    keepThree(room);
    const { id } = await room.replays.startJob(job(server.url, { order: 'given' }));
    const { results } = await ended(room, id);
    expect(results.map(({ captureId: sent }) => sent)).toEqual(['c3', 'c1', 'c2']);
  });

  it('sends them oldest first, one at a time, and shows then and now', async () => {
    let open = 0;
    let most = 0;
    await using server = await rawServer((socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.on('close', () => (open -= 1));
      socket.end(OK);
    });
    await using room = openReplayRoom();
    keepThree(room);
    const { id, total, state } = await room.replays.startJob(job(server.url));
    expect({ total, state }).toEqual({ total: 3, state: 'running' });
    const result = await ended(room, id);
    expect(result).toMatchObject({ done: 3, answered: 3, failed: 0, state: 'finished' });
    expect(
      result.results.map(({ captureId, status, capturedStatus }) => [
        captureId,
        status,
        capturedStatus,
      ]),
    ).toEqual([
      ['c1', 200, 200],
      ['c2', 200, 201],
      ['c3', 200, 202],
    ]);
    expect(server.requests.map((request) => takeApart(request).lines[0])).toEqual([
      'POST /c1 HTTP/1.1',
      'POST /c2 HTTP/1.1',
      'POST /c3 HTTP/1.1',
    ]);
    expect(most).toBe(1);
    expect(room.replays.job({ id })).toEqual(result);
    expect(room.replays.ofCapture({ id: captureId('c2') })).toHaveLength(1);
  });

  it('tells each reader the job as it is, each step, and the end', async () => {
    const release: (() => void)[] = [];
    const arrived = [0, 1, 2].map(() => Promise.withResolvers<void>());
    await using server = await rawServer((socket) => {
      release.push(() => socket.end(OK));
      arrived[release.length - 1]?.resolve();
    });
    await using room = openReplayRoom();
    keepThree(room);
    const { id } = await room.replays.startJob(job(server.url));
    const live = room.replays.jobLive({ id });
    expect((await live.next()).value).toMatchObject({ done: 0, state: 'running' });
    await arrived[0]?.promise;
    release[0]?.();
    expect((await live.next()).value).toMatchObject({ done: 1, answered: 1, state: 'running' });
    await arrived[1]?.promise;
    release[1]?.();
    await arrived[2]?.promise;
    release[2]?.();
    const rest: (ReplayJob | undefined)[] = [];
    for await (const now of live) rest.push(now);
    expect(rest.at(-1)).toMatchObject({ done: 3, state: 'finished' });
    const late: ReplayJob[] = [];
    for await (const now of room.replays.jobLive({ id })) late.push(now);
    expect(late).toHaveLength(1);
  });

  it('stops the running request when canceled, and sends no other', async () => {
    const closed = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    await using server = await rawServer((socket) => {
      socket.on('close', () => closed.resolve());
      arrived.resolve();
    });
    await using room = openReplayRoom();
    keepThree(room);
    const { id } = await room.replays.startJob(job(server.url));
    await arrived.promise;
    const result = await room.replays.cancelJob({ id });
    expect(result).toMatchObject({ done: 1, answered: 0, failed: 0, state: 'canceled' });
    expect(result.results).toMatchObject([{ captureId: 'c1', outcome: 'canceled' }]);
    await closed.promise;
    expect(server.connections).toBe(1);
    expect(await ended(room, id)).toEqual(result);
  });

  it('does not wait for the gap to end when canceled', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom();
    keepThree(room);
    const { id } = await room.replays.startJob(job(server.url, { gapMs: 60_000 }));
    for await (const now of room.replays.jobLive({ id })) if (now.done === 1) break;
    expect(await room.replays.cancelJob({ id })).toMatchObject({ done: 1, state: 'canceled' });
  });

  it('stops at the first that is not answered with 2xx, if asked to', async () => {
    await using server = await rawServer((socket) => {
      const status = server.requests.length === 2 ? '500 No' : '200 OK';
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
    });
    await using room = openReplayRoom();
    keepThree(room);
    const { id } = await room.replays.startJob(job(server.url, { stopOnFailure: true }));
    expect(await ended(room, id)).toMatchObject({
      total: 3,
      done: 2,
      answered: 2,
      state: 'finished',
    });
  });

  it('shows a capture that is gone as failed and goes on', async () => {
    await using server = await rawServer();
    await using room = openReplayRoom();
    keepThree(room);
    room.drop(captureId('c2'));
    const { id } = await room.replays.startJob(job(server.url));
    const result = await ended(room, id);
    expect(result).toMatchObject({ done: 3, answered: 2, failed: 1 });
    expect(result.results[1]).toMatchObject({
      captureId: 'c2',
      outcome: 'failed',
      errorCode: 'CAPTURE_NOT_FOUND',
    });
  });

  it('asks for the allow of a host before the first request', async () => {
    await using room = openReplayRoom();
    keepThree(room);
    await expect(room.replays.startJob(job('https://example.com'))).rejects.toMatchObject({
      code: 'TARGET_NEEDS_ALLOW',
      host: 'example.com',
    });
    await expect(room.replays.startJob(job('nonsense'))).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
    });
  });

  it('ends with the program, and is gone after the next start', async () => {
    const arrived = Promise.withResolvers<void>();
    await using server = await rawServer(() => arrived.resolve());
    await using room = openReplayRoom();
    keepThree(room);
    const { id } = await room.replays.startJob(job(server.url));
    await arrived.promise;
    await room.restart();
    expect(() => room.replays.job({ id })).toThrow('This job no longer exists');
    expect(room.replays.ofCapture({ id: captureId('c1') })).toMatchObject([
      { outcome: 'canceled' },
    ]);
    expect(server.connections).toBe(1);
  });
});
