import { describe, expect, it } from 'vitest';
import { send } from '../senders/signed-request.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

const HOUR_MS = 3_600_000;

describe('facts of endpoints', () => {
  it('count what came in each hour, from whom, and how much of it is verified', async () => {
    await using t = await startTestEngine();
    const { endpoints, signatures } = t.engine;
    const inbox = endpoints.list()[0]!.id;
    const owner = { endpointId: null, provider: 'stripe' };
    await signatures.addSecret({ owner, label: 'Test', value: 'whsec_right', form: 'typed' });
    const right = { provider: 'stripe', secret: 'whsec_right' };
    const wrong = { provider: 'stripe', secret: 'whsec_wrong' };
    await send({ url: t.url, path: '/1', body: '{"id":"evt_1"}', as: right });
    await send({ url: t.url, path: '/2', body: '{"id":"evt_2"}', as: right });
    await send({ url: t.url, path: '/3', body: '{"id":"evt_3"}', as: wrong });
    await fetch(`${t.url}/4`);
    await t.captures(4);

    const since = Date.now() - 2.5 * HOUR_MS;
    const facts = await endpoints.facts({ since });
    expect(facts).toHaveLength(1);
    const [{ id, hours, senders, newest, chosen } = facts[0]!] = facts;
    expect([id, chosen]).toEqual([inbox, null]);
    expect(hours).toEqual([0, 0, 4, ...Array.from({ length: 21 }, () => 0)]);
    expect(senders.map((share) => ({ ...share, newest: 0 }))).toEqual([
      { provider: 'stripe', count: 3, verified: 2, failed: 1, newest: 0 },
      { provider: null, count: 1, verified: 0, failed: 0, newest: 0 },
    ]);
    const list = await t.engine.captures.list({ search: '', limit: 1 });
    expect(newest).toEqual({
      id: list.items[0]?.id,
      at: list.items[0]?.receivedAt,
      status: 200,
    });
  });

  it('leave out of the hours what came before, and what was deleted altogether', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/1`);
    await fetch(`${t.url}/2`);
    const [newest] = await t.captures(2);
    await t.engine.captures.remove({ id: newest!.id });
    const [facts] = await t.engine.endpoints.facts({ since: Date.now() + HOUR_MS });
    expect(facts?.hours.every((count) => count === 0)).toBe(true);
    expect(facts?.senders[0]?.count).toBe(1);
  });

  it('name the sender that was set where nothing came yet', async () => {
    await using t = await startTestEngine();
    const { endpoints, signatures } = t.engine;
    const { reply } = endpoints.list()[0]!;
    const input = { name: 'Orders', enabled: true, path: '/orders', methods: [], reply };
    const { id } = await endpoints.create(input);
    const settings = signatures.settings({ endpointId: id });
    await signatures.saveSettings({
      ...settings,
      endpointId: id,
      provider: 'github',
      refuse: true,
    });
    const facts = await endpoints.facts({ since: 0 });
    expect(facts.find((one) => one.id === id)).toMatchObject({
      newest: null,
      senders: [],
      chosen: { provider: 'github', refuse: true },
    });
  });
});

describe('the last fit of a secret', () => {
  it('is the newest capture that it verified', async () => {
    await using t = await startTestEngine();
    const { signatures } = t.engine;
    const owner = { endpointId: null, provider: 'stripe' };
    const add = (value: string) =>
      signatures.addSecret({ owner, label: value, value, form: 'typed' });
    const used = await add('whsec_used');
    await add('whsec_idle');
    const as = { provider: 'stripe', secret: 'whsec_used' };
    await send({ url: t.url, path: '/1', body: '{"id":"evt_1"}', as });
    await send({ url: t.url, path: '/2', body: '{"id":"evt_2"}', as });
    const [newest] = await t.captures(2);
    expect(await signatures.lastFits()).toEqual([
      { secretId: used.id, captureId: newest?.id, at: newest?.receivedAt },
    ]);
  });
});

describe('the headers a provider is known by', () => {
  it('are those of its signature, id, time and event', async () => {
    await using t = await startTestEngine();
    const providers = t.engine.signatures.providers();
    const of = (id: string) => providers.find((one) => one.id === id)?.headers;
    expect(of('svix')).toEqual(
      expect.arrayContaining(['svix-id', 'svix-timestamp', 'svix-signature']),
    );
    expect(of('github')).toEqual(
      expect.arrayContaining(['x-hub-signature-256', 'x-github-event', 'x-github-delivery']),
    );
    expect(of('stripe')).toEqual(['stripe-signature']);
  });
});
