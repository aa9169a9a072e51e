import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bursts } from '../../../../renderer/captures/list/bursts.ts';
import { pointerHold } from '../../../../renderer/captures/list/pointer-hold.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a burst of arrivals', () => {
  it('is shown at once at its beginning, and then at most four times a second', () => {
    const times: number[] = [];
    const begin = Date.now();
    const { ask } = bursts(250, () => times.push(Date.now() - begin));
    for (let i = 0; i < 100; i += 1) {
      ask();
      vi.advanceTimersByTime(10);
    }
    vi.runAllTimers();
    expect(times).toEqual([0, 250, 500, 750, 1000]);
  });

  it('that is over keeps nobody waiting: the next one is shown at once', () => {
    const work = vi.fn<() => void>();
    const { ask } = bursts(250, work);
    ask();
    vi.advanceTimersByTime(300);
    expect(work).toHaveBeenCalledTimes(1);
    ask();
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('can be shown at once, or given up', () => {
    const work = vi.fn<() => void>();
    const { ask, now, stop } = bursts(250, work);
    now();
    expect(work).not.toHaveBeenCalled();
    ask();
    ask();
    now();
    expect(work).toHaveBeenCalledTimes(2);
    ask();
    stop();
    vi.runAllTimers();
    expect(work).toHaveBeenCalledTimes(2);
  });
});

describe('rows under a moving pointer', () => {
  it('stay until it has rested for 600 ms', () => {
    const changes: boolean[] = [];
    const hold = pointerHold((held) => changes.push(held));
    hold.moved();
    vi.advanceTimersByTime(599);
    hold.moved();
    vi.advanceTimersByTime(599);
    expect(changes).toEqual([true]);
    vi.advanceTimersByTime(1);
    expect(changes).toEqual([true, false]);
  });

  it('wait no longer than 1.5 s for what came in, however long it moves', () => {
    const changes: boolean[] = [];
    const hold = pointerHold((held) => changes.push(held));
    hold.moved();
    hold.waits();
    for (let i = 0; i < 14; i += 1) {
      vi.advanceTimersByTime(100);
      hold.moved();
      hold.waits();
    }
    expect(changes).toEqual([true]);
    vi.advanceTimersByTime(100);
    expect(changes).toEqual([true, false]);
  });

  it('stay again when it moves on', () => {
    const changes: boolean[] = [];
    const hold = pointerHold((held) => changes.push(held));
    hold.moved();
    hold.release();
    hold.moved();
    expect(changes).toEqual([true, false, true]);
  });
});
