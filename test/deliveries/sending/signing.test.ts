import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { DestinationInput } from '../../../preload/contract/destinations.ts';
import { OFFICIAL } from '../../senders/official-verifiers.ts';
import { openRoom, receiver, type Received } from '../delivery-room.ts';

type Room = Awaited<ReturnType<typeof openRoom>>;

function secretsOf(room: Room): string[] {
  const [one] = room.destinations.list();
  return (one?.secrets ?? []).map(
    ({ id }) => room.destinations.secret({ id: one!.id, secretId: id }).value,
  );
}

/** The library reads the clock of the machine; deliveries of a test stand at theirs. */
function isGenuine({ headers, body }: Received, secret: string): boolean {
  const atTheTime = new Webhook(secret).sign(
    headers['webhook-id'] ?? '',
    new Date(Number(headers['webhook-timestamp']) * 1000),
    body,
  );
  return (headers['webhook-signature'] ?? '').split(' ').includes(atTheTime);
}

describe('what a destination gets', () => {
  it('is signed by both secrets while one is rotated, then by the new one', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    const [old = ''] = secretsOf(room);
    await room.destinations.rotate({ id: shop.id, overlapHours: 24 });
    const [fresh = ''] = secretsOf(room);
    const first = await room.send(shop, { n: 1 });
    await room.until(first, ({ state }) => state === 'delivered');
    room.clock.advance(25 * 3_600_000);
    const second = await room.send(shop, { n: 2 });
    await room.until(second, ({ state }) => state === 'delivered');
    expect(fresh).not.toBe(old);
    const [during, after] = server.received;
    expect([old, fresh].map((secret) => isGenuine(during!, secret))).toEqual([true, true]);
    expect([old, fresh].map((secret) => isGenuine(after!, secret))).toEqual([false, true]);
  });

  it.each(['github', 'shopify', 'slack'])('may be signed as %s signs', async (signing) => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, signing });
    const id = await room.send(shop, { n: 1 });
    await room.until(id, ({ state }) => state === 'delivered');
    const [received] = server.received;
    const names = { github: 'x-hub-signature-256', shopify: 'x-shopify-hmac-sha256' };
    const name = names[signing as 'github'] ?? 'x-slack-signature';
    expect(received?.headers[name]).toBeDefined();
    expect(received?.headers['webhook-id']).toMatch(/^msg_/);
  });

  it('has a secret as the vendor demands it, also once it signs as another', async () => {
    await using room = await openRoom();
    const url = 'https://example.com/hook';
    const shop = await room.add({ url, signing: 'standard' });
    const [old = ''] = secretsOf(room);
    expect(old).toMatch(/^whsec_/);
    const asContentful = DestinationInput.parse({ name: 'shop', url, signing: 'contentful' });
    await room.destinations.update({ id: shop.id, ...asContentful });
    // The library of Contentful throws for a secret of another length.
    expect(secretsOf(room)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), old]);
    await room.destinations.update({ id: shop.id, ...asContentful, name: 'again' });
    expect(secretsOf(room)).toHaveLength(2);
    await room.destinations.rotate({ id: shop.id, overlapHours: 1 });
    expect(secretsOf(room)[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('as GitHub is taken by the library of GitHub', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, signing: 'github' });
    const id = await room.send(shop, { n: 1 });
    await room.until(id, ({ state }) => state === 'delivered');
    const [secret = ''] = secretsOf(room);
    expect(await OFFICIAL.github!(server.received[0]!, secret)).toBe(true);
  });

  it.each(['linear', 'discord', 'adyen', 'nobody'])('cannot be signed as %s', async (signing) => {
    await using room = await openRoom();
    await expect(room.add({ url: 'http://127.0.0.1:9/', signing })).rejects.toMatchObject({
      code: 'DESTINATION_INVALID',
      field: 'signing',
    });
  });
});
