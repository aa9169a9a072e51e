import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../main/backfill/providers/providers.ts';
import type { BackfillProviderId, BackfillScan } from '../../preload/contract/backfill.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';
import type { FakeEvent } from './fake-provider.ts';
import { actOn, openRig, type Rig, some, TOKEN, WAYS } from './rig.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine();
});
afterAll(() => test[Symbol.asyncDispose]());

const open = (provider: BackfillProviderId, events: FakeEvent[], token?: string): Promise<Rig> =>
  openRig(test, provider, events, token);
const itemsOf = async ({ id }: BackfillScan) =>
  test.engine.backfill.items({ id, after: 0, limit: 100 }).items;
const bodyOf = async (captureId: string | null | undefined) =>
  (await test.engine.captures.body({ id: captureId as never, of: 'request' })).text();
const pathsOf = ({ fake }: Rig): string[] => fake.calls.map(({ path }) => path);

describe('a token', () => {
  it.each(Object.entries(ADAPTERS))('of %s goes to its own host only', (id, adapter) => {
    const { base: _, ...settings } = WAYS[adapter.info.id].settings;
    const { protocol, hostname } = new URL(adapter.base(settings));
    expect(protocol).toBe('https:');
    // GitHub, GitLab and so on: the name stands in the name of the host.
    const own = id === 'square' ? 'squareup' : id;
    expect(hostname.split('.').at(-2)).toBe(own);
    const span = { from: 0, to: 1, only: 'all' as const };
    for (const cursor of [null, '2', '//elsewhere.test/', 'https://elsewhere.test/?a=1']) {
      const { path } = adapter.list(settings, span, cursor);
      expect(new URL(adapter.base(settings) + path).hostname).toBe(hostname);
    }
  });

  it.each([
    ['contentful', '{"sys":{"id":"AccessDenied"},"message":"Not for you"}', 'Not for you', 'CFPAT'],
    [
      'datocms',
      '{"data":[{"type":"api_error","attributes":{"code":"INSUFFICIENT_PERMISSIONS"}}]}',
      'INSUFFICIENT_PERMISSIONS',
      'may manage webhooks',
    ],
    [
      'paypal',
      '{"name":"NOT_AUTHORIZED","message":"Insufficient permissions"}',
      'Insufficient permissions',
      'Client id and secret',
    ],
    [
      'square',
      '{"errors":[{"code":"INSUFFICIENT_SCOPES","detail":"The scope is missing"}]}',
      'The scope is missing',
      '/v2/events/enable',
    ],
    ['workos', '{"message":"Unauthorized"}', 'Unauthorized', 'sk_'],
    ['chargebee', '{"message":"Sorry","api_error_code":"x"}', 'Sorry', 'read events'],
    ['whop', '{"error":{"message":"No scope"}}', 'No scope', 'developer:manage_webhook'],
    ['dwolla', '{"code":"Forbidden","message":"Not of yours"}', 'Not of yours', 'Key and secret'],
  ] as const)('that %s refuses is told in its words, with what it takes', async (...row) => {
    const [provider, body, said, takes] = row;
    await using rig = await open(provider, some(provider, 1));
    const { label } = ADAPTERS[provider].info;
    rig.fake.faults.push({ status: 403, body });
    const scan = await rig.look();
    expect(scan.problem).toMatchObject({
      code: 'BACKFILL_DENIED',
      message: `${label} answered 403: ${said}`,
    });
    expect(scan.problem?.hint).toContain(takes);
    // What exists there is looked at with the same token.
    expect(await test.engine.backfill.testSource({ id: rig.source.id })).toMatchObject({
      ok: true,
    });
  });
});

