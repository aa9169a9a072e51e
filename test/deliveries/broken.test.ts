import { describe, expect, it } from 'vitest';
import { openRoom, receiver } from './delivery-room.ts';

describe('an attempt that breaks inside', () => {
  it('is a failed attempt with its reason, frees its slot, and is tried again', async () => {
    await using server = await receiver();
    let broken = true;
    await using room = await openRoom({
      isOwnListener: () => {
        if (broken) throw new Error('no interfaces');
        return false;
      },
    });
    broken = false;
    const shop = await room.add({ url: server.url, concurrency: 1 });
    broken = true;
    const id = await room.send(shop);
    const failed = await room.settled(id, 1);
    expect(failed).toMatchObject({
      state: 'scheduled',
      attempts: 1,
      log: [{ outcome: 'failed', errorCode: 'BROKEN' }],
    });
    expect(failed.log[0]?.error).toContain('Backstitch failed while it sent this: no interfaces');
    expect(room.destinations.list()[0]).toMatchObject({
      state: 'live',
      breaker: { state: 'closed' },
    });
    broken = false;
    await room.toNext(id);
    expect(await room.settled(id, 2)).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(server.received[0]?.headers['backstitch-retry-reason']).toBe('broken');
    const next = await room.send(shop);
    expect(await room.settled(next, 1)).toMatchObject({ state: 'delivered' });
  });

  it('stays a failure of one try, when a person made it', async () => {
    await using server = await receiver();
    let broken = false;
    await using room = await openRoom({
      quiet: true,
      isOwnListener: () => {
        if (broken) throw new Error('no interfaces');
        return false;
      },
    });
    const shop = await room.add({ url: server.url });
    const id = await room.send(shop);
    broken = true;
    expect(await room.deliveries.retry({ id })).toMatchObject({
      state: 'scheduled',
      log: [{ errorCode: 'BROKEN' }],
    });
    broken = false;
    expect(await room.deliveries.retry({ id })).toMatchObject({ state: 'delivered' });
  });
});

describe('a reader that fails', () => {
  it('keeps no slot and no delivery', async () => {
    await using server = await receiver(500);
    const told: string[] = [];
    await using room = await openRoom({
      log: (message) => {
        told.push(message);
      },
    });
    room.db.exec('DROP TABLE delivery_notices');
    const shop = await room.add({ url: server.url, concurrency: 1, schedule: { kind: 'none' } });
    for (let i = 0; i < 3; i += 1) {
      const id = await room.send(shop);
      expect(await room.settled(id, 1)).toMatchObject({ state: 'discarded' });
    }
    expect(told).toContain('A notice could not be written.');
  });
});
