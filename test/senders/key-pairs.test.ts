import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import { ReplayOptions } from '../../preload/contract/replay-request.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';

const INBOX = 'inbox' as EndpointId;
const RESIGN = {
  to: { kind: 'intake' } as const,
  options: ReplayOptions.parse({ signature: 'resign' }),
};

async function set(t: TestEngine, provider: string) {
  await t.engine.signatures.saveSettings({
    endpointId: INBOX,
    provider,
    custom: null,
    refuse: false,
    handshakes: true,
    verifyToken: null,
    publicUrl: null,
  });
}

const believe = async (t: TestEngine, value: string, provider: string) =>
  t.engine.signatures.addSecret({ owner: { endpointId: INBOX, provider }, label: provider, value });

/** Replays the newest capture with a fresh signature, and gives back what arrived. */
async function resigned(t: TestEngine) {
  const { items } = await t.engine.captures.list({ search: '', limit: 1 });
  await t.engine.replays.send({ id: items[0]!.id, ...RESIGN });
  const arrived = (await t.engine.captures.list({ search: '', limit: 1 })).items[0]!;
  return { arrived, headers: t.engine.captures.get({ id: arrived.id }).headers };
}

describe('test keys and key pairs', () => {
  it('Standard Webhooks: a test key signs v1a again, and its public half is a whpk_', async () => {
    await using t = await startTestEngine();
    await set(t, 'standard-webhooks');
    const key = await t.engine.signatures.addTestKey({
      endpointId: INBOX,
      provider: 'standard-webhooks',
    });
    expect(key.publicKeys[0]).toMatchObject({
      form: 'whpk_',
      text: expect.stringMatching(/^whpk_/),
    });
    await send({ url: t.url, headers: [['webhook-signature', 'v1a,AA==']], body: '{}' });
    const { arrived, headers } = await resigned(t);
    expect(new Map(headers).get('webhook-signature')).toMatch(/^v1a,/);
    expect(arrived.signature).toBe('ok');
    await t.engine.signatures.removeSecret({ id: key.id });
    await believe(t, key.publicKeys[0]!.text, 'standard-webhooks');
    const report = await t.engine.signatures.verify({ id: arrived.id });
    expect(report.verdict?.state).toBe('verified');
  });

  it('PayPal: a test key signs over the webhook id that was saved', async () => {
    await using t = await startTestEngine();
    await set(t, 'paypal');
    await t.engine.signatures.addTestKey({ endpointId: INBOX, provider: 'paypal' });
    await send({ url: t.url, headers: [['PAYPAL-TRANSMISSION-SIG', 'AA==']], body: '{}' });
    await expect(resigned(t)).rejects.toThrow('signs the id of the webhook');
    await believe(t, '8PT597110X687430LKGECATA', 'paypal');
    expect((await resigned(t)).arrived.signature).toBe('ok');
  });

  it('are checked against every scheme of the provider, with the forms that are taken', async () => {
    await using t = await startTestEngine();
    for (const [provider, value] of [
      ['plaid', 'no key'],
      ['sns', 'no key'],
      ['paypal', '{"no":"key"}'],
      ['adyen', 'no hex'],
      ['standard-webhooks', 'whpk_short'],
    ] as const) {
      const refused = await believe(t, value, provider).catch((error: unknown) => error);
      expect(refused, provider).toMatchObject({ field: 'value', hint: expect.any(String) });
    }
    const { publicKeys } = await t.engine.signatures.addTestKey({
      endpointId: INBOX,
      provider: 'plaid',
    });
    for (const { text } of publicKeys) await believe(t, text, 'plaid');
    await believe(t, 'any secret token', 'gitlab');
    const infos = t.engine.signatures.providers();
    expect(infos.find(({ id }) => id === 'discord')?.keyForms).toContain('hex');
    expect(infos.find(({ id }) => id === 'stripe')?.keyForms).toEqual([]);
  });
});

describe('a capture signed again', () => {
  it('has the header it came with, which its receiver reads', async () => {
    await using t = await startTestEngine();
    await believe(t, 'shop', 'shopify');
    const body = '{"id":1}';
    const mac = createHmac('sha256', 'shop').update(body).digest('base64');
    const came: HeaderPair[] = [
      ['shopify-topic', 'orders/create'],
      ['shopify-hmac-sha256', mac],
    ];
    await send({ url: t.url, headers: came, body });
    const { headers, arrived } = await resigned(t);
    expect(arrived.signature).toBe('ok');
    expect(headers).toContainEqual(['shopify-hmac-sha256', mac]);
    expect(headers.some(([name]) => /^x-shopify-hmac/i.test(name))).toBe(false);
  });

  it('is explained, however many secrets are saved', async () => {
    await using t = await startTestEngine();
    for (let n = 0; n < 210; n += 1) {
      await t.engine.signatures.addSecret({
        owner: { endpointId: null, provider: n % 2 === 0 ? 'stripe' : 'slack' },
        label: '',
        value: `secret number ${n}`,
      });
    }
    await believe(t, 'gh', 'github');
    const mac = createHmac('sha256', 'gh').update('{"a": 1}').digest('hex');
    const headers: HeaderPair[] = [
      ['X-Hub-Signature-256', `sha256=${mac}`],
      ['X-GitHub-Event', 'push'],
    ];
    await send({ url: t.url, headers, body: '{"a":1}' });
    const { items } = await t.engine.captures.list({ search: '', limit: 1 });
    const report = await t.engine.signatures.ofCapture({ id: items[0]!.id });
    expect(report.verdict?.hint?.text).toContain('parsed and rewritten');
  });
});
