import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStatus } from '../../main/status/status.ts';
import type { Status } from '../../preload/contract/system.ts';

const QUIET: Status = {
  version: '1.2.3',
  intakeUrl: 'http://127.0.0.1:8976',
  tls: null,
  newer: null,
  dataDir: '/data',
  face: 'browser',
  startedAt: 0,
  capture: { state: 'running' },
  held: 0,
  heldBytes: 0,
  perSecond: [0, 0],
  lastSweep: null,
  compact: { state: 'none', freedBytes: 0, totalBytes: 0, at: null, why: null },
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** Status of an engine that the test changes, and a reader that notes what it is told. */
function watched() {
  let now = QUIET;
  const room = openStatus(() => now);
  const stop = new AbortController();
  const told: number[] = [];
  const reading = (async () => {
    for await (const { held } of room.live(stop.signal)) told.push(held);
  })();
  return {
    room,
    told,
    stop,
    reading,
    set: (change: Partial<Status>) => (now = { ...now, ...change }),
    async second() {
      vi.advanceTimersByTime(1000);
      await new Promise(setImmediate);
    },
  };
}

describe('the live status', () => {
  it('is told at once, and again only after a change, at most once a second', async () => {
    const { room, told, set, second } = watched();
    await second();
    expect(told).toEqual([0]);
    for (const held of [1, 2, 3]) {
      set({ held });
      room.changed();
    }
    expect(told).toEqual([0]);
    await second();
    await second();
    expect(told).toEqual([0, 3]);
    room.close();
  });

  it('goes on each second while captures of the last minute move through the plot', async () => {
    const { room, told, set, second } = watched();
    set({ perSecond: [0, 4] });
    await second();
    await second();
    set({ perSecond: [0, 0] });
    await second();
    expect(told).toEqual([0, 0, 0]);
    room.close();
  });

  it('ends for a reader that leaves, and for all of them when it closes', async () => {
    const first = watched();
    await first.second();
    first.stop.abort();
    await first.reading;
    first.room.changed();
    await first.second();
    expect(first.told).toEqual([0]);
    first.room.close();

    const second = watched();
    await second.second();
    second.room.close();
    await second.reading;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that nobody reads costs no look at the engine', () => {
    const read = vi.fn<() => Status>(() => QUIET);
    const room = openStatus(read);
    room.changed();
    vi.advanceTimersByTime(10_000);
    expect(read).not.toHaveBeenCalled();
    room.close();
  });
});

it('health says in one word whether webhooks are kept', () => {
  let capture: Status['capture'] = { state: 'running' };
  const room = openStatus(() => ({ ...QUIET, capture }));
  expect(room.health()).toEqual({ status: 'ok', version: '1.2.3', capture });
  capture = {
    state: 'paused',
    since: 0,
    cause: 'full',
    why: 'The disk is full.',
    hint: 'Make room.',
  };
  expect(room.health()).toEqual({ status: 'paused', version: '1.2.3', capture });
  room.close();
});
