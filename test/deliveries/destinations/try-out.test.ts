import { describe, expect, it } from 'vitest';
import { input, openRoom, receiver } from '../delivery-room.ts';

describe('trying a destination before it is saved', () => {
  it('sends one signed test event, gives the answer, and keeps nothing', async () => {
    await using server = await receiver((_request, response) => {
      response.writeHead(401, { 'content-type': 'text/plain' }).end('who are you?');
    });
    await using room = await openRoom();
    const attempt = await room.destinations.tryOut(input({ name: 'Shop', url: server.url }));
    expect(attempt).toMatchObject({
      status: 401,
      responseBody: 'who are you?',
      outcome: 'failed',
      method: 'POST',
    });
    const [received, ...more] = server.received;
    expect(more).toEqual([]);
    expect(received?.headers['webhook-signature']).toMatch(/^v1,/);
    expect(received?.headers['backstitch-will-retry-after']).toBeUndefined();
    expect(room.destinations.list()).toEqual([]);
    expect(room.deliveries.count({}).count).toBe(0);
  });

  it('one that is there lends its secrets and credentials', async () => {
    await using server = await receiver((_request, response) => void response.end());
    await using room = await openRoom();
    const given = input({ url: server.url, authorization: 'Bearer abc' });
    const shop = await room.destinations.create(given);
    const { authorization: _, ...edited } = given;
    const attempt = await room.destinations.tryOut({ ...edited, id: shop.id });
    expect(attempt.secretIds).toEqual(shop.secrets.map(({ id }) => id));
    expect(server.received[0]?.headers.authorization).toBe('Bearer abc');
    expect(JSON.stringify(attempt)).not.toContain('Bearer abc');
    const without = await room.destinations.tryOut({ ...given, authorization: '', id: shop.id });
    expect(without.status).toBe(200);
    expect(server.received[1]?.headers.authorization).toBeUndefined();
  });

  it('what could not be saved is not tried', async () => {
    await using room = await openRoom();
    await expect(
      room.destinations.tryOut(input({ url: 'http://example.com/' })),
    ).rejects.toMatchObject({ code: 'DESTINATION_INVALID', field: 'url' });
  });
});
