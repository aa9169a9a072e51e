import { describe, expect, it } from 'vitest';
import { AUTHORITY, tlsServer } from '../helpers/peers/tls-server.ts';
import { input, openRoom } from './delivery-room.ts';

describe('a destination with a certificate of its own', () => {
  it('fails with the reason and the repair, and is reached once its key is trusted', async () => {
    await using server = await tlsServer('self-signed');
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    const id = await room.send(shop);
    const failed = await room.settled(id, 1);
    expect(failed.log[0]).toMatchObject({ errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(failed.log[0]?.error).toBe(
      'The certificate of localhost is self-signed. You can fetch and trust its certificate in the settings of the destination.',
    );
    const shown = await room.destinations.certificate({ url: server.url, allowPrivate: false });
    expect(shown).toMatchObject({ subject: 'CN=localhost', problem: expect.any(String) });
    const trust = { kind: 'pin', fingerprint: shown.fingerprint } as const;
    await room.destinations.update({ ...input({ url: server.url, trust }), id: shop.id });
    expect(await room.deliveries.retry({ id })).toMatchObject({ state: 'delivered' });
    server.show('issued');
    const next = await room.send(shop);
    const refused = await room.settled(next, 1);
    expect(refused.log[0]).toMatchObject({ errorCode: 'ERR_TLS_PIN_MISMATCH' });
    expect(server.seen.requests).toBe(1);
  });

  it('is reached by an authority of its own', async () => {
    await using server = await tlsServer('issued');
    await using room = await openRoom();
    const trust = { kind: 'ca', pem: AUTHORITY } as const;
    const id = await room.send(await room.add({ url: server.url, trust }));
    expect(await room.settled(id, 1)).toMatchObject({ state: 'delivered' });
  });

  it('is not kept with what cannot be trusted', async () => {
    await using room = await openRoom();
    const url = 'https://localhost:1';
    const wrong = [
      { url, trust: { kind: 'pin', fingerprint: 'ab:cd' } },
      { url, trust: { kind: 'ca', pem: 'no certificate' } },
      { url: 'http://localhost:1', trust: { kind: 'ca', pem: AUTHORITY } },
    ] as const;
    for (const one of wrong) {
      await expect(room.destinations.create(input(one))).rejects.toMatchObject({ field: 'trust' });
    }
    const look = room.destinations.certificate({ url: 'http://localhost:1', allowPrivate: false });
    await expect(look).rejects.toMatchObject({ message: 'Plain http has no certificate.' });
    const nobody = room.destinations.certificate({ url, allowPrivate: false });
    await expect(nobody).rejects.toMatchObject({
      message: 'Nothing listens on localhost:1. Start the server, or check the port.',
    });
  });
});

describe('connections to a destination', () => {
  it('are kept between deliveries', async () => {
    await using server = await tlsServer('issued');
    await using room = await openRoom();
    const trust = { kind: 'ca', pem: AUTHORITY } as const;
    const shop = await room.add({ url: server.url, trust, ordering: 'fifo' });
    for (let i = 0; i < 4; i += 1) {
      const id = await room.send(shop);
      expect(await room.settled(id, 1)).toMatchObject({ state: 'delivered' });
    }
    expect(server.seen).toMatchObject({ connections: 1, requests: 4 });
  });
});
