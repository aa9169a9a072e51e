import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { closedPort } from '../../helpers/peers/raw-server.ts';
import { httpDouble } from './http-double.ts';
import { APP, openRoom } from './service-room.ts';

const SMS = { to: '+15551234567', from: '+15557654321', body: 'Your order is on its way' };
const NOTHING = { ok: true, result: '{"$undefined":true}' };

const twilio = (endpoint: string) => ({
  type: 'twilio',
  config: { sid: 'AC1' },
  secretConfig: { auth_token: 'twilioToken' },
  sendForReal: true,
  endpoint,
  allowedHosts: ['127.0.0.1'],
});

describe('texts by Twilio', () => {
  it('are kept in the outbox, and nothing leaves the machine', async () => {
    await using services = openRoom({ sms: { type: 'twilio' } });
    const answer = await services.call('sms', 'send', SMS);
    expect(answer).toMatchObject({ outcome: NOTHING, mode: 'outbox' });
    expect(services.outbox.page({ limit: 10 }).items).toMatchObject([
      {
        appId: APP,
        service: 'sms',
        kind: 'twilio',
        captureId: 'capture_7',
        from: SMS.from,
        to: SMS.to,
        text: SMS.body,
        args: JSON.stringify(SMS),
        sent: 'kept',
      },
    ]);
  });

  it.each([
    ['no receiver', { ...SMS, to: undefined }],
    ['a receiver that is no number', { ...SMS, to: '5551234' }],
    ['no sender', { ...SMS, from: '' }],
    ['neither text nor picture', { to: SMS.to, from: SMS.from }],
  ])('are refused with %s', async (_what, args) => {
    await using services = openRoom({ sms: { type: 'twilio' } });
    const answer = await services.call('sms', 'send', args);
    expect(answer.outcome).toMatchObject({ code: 'InvalidParameter' });
    expect(services.outbox.page({ limit: 10 }).items).toEqual([]);
  });

  it('go out by WhatsApp and with a picture too', async () => {
    await using services = openRoom({ sms: { type: 'twilio' } });
    const args = {
      to: 'whatsapp:+15551234567',
      from: 'whatsapp:+15557654321',
      mediaUrl: 'https://example.test/cat.png',
    };
    expect((await services.call('sms', 'send', args)).outcome).toEqual(NOTHING);
    expect(services.outbox.page({ limit: 1 }).items[0]?.text).toBe(args.mediaUrl);
  });

  it('are sent for real where that was asked for', async () => {
    await using server = await httpDouble((_seen, response) => response.writeHead(201).end('{}'));
    const secrets = { twilioToken: 'needle' };
    await using services = openRoom({ sms: twilio(server.url) }, { secrets });
    const answer = await services.call('sms', 'send', SMS);
    expect(answer).toMatchObject({ outcome: NOTHING, mode: 'live' });
    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/2010-04-01/Accounts/AC1/Messages.json',
      headers: {
        authorization: `Basic ${Buffer.from('AC1:needle').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
      To: SMS.to,
      From: SMS.from,
      Body: SMS.body,
    });
    expect(services.outbox.page({ limit: 1 }).items).toMatchObject([{ sent: 'sent' }]);
  });

  it('tell what Twilio had against them', async () => {
    await using server = await httpDouble((_seen, response) => {
      response.writeHead(400).end('{"code":21211,"message":"Invalid To number"}');
    });
    const secrets = { twilioToken: 'needle' };
    await using services = openRoom({ sms: twilio(server.url) }, { secrets });
    const answer = await services.call('sms', 'send', SMS);
    expect(answer).toMatchObject({
      outcome: { code: 'TwilioError', message: 'Twilio answered 400: Invalid To number' },
      mode: 'live',
    });
    expect(services.outbox.page({ limit: 1 }).items).toMatchObject([
      { sent: 'failed', outcome: 'Twilio answered 400: Invalid To number' },
    ]);
  });

  it('fail as Twilio errors where Twilio cannot be reached or the Secret is missing', async () => {
    const secrets = { twilioToken: 'needle' };
    const sms = twilio(`http://127.0.0.1:${await closedPort()}`);
    await using services = openRoom({ sms }, { secrets });
    expect((await services.call('sms', 'send', SMS)).outcome).toMatchObject({
      code: 'TwilioError',
    });
    services.secrets.clear();
    expect((await services.call('sms', 'send', SMS)).outcome).toMatchObject({
      code: 'TwilioError',
      message: expect.stringContaining('Secret'),
    });
  });

  it('stay here while the app is offline', async () => {
    await using server = await httpDouble();
    const secrets = { twilioToken: 'needle' };
    const app = { offline: true };
    await using services = openRoom({ sms: twilio(server.url) }, { secrets, app });
    expect(await services.call('sms', 'send', SMS)).toMatchObject({ mode: 'outbox' });
    expect(server.seen).toEqual([]);
  });
});

describe('pushes', () => {
  const push = { type: 'gcm', config: { senderId: '42' } };
  const message = {
    userIds: ['u1'],
    to: '/topics/news',
    registrationTokens: ['t1', 't2'],
    priority: 'high',
    collapseKey: 'c',
    contentAvailable: true,
    mutableContent: true,
    timeToLive: 60,
    data: { order: 'o1', count: 3 },
    notification: { title: 'Hi', body: 'there', sound: 'ping', badge: '2', clickAction: 'OPEN' },
  };

  it('are kept in the outbox with all whom they were for', async () => {
    await using services = openRoom({ push });
    expect(await services.call('push', 'send', message)).toMatchObject({
      outcome: NOTHING,
      mode: 'outbox',
    });
    expect(services.outbox.page({ limit: 1 }).items).toMatchObject([
      { kind: 'gcm', from: '42', to: '/topics/news, u1, t1, t2', text: 'Hi: there', sent: 'kept' },
    ]);
  });

  it.each([
    ['nobody to go to', { notification: {} }],
    ['a priority there is none', { to: 'a', priority: 'urgent' }],
    ['more time than four weeks', { to: 'a', timeToLive: 2_419_201 }],
    ['less time than none', { to: 'a', timeToLive: -1 }],
    ['users that are no list', { userIds: 'u1' }],
  ])('are refused with %s', async (_what, args) => {
    await using services = openRoom({ push });
    expect((await services.call('push', 'send', args)).outcome).toMatchObject({
      code: 'InvalidParameter',
    });
  });

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account = (tokenUri: string): string =>
    JSON.stringify({
      project_id: 'proj',
      client_email: 'push@proj.example.test',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      token_uri: tokenUri,
    });
  const real = (endpoint: string) => ({
    ...push,
    secretConfig: { apiKey: 'fcm' },
    sendForReal: true,
    endpoint,
    allowedHosts: ['127.0.0.1'],
  });

  it('are sent for real by the service account, one message for each receiver', async () => {
    await using server = await httpDouble((seen, response) => {
      response.end(seen.url === '/token' ? '{"access_token":"ya29"}' : '{"name":"m/1"}');
    });
    const secrets = { fcm: account(`${server.url}/token`) };
    await using services = openRoom({ push: real(server.url) }, { secrets });
    expect(await services.call('push', 'send', message)).toMatchObject({
      outcome: NOTHING,
      mode: 'live',
    });
    const [asked, ...sent] = server.seen;
    const assertion = new URLSearchParams(asked?.body).get('assertion') ?? '';
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256' });
    const { payload } = await jwtVerify(assertion, publicKey, { audience: `${server.url}/token` });
    expect(payload.iss).toBe('push@proj.example.test');
    expect(decodeJwt(assertion).scope).toContain('firebase.messaging');
    expect(sent.map((seen) => seen.url)).toEqual(Array(3).fill('/v1/projects/proj/messages:send'));
    expect(sent[0]?.headers.authorization).toBe('Bearer ya29');
    const bodies = sent.map((seen) => JSON.parse(seen.body).message);
    expect(bodies.map(({ topic, token }) => topic ?? token)).toEqual(['news', 't1', 't2']);
    expect(bodies[0]).toEqual({
      topic: 'news',
      notification: { title: 'Hi', body: 'there' },
      data: { order: 'o1', count: '3' },
      android: {
        collapse_key: 'c',
        priority: 'HIGH',
        ttl: '60s',
        notification: { sound: 'ping', click_action: 'OPEN' },
      },
      apns: {
        headers: { 'apns-collapse-id': 'c', 'apns-priority': '10' },
        payload: {
          aps: {
            sound: 'ping',
            category: 'OPEN',
            badge: 2,
            'content-available': 1,
            'mutable-content': 1,
          },
        },
      },
    });
  });

  it('tell how many failed, after all were tried', async () => {
    await using server = await httpDouble((seen, response) => {
      if (seen.url === '/token') response.end('{"access_token":"ya29"}');
      else if (seen.body.includes('"t1"'))
        response.writeHead(404).end('{"error":{"message":"gone"}}');
      else response.end('{}');
    });
    const secrets = { fcm: account(`${server.url}/token`) };
    await using services = openRoom({ push: real(server.url) }, { secrets });
    expect((await services.call('push', 'send', message)).outcome).toEqual({
      ok: false,
      code: 'GCMError',
      message: 'FCM answered 404: gone (1 of 3 failed)',
    });
    expect(server.seen).toHaveLength(4);
  });

  it.each([
    ['no service account', 'AAAA-legacy-key', 'not a service account'],
    [
      'a key that cannot be read',
      account('http://127.0.0.1:1').replace(/BEGIN/, 'X'),
      'private key',
    ],
  ])('fail plainly with %s', async (_what, fcm, said) => {
    await using services = openRoom({ push: real('http://127.0.0.1:1') }, { secrets: { fcm } });
    const { outcome } = await services.call('push', 'send', message);
    expect(outcome).toMatchObject({ code: 'GCMError', message: expect.stringContaining(said) });
    expect(JSON.stringify(outcome)).not.toContain('AAAA-legacy-key');
  });
});

describe('the outbox', () => {
  it('pages newest first, by app', async () => {
    await using services = openRoom({ sms: { type: 'twilio' } });
    for (const body of ['1', '2', '3']) await services.call('sms', 'send', { ...SMS, body });
    const first = services.outbox.page({ appId: APP, limit: 2 });
    expect(first.items.map((item) => item.text)).toEqual(['3', '2']);
    const rest = services.outbox.page({ limit: 2, before: first.next ?? '' });
    expect(rest).toMatchObject({ items: [{ text: '1' }], next: null });
  });

  it('tells when it changes, and can be emptied', async () => {
    await using services = openRoom({ sms: { type: 'twilio' } });
    const changes = services.outbox.live();
    await services.call('sms', 'send', SMS);
    expect(await changes.next()).toEqual({ value: { changed: true }, done: false });
    expect(await services.outbox.clear(APP)).toEqual({ removed: 1 });
    expect(await changes.next()).toEqual({ value: { changed: true }, done: false });
    expect(services.outbox.page({ limit: 10 })).toEqual({ items: [], next: null });
    await changes.return();
  });

  it('reads its pages by an index', async () => {
    await using services = openRoom();
    const plans = [
      'SELECT * FROM outbox_messages WHERE app_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
      'SELECT * FROM outbox_messages WHERE id < ? ORDER BY id DESC LIMIT ?',
    ].map((sql) =>
      services.db
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...(sql.includes('app_id') ? ['a', 1, 1] : [1, 1]))
        .map(({ detail }) => detail)
        .join('; '),
    );
    expect(plans).toEqual([
      'SEARCH outbox_messages USING INDEX outbox_by_app (app_id=? AND id<?)',
      'SEARCH outbox_messages USING INTEGER PRIMARY KEY (rowid<?)',
    ]);
  });
});