describe('a client id with its secret', () => {
  const PAIR = 'client_0123:secret_0123456789';

  it.each(['paypal', 'dwolla'] as const)(
    'opens %s by a token that is asked for once, and again when it is over',
    async (provider) => {
      await using rig = await open(provider, some(provider, 5), PAIR);
      const scan = await rig.look();
      expect(scan.problem).toBeNull();
      expect(scan.counts).toEqual({ missing: 5 });
      expect(rig.fake.passes).toEqual(['pass_1']);
      const [login, ...lists] = rig.fake.calls;
      expect(login).toMatchObject({ token: PAIR, body: 'grant_type=client_credentials' });
      expect(new Set(lists.map(({ token }) => token))).toEqual(new Set(['pass_1']));
      // It is over: nobody is told, and the next call brings another one.
      rig.fake.passes.push('over');
      const done = await actOn(test, rig, scan, 'fetch');
      expect(done.counts).toEqual({ kept: 5 });
      expect(rig.fake.passes).toEqual(['pass_1', 'over', 'pass_3']);
      const told = JSON.stringify([test.engine.backfill.sources(), done, await itemsOf(done)]);
      expect(told).not.toMatch(/pass_|secret_0123/);
    },
  );

  it('that is refused is quoted without either', async () => {
    await using rig = await open('paypal', some('paypal', 1), PAIR);
    const secret = PAIR.split(':')[1];
    const said = `Client ${PAIR} is unknown, or not ${secret}`;
    const body = JSON.stringify({ error: 'invalid_client', error_description: said });
    rig.fake.faults.push({ status: 401, body });
    expect((await rig.look()).problem).toMatchObject({
      code: 'BACKFILL_DENIED',
      message: 'PayPal answered 401: Client … is unknown, or not …',
    });
    expect(pathsOf(rig)).toEqual(['/v1/oauth2/token']);
    // A list that is refused says what it was asked with: that is not quoted, either.
    rig.fake.faults.push({ status: 200, body: '{"access_token":"pass_of_now"}' });
    rig.fake.faults.push({ status: 400, body: '{"message":"Wrong: pass_of_now"}' });
    expect((await rig.look()).problem?.message).toBe('PayPal answered 400: Wrong: …');
  });
});

describe('what Contentful called', () => {
  it('is known by the key in its headers: two calls of one revision are two events', async () => {
    const events = some('contentful', 3);
    await using rig = await open('contentful', events);
    const scan = await rig.look();
    const items = await itemsOf(scan);
    expect(items.map(({ deliveryId }) => deliveryId)).toEqual(events.map(({ id }) => id));
    expect(items[0]?.eventType).toBe('ContentManagement.Entry.publish');
    // Two pages, and each call once.
    expect(scan.calls).toBe(5);
  });

  it('is not fetched where its log may have cut it, and the rest is', async () => {
    const [long, short] = some('contentful', 2) as [FakeEvent, FakeEvent];
    long.body = `{"text":"${'ä'.repeat(250_000)}"}`;
    await using rig = await open('contentful', [long, short]);
    const done = await actOn(test, rig, await rig.look(), 'fetch');
    const [cut, whole] = await itemsOf(done);
    expect(cut).toMatchObject({ state: 'failed', deliveryId: long.id });
    expect(cut?.note).toContain('500 KB');
    expect(whole).toMatchObject({ state: 'kept', note: 'Byte for byte.' });
  });
});

describe('a limit', () => {
  it.each([
    ['contentful', { 'x-contentful-ratelimit-reset': '600' }],
    ['datocms', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '600' }],
  ] as const)('of %s is waited for as its own header says', async (provider, headers) => {
    await using rig = await open(provider, some(provider, 1));
    rig.fake.faults.push({ status: 429, headers });
    const { backfill } = test.engine;
    const now = Date.now();
    const { id } = await backfill.scan({
      sourceId: rig.source.id,
      from: now - 60_000,
      to: now,
      only: 'all',
    });
    const waitsUntil = await until(
      () => backfill.getScan({ id }).waitsUntil ?? undefined,
      'it never waited',
    );
    expect(waitsUntil - now).toBeGreaterThan(599_000);
    expect(waitsUntil - now).toBeLessThan(15 * 60_000);
    expect(await backfill.cancel({ id })).toMatchObject({ state: 'canceled' });
  });
});

describe('a call to send again', () => {
  it.each(['datocms', 'dwolla'] as const)('to %s names the event, and it arrives', async (id) => {
    await using rig = await open(id, some(id, 2));
    const done = await actOn(test, rig, await rig.look(), 'resend');
    expect(done.counts).toEqual({ arrived: 2 });
  });
});

