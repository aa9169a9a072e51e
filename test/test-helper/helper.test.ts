import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import stripe from 'stripe';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  connectBackstitch,
  ExpectationFailed,
  fixtures,
  loadFixture,
  NotSeen,
  Refused,
  sign,
  startBackstitch,
  testKey,
} from '../../test-helper/index.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const b = await startBackstitch();
const dir = tempDir();
afterAll(async () => {
  await b.stop();
  dir[Symbol.dispose]();
});
beforeEach(() => b.clear());

const post = (path: string, body: string | Buffer = 'x', headers: Record<string, string> = {}) =>
  fetch(b.url + path, { method: 'POST', body, headers });

/** A server that remembers what it was sent, as the code under test would get it. */
async function startReceiver() {
  const got: { url: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '', headers } = request;
    got.push({ url, headers, body: await buffer(request) });
    response.writeHead(202, { 'X-Twice': ['a', 'b'] }).end('{"taken":12345678901234567890}');
  };
  const server = createServer((request, response) => void take(request, response)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/hooks?a=1`,
    got,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

describe('waiting', () => {
  it('gives captures with all that came, as it came', async () => {
    const mark = await b.mark();
    await post('/orders?id=1&id=2', '{"n":12345678901234567890,"m":1.50}', {
      'X-Custom': 'Ünique'.normalize('NFC').replace('Ü', 'U'),
      'content-type': 'application/json',
    });
    await post('/packed', gzipSync('{"n":1}'), { 'content-encoding': 'gzip' });
    const [order, packed, ...more] = await b.waitFor('', { count: 2, since: mark });
    expect(more).toEqual([]);
    expect(order).toMatchObject({
      method: 'POST',
      path: '/orders',
      provider: null,
      event: null,
      deliveryId: null,
      signature: null,
      reply: { status: 200, completed: true },
    });
    expect(order!.query.getAll('id')).toEqual(['1', '2']);
    expect(order!.headers.get('x-CUSTOM')).toBe('Unique');
    expect([...order!.headers]).toContainEqual(['X-Custom', 'Unique']);
    expect(order!.json({ exact: true })).toEqual({ n: '12345678901234567890', m: 1.5 });
    expect(order!.json()).toEqual({ n: 12345678901234567000, m: 1.5 });
    expect(packed!.json()).toEqual({ n: 1 });
    expect(Buffer.from(packed!.body).equals(gzipSync('{"n":1}'))).toBe(true);
    expect(Buffer.from(await b.body(order!.id)).toString()).toContain('1.50');
    expect((await b.captures('path:/orders')).map(({ id }) => id)).toEqual([order!.id]);
  });

  it('says what was captured instead; nothing a sender writes acts on a terminal', async () => {
    await post('/else%1b', 'x');
    const failed = b.waitFor('path:/orders', { withinMs: 0 });
    await expect(failed).rejects.toBeInstanceOf(NotSeen);
    await expect(failed).rejects.toThrow(
      /^0 of “path:\/orders” within 0 s, and 1 were wanted\.\nCaptured:\n {2}\w+ [\d:.]+ POST \/else%1b 200$/,
    );
    await b.clear();
    await expect(b.waitFor('', { withinMs: 0 })).rejects.toThrow('Nothing was captured.');
  });

  it('wants none, or so many at most', async () => {
    expect(await b.waitFor('path:/a', { count: 0, withinMs: 10 })).toEqual([]);
    await post('/a');
    await post('/a');
    await expect(b.waitFor('path:/a', { count: 0 })).rejects.toThrow(/^1 of|^2 of/);
    await expect(b.waitFor('path:/a', { count: { min: 1, max: 1 }, withinMs: 0 })).rejects.toThrow(
      '2 of “path:/a” came, and 1 were wanted:',
    );
  });

  it('judges expectations; what is thrown is the report', async () => {
    await post('/orders', '{"id":8}', { 'content-type': 'application/json' });
    const search = 'path:/orders';
    await b.expect({ search, count: 1, each: [{ json: '$.id', equals: 8 }] });
    const failed = b.expect({ name: 'orders', search, each: [{ json: '$.id', equals: 7 }] });
    await expect(failed).rejects.toBeInstanceOf(ExpectationFailed);
    await expect(failed).rejects.toThrow(
      /^orders does not hold \(1 captures were judged\)\.\n {2}each: \$\.id equals 7: .*found 8/,
    );
    await expect(b.expect({ serach: 'a' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('hands on why a search is refused, with a code', async () => {
    const failed = b.waitFor('status:');
    await expect(failed).rejects.toBeInstanceOf(Refused);
    await expect(failed).rejects.toMatchObject({ code: 'SEARCH_INVALID', status: 422 });
  });
});

describe('endpoints and events', () => {
  it('answers as it is told, fails first, checks who sends, and is gone once removed', async () => {
    const secret = 'whsec_needle';
    const made = await b.endpoint({
      path: '/stripe',
      reply: { status: 201, headers: { 'X-Mine': '1' }, body: { ok: true } },
      failFirst: 1,
      sender: { provider: 'stripe', secret, refuse: true },
    });
    expect(await b.urlOf('/stripe')).toBe(made.url);
    const options = { secret, to: made.url, event: 'invoice.paid' };
    expect((await b.send('stripe', options)).status).toBe(500);
    const answer = await b.send('stripe', options);
    expect([answer.status, answer.headers.get('x-mine'), answer.json()]).toEqual([
      201,
      '1',
      { ok: true },
    ]);
    expect((await b.send('stripe', { ...options, secret: 'whsec_other' })).status).toBe(401);
    const seen = await b.waitFor('path:/stripe', { count: 3 });
    expect(seen.map(({ provider, event, signature }) => [provider, event, signature])).toEqual([
      ['stripe', 'invoice.paid', 'ok'],
      ['stripe', 'invoice.paid', 'ok'],
      ['stripe', 'invoice.paid', 'bad'],
    ]);
    await made.remove();
    await expect(b.urlOf('/stripe')).rejects.toThrow(
      'There is no endpoint “/stripe”. There is: Inbox.',
    );
  });

  it('sends what the libraries of providers verify, with bodies of yours too', async () => {
    await using receiver = await startReceiver();
    const secret = 'whsec_needle';
    const answer = await b.send('stripe', { secret, to: receiver.url, body: { id: 'evt_1' } });
    expect(answer.status).toBe(202);
    expect(answer.headers.getAll('x-twice')).toEqual(['a', 'b']);
    expect(answer.json({ exact: true })).toEqual({ taken: '12345678901234567890' });
    const [{ body, headers }] = receiver.got as [(typeof receiver.got)[0]];
    const event = stripe.webhooks.constructEvent(body, headers['stripe-signature']!, secret);
    expect(event.id).toBe('evt_1');
    await b.send('github', { secret, to: receiver.url, event: 'release', body: '{"a":1}' });
    expect(receiver.got[1]?.headers).toMatchObject({
      'x-github-event': 'release',
      'content-type': 'application/json',
    });
    await expect(b.send('github', { secret, event: 'nothing' })).rejects.toThrow(
      'Backstitch has no sample of github nothing. Pass a body, or one of push, pull_request.',
    );
  });

  it('signs with a secret that is saved, by its name, without giving it away', async () => {
    const owner = { endpointId: null, provider: 'stripe' };
    await b.api.signatures.addSecret({ owner, label: 'CI', value: 'whsec_needle_ci' });
    const at = Date.now();
    const body = { id: 'evt_2' };
    const signed = await b.sign('stripe', { body, secretName: 'CI', at });
    expect(signed).toEqual({
      ...sign('stripe', { body, secret: 'whsec_needle_ci', at }),
      body: Buffer.from(JSON.stringify(body)),
    });
    expect(await b.sign('stripe', { body, secret: 'whsec_needle_ci', at })).toEqual(signed);
    expect(JSON.stringify(signed)).not.toContain('needle');
    await expect(b.sign('stripe', { body, secretName: 'CD' })).rejects.toThrow(
      'Stripe has no secret called “CD”. Saved for Stripe: “CI”',
    );
  });

  it('replays captures and fixtures, signed again as of now', async () => {
    await using receiver = await startReceiver();
    await b.send('stripe', { secret: 'whsec_old', at: Date.now() - 86_400_000 });
    const [capture] = await b.waitFor('provider:stripe');
    const secret = 'whsec_new';
    await b.replay(capture!, { to: receiver.url });
    await b.replay(capture!, { to: receiver.url, secret });
    const [asItWas, again] = receiver.got as [(typeof receiver.got)[0], (typeof receiver.got)[0]];
    expect(asItWas.headers['stripe-signature']).toBe(capture!.headers.get('stripe-signature'));
    expect(again.url).toBe('/hooks?a=1');
    const signature = again.headers['stripe-signature']!;
    expect(stripe.webhooks.constructEvent(again.body, signature, secret).type).toBe('invoice.paid');

    const folder = join(dir.path, 'fixtures', '1-invoice.paid');
    mkdirSync(folder, { recursive: true });
    const { method, target } = capture!;
    const resign = { provider: 'stripe', secretEnv: 'TEST_STRIPE_SECRET' };
    const request = { backstitch: 1, method, target, headers: [...capture!.headers], resign };
    writeFileSync(join(folder, 'request.json'), JSON.stringify(request));
    writeFileSync(join(folder, 'body.json'), capture!.body);
    const [fixture] = fixtures(join(dir.path, 'fixtures'));
    expect(fixture).toEqual(loadFixture(join(folder, 'request.json')));
    expect(fixture).toMatchObject({ name: '1-invoice.paid', method: 'POST', resign });
    await expect(b.replay(fixture!, { to: receiver.url })).rejects.toThrow(
      '1-invoice.paid is signed again as stripe: put its secret into TEST_STRIPE_SECRET',
    );
    process.env['TEST_STRIPE_SECRET'] = secret;
    try {
      await b.replay(fixture!, { to: receiver.url });
    } finally {
      delete process.env['TEST_STRIPE_SECRET'];
    }
    const last = receiver.got.at(-1)!;
    expect(last.body.equals(Buffer.from(capture!.body))).toBe(true);
    stripe.webhooks.constructEvent(last.body, last.headers['stripe-signature']!, secret);
    expect(() => loadFixture(dir.path)).toThrow('is no fixture: there is no request.json in it.');
  });
});

describe('the typed interface', () => {
  it('calls operations by path, query, body and bytes', async () => {
    await post('/a', 'bytes');
    const { items } = await b.api.captures.list({ search: 'path:/a', columns: ['note', 'source'] });
    const id = items[0]!.id;
    await b.api.captures.annotate({ id, note: 'read' });
    expect((await b.api.captures.get({ id })).note).toBe('read');
    expect(Buffer.from(await b.api.captures.body({ id, from: 1 })).toString()).toBe('ytes');
    expect((await b.api.tunnel.get()).config.mode).toBe('off');
    await expect(b.api.captures.get({ id: 'nothing' })).rejects.toMatchObject({
      code: 'CAPTURE_NOT_FOUND',
    });
    const signed = await b.api.signatures.sign({
      provider: 'stripe',
      bodyBase64: Buffer.from('{}').toString('base64'),
      secret: 'whsec_needle',
    });
    const [, signature = ''] = signed.headers.find(([name]) => name === 'Stripe-Signature') ?? [];
    stripe.webhooks.constructEvent('{}', signature, 'whsec_needle');
  });
});

describe('signing without a Backstitch', () => {
  it('is the same at a fixed time, so that it can be a snapshot', () => {
    const options = { body: { a: 1 }, secret: 'needle', at: 1_700_000_000_000 };
    expect(sign('slack', options)).toEqual(sign('slack', { ...options, at: new Date(options.at) }));
    expect(sign('slack', options).headers).toMatchObject({
      'Content-Type': 'application/json',
      'X-Slack-Request-Timestamp': '1700000000',
    });
    const svix = sign('svix', { body: '{}', secret: 'whsec_bmVlZGxlbmVlZGxl', id: 'msg_mine' });
    expect(svix.headers['svix-id']).toBe('msg_mine');
  });

  it.each([
    ['strip', {}, 'There is no provider “strip”. Did you mean stripe?'],
    ['stripe', { secret: '' }, 'No secret of Stripe is given.'],
    [
      'svix',
      { secret: '%' },
      'This is no secret of Svix. It is whsec_ and base64, or a public key',
    ],
    ['square', {}, 'Square signs the URL it sends to: give it. Pass it as `url`.'],
    [
      'discord',
      {},
      "Discord signs with a private key that only it has. Sign with testKey('discord').secret, and give your code its publicKey.",
    ],
  ])('says what is missing for %s %j', (provider, options, words) => {
    expect(() => sign(provider, { body: '{}', secret: 'needle', ...options })).toThrow(words);
  });

  it('signs with a key that stands in, which receivers take', async () => {
    const key = testKey('discord');
    expect(key.publicKey).toMatch(/^[0-9a-f]{64}$/);
    const { headers, body } = sign('discord', { body: { type: 1 }, secret: key.secret });
    const { verifyKey } = await import('discord-interactions');
    const signature = headers['X-Signature-Ed25519']!;
    const time = headers['X-Signature-Timestamp']!;
    expect(await verifyKey(Buffer.from(body), signature, time, key.publicKey)).toBe(true);
    expect(() => testKey('stripe')).toThrow('Stripe signs with a shared secret');
  });
});

describe('connecting', () => {
  it('finds one by its folder, and one that backstitch run started by the variables', async () => {
    await post('/seen');
    const byFolder = await connectBackstitch({ dataDir: b.dataDir });
    expect((await byFolder.waitFor('path:/seen')).length).toBe(1);
    // It is not this one's to stop.
    await byFolder.stop();
    expect((await b.captures()).length).toBe(1);
    await expect(connectBackstitch({ dataDir: dir.path })).rejects.toThrow(
      `No Backstitch runs on ${dir.path}.`,
    );
  });
});

describe('starting', () => {
  it('keeps a folder that was named, on the port that was named', async () => {
    const dataDir = join(dir.path, 'kept');
    mkdirSync(dataDir);
    const first = await startBackstitch({ dataDir });
    await fetch(first.url, { method: 'POST', body: 'x' });
    const port = Number(new URL(first.url).port);
    await first.stop();
    await using second = await startBackstitch({ dataDir, port });
    expect(second.url).toBe(first.url);
    expect((await second.waitFor('')).length).toBe(1);
    await expect(startBackstitch({ port })).rejects.toThrow(`Port ${port} is already in use.`);
    expect(existsSync(dataDir)).toBe(true);
  });

  it('says so where it takes too long', async () => {
    await expect(startBackstitch({ startupTimeoutMs: 1 })).rejects.toThrow(
      'Backstitch was not ready after 0.001 s.',
    );
  });
});
