import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';
import { options } from './replay-room.ts';

describe('a replay to the intake of a running engine', () => {
  it('is captured like any request, and marked as a replay of its original', async () => {
    await using test = await startTestEngine();
    const body = Buffer.from([0x7b, 0xff, 0, 0x7d]);
    await fetch(`${test.url}/orders?a=+&&b`, {
      method: 'PUT',
      headers: { 'X-Event': 'paid' },
      body,
    });
    const [original] = await test.captures(1);
    if (original === undefined) throw new Error('nothing was captured');
    const replay = await test.engine.replays.send({
      id: original.id,
      to: { kind: 'intake' },
      options: options(),
    });
    expect(replay).toMatchObject({ outcome: 'answered', status: 200 });
    const [copy] = await test.captures(2);
    expect(copy).toMatchObject({
      method: 'PUT',
      target: '/orders?a=+&&b',
      replayOf: original.id,
      sizeBytes: 4,
    });
    expect(test.engine.captures.get({ id: original.id }).replayCount).toBe(1);
  });

  it('can itself be replayed again and again: only a second hop of ours is a loop', async () => {
    await using test = await startTestEngine();
    await fetch(`${test.url}/orders`, { method: 'POST', body: 'x' });
    for (let count = 1; count <= 3; count += 1) {
      const [newest] = await test.captures(count);
      if (newest === undefined) throw new Error('nothing was captured');
      const sent = { id: newest.id, to: { kind: 'intake' }, options: options() } as const;
      expect(await test.engine.replays.send(sent)).toMatchObject({ status: 200 });
    }
  });

  it('is refused when the intake is named by its URL', async () => {
    await using test = await startTestEngine();
    await fetch(`${test.url}/orders`, { method: 'POST', body: 'x' });
    const [capture] = await test.captures(1);
    if (capture === undefined) throw new Error('nothing was captured');
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]']) {
      const to = { kind: 'url', url: `http://${host}:${test.port}/orders` } as const;
      await expect(
        test.engine.replays.send({ id: capture.id, to, options: options() }),
      ).rejects.toMatchObject({ code: 'TARGET_REFUSED' });
    }
    expect(await test.captures(1)).toHaveLength(1);
  });
});