describe('what PayPal sent', () => {
  it('is fetched without what its log adds, number by number, and asked for by its webhook', async () => {
    const events = some('paypal', 3);
    await using rig = await open('paypal', events);
    const scan = await rig.look();
    expect(new Set(pathsOf(rig))).toEqual(new Set(['/v1/notifications/webhooks-events']));
    const done = await actOn(test, rig, scan, 'fetch');
    const [first] = await itemsOf(done);
    expect(first?.note).toBe('Rebuilt: its bytes may differ.');
    expect(await bodyOf(first?.captureId)).toBe(events[0]?.body);

    const others = some('paypal', 1);
    await using again = await open('paypal', others);
    const sent = await actOn(test, again, await again.look(), 'resend');
    expect(sent.counts).toEqual({ arrived: 1 });
    expect(again.fake.calls.at(-1)).toMatchObject({
      path: `/v1/notifications/webhooks-events/${others[0]?.id}/resend`,
      body: '{"webhook_ids":["WH1"]}',
    });
  });
});

describe('what Chargebee recorded', () => {
  it('is judged by all of its webhooks, and left out where none was to get it', async () => {
    const states = ['"succeeded"', '"failed"', '"re_scheduled"', '"not_configured"'];
    const events = some('chargebee', 4).map((event, at) => ({
      ...event,
      body: event.body.replace(
        '"webhook_status":"scheduled"',
        `"webhook_status":"succeeded","webhooks":[{"webhook_status":${states[at]}},{"webhook_status":"disabled"}]`,
      ),
    }));
    await using rig = await open('chargebee', events);
    expect((await rig.look('all')).counts).toEqual({ elsewhere: 1, missing: 1, pending: 1 });
  });

  it('is asked of a site of Chargebee, whatever is typed', async () => {
    for (const site of ['evil.test/', 'a.b', 'a#', 'https://acme.chargebee.com', '-a']) {
      const input = { provider: 'chargebee' as const, name: '', path: '/x', token: TOKEN };
      await expect(
        test.engine.backfill.createSource({ ...input, settings: { site } }),
      ).rejects.toMatchObject({ code: 'BACKFILL_INVALID', field: 'settings.site' });
    }
  });
});

describe('what a provider keeps in its own way', () => {
  it('WorkOS is asked for the types that were filled in, and its refusal is quoted', async () => {
    await using rig = await open('workos', some('workos', 3));
    expect((await rig.look()).counts).toEqual({ missing: 3 });
    expect(rig.fake.calls[0]?.query.get('events')).toBe('user.created,user.updated');
    rig.fake.faults.push({ status: 422, body: '{"message":"Validation failed."}' });
    expect((await rig.look()).problem?.message).toBe('WorkOS answered 422: Validation failed.');
  });

  it('Square is searched within its 28 days, and nothing is switched on there', async () => {
    await using rig = await open('square', some('square', 1));
    const day = 86_400_000;
    const to = Date.now();
    const span = { sourceId: rig.source.id, from: to - 60 * day, to, only: 'all' as const };
    const scan = await rig.ended((await test.engine.backfill.scan(span)).id);
    expect(scan.notes.join(' ')).toContain('28 days, since its events were made searchable');
    const { filter } = (JSON.parse(rig.fake.calls[0]?.body ?? '') as never)['query'] as {
      filter: { created_at: { start_at: string; end_at: string } };
    };
    const { start_at: from, end_at: end } = filter.created_at;
    expect(Date.parse(end) - Date.parse(from)).toBe(28 * day);
    expect(rig.fake.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v2/events',
    ]);
  });

  it('DatoCMS says where a payload of its own has no id to compare', async () => {
    const events = some('datocms', 1).map((event) => ({ ...event, body: '{"mine":true}' }));
    await using rig = await open('datocms', events);
    const [item] = await itemsOf(await rig.look());
    expect(item).toMatchObject({ state: 'missing' });
    expect(item?.note).toContain('without webhook_call_id');
  });

  it('Dwolla asks for it again where its log is no JSON', async () => {
    const events = some('dwolla', 1).map((event) => ({ ...event, body: 'id:1topic:x' }));
    await using rig = await open('dwolla', events);
    const done = await actOn(test, rig, await rig.look(), 'fetch');
    const [item] = await itemsOf(done);
    expect(item).toMatchObject({ state: 'failed' });
    expect(item?.note).toContain('ask for it again');
  });
});
