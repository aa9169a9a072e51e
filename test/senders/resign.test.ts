import { createServer } from 'node:http';
import { createPublicKey } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { CaptureId, EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import { ReplayOptions } from '../../preload/contract/replay-request.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { OFFICIAL } from './official-verifiers.ts';
import { send } from './signed-request.ts';

const INBOX = 'inbox' as EndpointId;
const DAY = 86_400_000;

/** A receiver that keeps what came. */
async function openReceiver() {
  const got: { headers: Record<string, string>; body: string; path: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      got.push({ headers, body: Buffer.concat(parts).toString(), path: request.url ?? '' });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: `http://127.0.0.1:${port}/app`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function believe(t: TestEngine, value: string, provider: string) {
  const owner = { endpointId: INBOX, provider };
  return t.engine.signatures.addSecret({ owner, label: `our ${provider}`, value });
}

async function onlyCapture(t: TestEngine): Promise<CaptureId> {
  const [capture] = await t.captures(1);
  return capture!.id;
}

const SECRETS: Record<string, string> = {
  github: 'gh-secret',
  stripe: 'whsec_stripe',
  'standard-webhooks': 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0',
  svix: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0',
  sanity: 'sanity-secret',
  paddle: 'pdl_ntfset_x',
};

describe('a capture replayed with a fresh signature', () => {
  it.each(Object.entries(SECRETS))(
    '%s: its own verifier takes it, a day later and edited',
    async (provider, secret) => {
      await using t = await startTestEngine();
      await using receiver = await openReceiver();
      await believe(t, secret, provider);
      await t.engine.signatures.saveSettings({
        endpointId: INBOX,
        provider,
        custom: null,
        refuse: false,
        handshakes: true,
        verifyToken: null,
        publicUrl: null,
      });
      const type: HeaderPair = ['Content-Type', 'application/json'];
      const at = Date.now() - DAY;
      await send({ url: t.url, headers: [type], body: '{"n":1}', as: { provider, secret, at } });
      const id = await onlyCapture(t);
      const replay = await t.engine.replays.send({
        id,
        to: { kind: 'url', url: receiver.url },
        edit: { bodyText: '{"n":2}' },
        options: ReplayOptions.parse({ signature: 'resign' }),
      });
      expect(replay.note).toContain(`with our ${provider}`);
      const [received] = receiver.got;
      expect(received?.body).toBe('{"n":2}');
      const official = OFFICIAL[provider]!;
      expect(await official(received!, secret)).toBe(true);
      expect(await official({ ...received!, body: '{"n":3}' }, secret)).toBe(false);
    },
  );

  it('of a key pair is signed with the test key, whose public half verifies', async () => {
    await using t = await startTestEngine();
    await using receiver = await openReceiver();
    await t.engine.signatures.sendSample({ endpointId: INBOX, sample: 'discord:command' });
    const id = await onlyCapture(t);
    await t.engine.replays.send({
      id,
      to: { kind: 'url', url: receiver.url },
      options: ReplayOptions.parse({ signature: 'resign' }),
    });
    const [key] = t.engine.signatures.secrets({});
    const der = createPublicKey(key!.publicKey!).export({ format: 'der', type: 'spki' });
    const raw = der.subarray(-32).toString('hex');
    expect(await OFFICIAL.discord!(receiver.got[0]!, raw)).toBe(true);
  });

  it('through the intake again is verified there, where the old one is too old', async () => {
    await using t = await startTestEngine();
    await believe(t, 'whsec_stripe', 'stripe');
    const as = { provider: 'stripe', secret: 'whsec_stripe', at: Date.now() - DAY };
    await send({ url: t.url, body: '{"id":"evt_1"}', as });
    const id = await onlyCapture(t);
    for (const signature of ['keep', 'resign', 'strip']) {
      await t.engine.replays.send({
        id,
        to: { kind: 'intake' },
        options: ReplayOptions.parse({ signature }),
      });
    }
    const marks = (await t.captures(4)).map((capture) => capture.signature).toReversed();
    // Without a signature there is nothing left that would say Stripe.
    expect(marks).toEqual(['bad', 'bad', 'ok', null]);
  });

  it('signs the URL it is sent to, or the public one', async () => {
    await using t = await startTestEngine();
    await using receiver = await openReceiver();
    await believe(t, 'auth', 'twilio');
    await t.engine.signatures.sendSample({ endpointId: INBOX, sample: 'twilio:delivered' });
    const id = await onlyCapture(t);
    await t.engine.replays.send({
      id,
      to: { kind: 'url', url: receiver.url },
      options: ReplayOptions.parse({ signature: 'resign' }),
    });
    const { headers, body } = receiver.got[0]!;
    await t.engine.signatures.saveSettings({
      endpointId: INBOX,
      provider: 'twilio',
      custom: null,
      refuse: true,
      handshakes: false,
      verifyToken: null,
      publicUrl: receiver.url,
    });
    const pairs = Object.entries(headers).filter(
      ([name]) => !/^(host|content-length|connection)$/.test(name),
    );
    expect((await send({ url: t.url, headers: pairs, body })).status).toBe(200);
    expect((await send({ url: t.url, headers: pairs, body: `${body}&x=1` })).status).toBe(401);
  });

  it('keeps the id of the delivery, or gets a new one', async () => {
    await using t = await startTestEngine();
    await using receiver = await openReceiver();
    await t.engine.signatures.sendSample({ endpointId: INBOX, sample: 'github:push' });
    const id = await onlyCapture(t);
    for (const deliveryId of ['keep', 'new']) {
      await t.engine.replays.send({
        id,
        to: { kind: 'url', url: receiver.url },
        options: ReplayOptions.parse({ signature: 'resign', deliveryId }),
      });
    }
    const captured = t.engine.captures.get({ id }).headers;
    const [kept, fresh] = receiver.got.map(({ headers }) => headers['x-github-delivery']);
    expect(captured).toContainEqual(['X-GitHub-Delivery', kept]);
    expect(fresh).toMatch(/^[0-9a-f-]{36}$/);
    expect(fresh).not.toBe(kept);
  });

  it('says why it cannot be signed', async () => {
    await using t = await startTestEngine();
    await send({ url: t.url, body: 'x' });
    await send({ url: t.url, body: '{}', as: { provider: 'stripe', secret: 'whsec_x' } });
    const [stripe, unknown] = await t.captures(2);
    const options = ReplayOptions.parse({ signature: 'resign' });
    const attempt = (id: CaptureId) =>
      t.engine.replays.send({ id, to: { kind: 'intake' }, options });
    await expect(attempt(stripe!.id)).rejects.toMatchObject({
      code: 'REPLAY_INVALID',
      field: 'options.signature',
      message: 'No secret of Stripe is set.',
    });
    await expect(attempt(unknown!.id)).rejects.toThrow('Sender unknown');
    expect(await t.captures(2)).toHaveLength(2);
  });
});
