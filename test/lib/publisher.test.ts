import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../main/lib/publisher.ts';

async function takeAll<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of stream) all.push(value);
  return all;
}

describe('a live stream', () => {
  it('gives each reader all that is published from its subscription on', async () => {
    const publisher = createPublisher<number>();
    publisher.publish(0);
    const early = publisher.subscribe();
    publisher.publish(1);
    const late = publisher.subscribe();
    publisher.publish(2);
    expect(publisher.readers()).toBe(2);
    publisher.close();
    expect(await takeAll(early)).toEqual([1, 2]);
    expect(await takeAll(late)).toEqual([2]);
    expect(publisher.readers()).toBe(0);
  });

  it('wakes a reader that waits', async () => {
    const publisher = createPublisher<string>();
    const stream = publisher.subscribe();
    const next = stream.next();
    publisher.publish('now');
    expect(await next).toEqual({ done: false, value: 'now' });
    await stream.return();
    expect(publisher.readers()).toBe(0);
  });

  it('ends with its signal, one that was given up before included', async () => {
    const publisher = createPublisher<string>();
    const stop = new AbortController();
    const stream = publisher.subscribe(stop.signal);
    publisher.publish('kept');
    stop.abort();
    publisher.publish('too late');
    expect(await takeAll(stream)).toEqual(['kept']);
    expect(await takeAll(publisher.subscribe(AbortSignal.abort()))).toEqual([]);
    expect(publisher.readers()).toBe(0);
  });
});

describe('a reader that falls behind', () => {
  it('is told to look again instead of a thousand values, where there is such a value', async () => {
    const publisher = createPublisher<number | 'look again'>('look again');
    const stream = publisher.subscribe();
    for (let n = 0; n <= 1000; n += 1) publisher.publish(n);
    publisher.publish(1001);
    publisher.close();
    expect(await takeAll(stream)).toEqual(['look again', 1000, 1001]);
  });

  it('loses the oldest where there is none', async () => {
    const publisher = createPublisher<number>();
    const stream = publisher.subscribe();
    for (let n = 0; n <= 1001; n += 1) publisher.publish(n);
    publisher.close();
    const all = await takeAll(stream);
    expect([all.length, all[0], all.at(-1)]).toEqual([1000, 2, 1001]);
  });
});
