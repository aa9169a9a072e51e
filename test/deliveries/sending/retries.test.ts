import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HOUR, openRoom, receiver, START, type Received } from '../delivery-room.ts';

const GAPS = [5, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000, 36_000];

function isSigned(request: Received | undefined, secret: string): boolean {
  const { headers, body }: Pick<Received, 'headers' | 'body'> = request ?? {
    headers: {},
    body: '',
  };
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const wanted = `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
  return (headers['webhook-signature'] ?? '').split(' ').includes(wanted);
}

describe('a delivery whose receiver fails', () => {
  it('is tried ten times on the ladder, with one id and ten signatures, until it succeeds', async () => {
    let answers = 0;
    await using server = await receiver((_request, response) => {
      answers += 1;
      response.writeHead(answers < 10 ? 500 : 200).end();
    });
    const randoms = [0.01, 0.99, 0.3, 0.7];
    let drawn = 0;
    await using room = await openRoom({ random: () => randoms[drawn++ % 4] ?? 0.5 });
    const shop = await room.add({ url: server.url });
    const { value } = room.destinations.secret({
      id: shop.id,
      secretId: shop.secrets[0]?.id ?? '',
    });
    const id = await room.send(shop, { order: 7 });
    let attempts = 1;
    for (; attempts < 10; attempts += 1) {
      const now = await room.settled(id, attempts);
      expect(now).toMatchObject({ state: 'scheduled', attempts, attemptsPlanned: 10 });
      // A breaker that opened holds nothing up here: the gaps are longer than it stays open.
      await room.toNext(id);
      await room.until(id, (one) => one.log.length > attempts || one.state === 'scheduled');
      room.clock.advance(1);
    }
    const done = await room.until(id, (one) => one.state === 'delivered');
    const starts = done.log.map(({ startedAt }) => startedAt - START);
    let sum = 0;
    for (const [i, gap] of GAPS.entries()) {
      sum += gap;
      const off = Math.abs((starts[i + 1] ?? 0) - sum * 1000);
      expect(off, `attempt ${i + 2}`).toBeLessThanOrEqual(gap * 100 + 50);
    }
    expect(starts.at(-1)).toBeLessThanOrEqual(48 * HOUR);
    const { received } = server;
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([done.messageId]),
    );
    expect(received.every((request) => isSigned(request, value))).toBe(true);
    expect(new Set(received.map(({ headers }) => headers['webhook-signature'])).size).toBe(10);
    expect(received.map(({ headers }) => headers['backstitch-attempt'])).toEqual(
      Array.from({ length: 10 }, (_, i) => String(i + 1)),
    );
    expect(received[0]?.headers['backstitch-retry-reason']).toBeUndefined();
    expect(received[3]?.headers['backstitch-retry-reason']).toBe('http_500');
    expect(room.problems).toEqual([]);
  });

  it('is discarded after the last attempt, and shows what it still plans before', async () => {
    await using server = await receiver(503);
    await using room = await openRoom();
    const shop = await room.add({
      url: server.url,
      schedule: { kind: 'custom', gaps: [600, 900] },
    });
    const id = await room.send(shop);
    const first = await room.settled(id, 1);
    expect(first.plan.map(({ number, at }) => [number, at - START])).toEqual([
      [2, 600_000],
      [3, 1_500_000],
    ]);
    expect(first.reason).toBe('The receiver answered 503 Service Unavailable.');
    for (const attempts of [2, 3]) {
      await room.toNext(id);
      await room.settled(id, attempts);
    }
    const last = await room.get(id);
    expect(last).toMatchObject({ state: 'discarded', attempts: 3, nextAttemptAt: null, plan: [] });
    expect(last.reason).toBe('No attempt is left. The receiver answered 503 Service Unavailable.');
  });
});
