import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerHandshake,
  HANDSHAKES,
  recogniseHandshake,
} from '../../main/signatures/handshakes.ts';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import { type SignedRequest, viewRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import { verify } from '../../main/signatures/verify.ts';
import { written } from './vectors.ts';

/** All that X may send as a token, and what is JSON among it. */
const token = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._~+/=-]{1,60}$/),
  fc.constantFrom(
    '12345',
    'true',
    'false',
    'null',
    '1e5',
    '0',
    '-1',
    '1.5',
    '1E-2',
    '00',
    'e',
    '+1',
  ),
  fc.double().map(String),
  fc.integer().map(String),
);

const NOW = 1_763_700_000_000;
const URL = 'https://hooks.example.com/in/demo';
const secret = (value: string) => [{ id: 's', label: 's', value }];

function request(parts: Partial<SignedRequest> & { json?: unknown }): SignedRequest {
  const { json, ...rest } = parts;
  return {
    method: 'POST',
    target: '/in/demo',
    headers: [],
    body: Buffer.from(json === undefined ? '' : JSON.stringify(json)),
    urls: [URL],
    ...rest,
  };
}

function answer(
  provider: string,
  asked: SignedRequest,
  more: { secrets?: ReturnType<typeof secret>; verifyToken?: string } = {},
) {
  const { secrets = [], verifyToken = null } = more;
  return answerHandshake(provider, { view: viewRequest(asked), secrets, verifyToken, now: NOW });
}

function signed(provider: string, asked: SignedRequest, value: string): SignedRequest {
  const result = signRequest({
    provider: findProvider(provider)!,
    request: asked,
    secrets: secret(value),
    now: NOW,
  });
  if (!result.ok) throw new Error(result.text);
  return { ...asked, headers: result.headers };
}

describe('the question of a provider', () => {
  it('by Slack is answered with its challenge, when its signature is right', () => {
    const asked = request({ json: { type: 'url_verification', challenge: 'abc' } });
    expect(answer('slack', asked)).toMatchObject({ status: 200, body: 'abc' });
    const secrets = secret('bs');
    expect(answer('slack', asked, { secrets })).toMatchObject({ status: 401 });
    expect(answer('slack', signed('slack', asked, 'bs'), { secrets })).toMatchObject({
      body: 'abc',
    });
    expect(answer('slack', request({ json: { type: 'event_callback' } }))).toBeNull();
  });

  it('by Meta is answered for the right verify token only', () => {
    const asked = request({
      method: 'GET',
      target: '/in?hub.mode=subscribe&hub.challenge=17&hub.verify_token=t%20t',
    });
    expect(answer('meta', asked)).toMatchObject({ status: 403 });
    expect(answer('meta', asked, { verifyToken: 'other' })).toMatchObject({ status: 403 });
    expect(answer('meta', asked, { verifyToken: 't t' })).toMatchObject({
      status: 200,
      body: '17',
    });
  });

  it('by Zoom is answered with the published token, and no event can be signed that way', () => {
    const { zoom } = written.handshakes;
    const ask = (plainToken: string) =>
      request({ json: { event: 'endpoint.url_validation', payload: { plainToken } } });
    const secrets = secret(zoom!.secret!);
    const reply = answer('zoom', ask(zoom!.plainToken!), { secrets });
    expect(JSON.parse(reply!.body)).toEqual({
      plainToken: zoom!.plainToken,
      encryptedToken: zoom!.encryptedToken,
    });
    expect(answer('zoom', ask('v0:1700000000:{}'), { secrets })).toMatchObject({ status: 400 });
    expect(answer('zoom', ask('abc'))).toMatchObject({ status: 503 });
  });

  it('by X is answered with the published token', () => {
    const { x } = written.handshakes;
    const asked = request({ method: 'GET', target: `/in?crc_token=${x!.crc_token!}` });
    const reply = answer('x', asked, { secrets: secret(x!.secret!) });
    expect(JSON.parse(reply!.body)).toEqual({ response_token: x!.response_token });
    const odd = request({ method: 'GET', target: '/in?crc_token=%7B%22a%22%3A1%7D' });
    expect(answer('x', odd, { secrets: secret('s') })).toMatchObject({ status: 400 });
  });

  it('by eBay is answered with the published hash', () => {
    const { ebay } = written.handshakes;
    const target = `/in/demo?challenge_code=${ebay!.challenge_code!}`;
    const asked = request({ method: 'GET', target, urls: [`${ebay!.endpoint!}?challenge_code=1`] });
    const reply = answer('ebay', asked, { verifyToken: ebay!.verificationToken! });
    expect(JSON.parse(reply!.body)).toEqual({ challengeResponse: ebay!.challengeResponse });
  });

  it('by Discord: a ping, a wrong signature on purpose', () => {
    const pair = 'whsk_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=';
    const asked = request({ json: { type: 1 } });
    const secrets = secret(pair);
    expect(answer('discord', signed('discord', asked, pair), { secrets })).toMatchObject({
      status: 200,
      body: '{"type":1}',
    });
    const wrong = request({
      json: { type: 1 },
      headers: [
        ['X-Signature-Ed25519', '00'.repeat(64)],
        ['X-Signature-Timestamp', '1'],
      ],
    });
    expect(answer('discord', wrong, { secrets })).toMatchObject({ status: 401 });
    expect(answer('discord', asked)).toMatchObject({ status: 401 });
  });

  it('by Xero: 200 without a body for the right signature, else 401', () => {
    const asked = request({ json: { events: [], firstEventSequence: 0 } });
    const secrets = secret('key');
    expect(answer('xero', signed('xero', asked, 'key'), { secrets })).toMatchObject({
      status: 200,
      body: '',
    });
    expect(answer('xero', signed('xero', asked, 'other'), { secrets })).toMatchObject({
      status: 401,
    });
    expect(answer('xero', request({ json: { events: [{}] } }), { secrets })).toBeNull();
  });

  it('may hand over a secret', () => {
    const asana = request({ headers: [['X-Hook-Secret', 'abc']] });
    expect(answer('asana', asana)).toMatchObject({
      status: 200,
      offered: 'abc',
      headers: expect.arrayContaining([['X-Hook-Secret', 'abc']]),
    });
    const notion = request({ json: { verification_token: 'secret_1' } });
    expect(answer('notion', notion)).toMatchObject({ status: 200, offered: 'secret_1' });
  });

  const simple: [string, Partial<SignedRequest> & { json?: unknown }, object][] = [
    ['ms-graph', { target: '/in?validationToken=a%20b%2B' }, { status: 200, body: 'a b+' }],
    ['dropbox', { method: 'GET', target: '/in?challenge=abc' }, { status: 200, body: 'abc' }],
    [
      'twitch',
      {
        headers: [['Twitch-Eventsub-Message-Type', 'webhook_callback_verification']],
        json: { challenge: 'pogchamp' },
      },
      { status: 200, body: 'pogchamp' },
    ],
    [
      'okta',
      { method: 'GET', headers: [['X-Okta-Verification-Challenge', 'v']] },
      { body: '{"verification":"v"}' },
    ],
    ['trello', { method: 'HEAD' }, { status: 200, body: '' }],
    ['monday', { json: { challenge: 'c' } }, { body: '{"challenge":"c"}' }],
    [
      'event-grid',
      {
        headers: [['aeg-event-type', 'SubscriptionValidation']],
        json: [{ data: { validationCode: 'v' } }],
      },
      { body: '{"validationResponse":"v"}' },
    ],
    [
      'cloudevents',
      { method: 'OPTIONS', headers: [['WebHook-Request-Origin', 'x.example']] },
      { headers: expect.arrayContaining([['WebHook-Allowed-Origin', 'x.example']]) },
    ],
    [
      'adobe-sign',
      { method: 'GET', headers: [['X-AdobeSign-ClientId', 'id']] },
      { headers: expect.arrayContaining([['X-AdobeSign-ClientId', 'id']]) },
    ],
    [
      'smartsheet',
      { headers: [['Smartsheet-Hook-Challenge', 'c']] },
      { headers: expect.arrayContaining([['Smartsheet-Hook-Response', 'c']]) },
    ],
    ['sns', { json: { Type: 'SubscriptionConfirmation' } }, { status: 200 }],
    ['google-channel', { headers: [['X-Goog-Resource-State', 'sync']] }, { status: 200 }],
    [
      'websub',
      { method: 'GET', target: '/?hub.mode=unsubscribe&hub.topic=t&hub.challenge=c' },
      { body: 'c' },
    ],
  ];
  it.each(simple)('by %s', (provider, asked, expected) => {
    expect(answer(provider, request(asked))).toMatchObject(expected);
    expect(answer(provider, request({ json: { id: 1 } }))).toBeNull();
  });

  it('by Event Grid is answered in the schema of CloudEvents, too', () => {
    const asked = request({ method: 'OPTIONS', headers: [['webhook-request-origin', 'eg.net']] });
    expect(answer('event-grid', asked)).toMatchObject({
      status: 200,
      headers: expect.arrayContaining([['WebHook-Allowed-Origin', 'eg.net']]),
    });
    const data = { validationCode: 'v' };
    const kind = 'Microsoft.EventGrid.SubscriptionValidationEvent';
    for (const json of [
      [{ eventType: kind, data }],
      { type: kind, data },
      [{ type: kind, data }],
    ]) {
      for (const provider of ['event-grid', 'cloudevents']) {
        expect(answer(provider, request({ json }))).toMatchObject({
          body: '{"validationResponse":"v"}',
        });
      }
    }
    expect(answer('event-grid', request({ json: [{ eventType: 'other', data }] }))).toBeNull();
  });

  it('is never echoed as HTML', () => {
    const asked = request({ method: 'GET', target: '/in?challenge=%3Cscript%3E' });
    const headers = new Map(answer('dropbox', asked)!.headers);
    expect(headers.get('Content-Type')).toContain('text/plain');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Cache-Control')).toBe('no-store');
  });
});

describe('an answer made with the key of events', () => {
  const secrets = secret('consumer');
  const ask = (text: string) =>
    request({ method: 'GET', target: `/in?crc_token=${encodeURIComponent(text)}` });
  /** The MAC of an answer, as the signature of an event whose body is the token. */
  const eventOf = (text: string, mac: string) =>
    request({ body: Buffer.from(text), headers: [['x-twitter-webhooks-signature', mac]] });

  it.each(['12345', 'true', 'false', 'null', '1e5', '-1', '1.5', '0'])(
    'by X is not given for %s, which is JSON',
    (text) => expect(answer('x', ask(text), { secrets })).toMatchObject({ status: 400 }),
  );

  it('by X never verifies as an event', () => {
    const provider = findProvider('x')!;
    fc.assert(
      fc.property(token, (text) => {
        const reply = answer('x', ask(text), { secrets });
        if (reply?.status !== 200) return;
        expect(() => JSON.parse(text)).toThrow(SyntaxError);
        const mac = (JSON.parse(reply.body) as { response_token: string }).response_token;
        const verdict = verify({ provider, request: eventOf(text, mac), secrets, now: NOW });
        expect(verdict).toMatchObject({ state: 'failed', code: 'MALFORMED_SIGNATURE' });
      }),
    );
    const event = request({ json: { tweet_create_events: [] } });
    const genuine = signed('x', event, 'consumer');
    expect(verify({ provider, request: genuine, secrets, now: NOW }).state).toBe('verified');
  });

  it('by Zoom and Braintree never verifies as an event', () => {
    const zoom = findProvider('zoom')!;
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_:-]{1,60}$/), (plainToken) => {
        const json = { event: 'endpoint.url_validation', payload: { plainToken } };
        const reply = answer('zoom', request({ json }), { secrets });
        if (reply?.status !== 200) return;
        const mac = (JSON.parse(reply.body) as { encryptedToken: string }).encryptedToken;
        for (const time of ['', '0', '1763700000']) {
          const forged = request({
            body: Buffer.from(plainToken),
            headers: [
              ['x-zm-signature', `v0=${mac}`],
              ['x-zm-request-timestamp', time],
            ],
          });
          expect(verify({ provider: zoom, request: forged, secrets, now: NOW }).state).toBe(
            'failed',
          );
        }
      }),
    );
    const pair = secret('pub:priv');
    const challenge = '0123456789abcdef0123';
    const asked = request({ method: 'GET', target: `/in?bt_challenge=${challenge}` });
    const body = answer('braintree', asked, { secrets: pair })!.body;
    const forged = request({
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: Buffer.from(`bt_signature=${encodeURIComponent(body)}&bt_payload=${challenge}`),
    });
    const braintree = findProvider('braintree')!;
    expect(verify({ provider: braintree, request: forged, secrets: pair, now: NOW }).state).toBe(
      'failed',
    );
  });
});

describe('a question without a chosen sender is recognised', () => {
  const asked: [string, Partial<SignedRequest> & { json?: unknown }][] = [
    ['slack', { json: { type: 'url_verification', challenge: 'abc' } }],
    [
      'meta',
      { method: 'GET', target: '/in?hub.mode=subscribe&hub.challenge=1&hub.verify_token=t' },
    ],
    ['websub', { method: 'GET', target: '/?hub.mode=subscribe&hub.topic=t&hub.challenge=c' }],
    ['zoom', { json: { event: 'endpoint.url_validation', payload: { plainToken: 'abc' } } }],
    ['x', { method: 'GET', target: '/in?crc_token=abc' }],
    ['ms-graph', { target: '/in?validationToken=abc' }],
    ['dropbox', { method: 'GET', target: '/in?challenge=abc' }],
    [
      'twitch',
      {
        headers: [['Twitch-Eventsub-Message-Type', 'webhook_callback_verification']],
        json: { challenge: 'c' },
      },
    ],
    ['asana', { headers: [['X-Hook-Secret', 'abc']], json: {} }],
    ['notion', { json: { verification_token: 'secret_1' } }],
    ['okta', { method: 'GET', headers: [['X-Okta-Verification-Challenge', 'v']] }],
    ['discord', { json: { type: 1 }, headers: [['X-Signature-Ed25519', '00']] }],
    ['xero', { json: { events: [] }, headers: [['x-xero-signature', 'AA==']] }],
    ['monday', { json: { challenge: 'c' } }],
    [
      'event-grid',
      {
        headers: [['aeg-event-type', 'SubscriptionValidation']],
        json: [{ data: { validationCode: 'v' } }],
      },
    ],
    ['cloudevents', { method: 'OPTIONS', headers: [['WebHook-Request-Origin', 'x.example']] }],
    ['ebay', { method: 'GET', target: '/in?challenge_code=abc' }],
    ['adobe-sign', { method: 'GET', headers: [['X-AdobeSign-ClientId', 'id']] }],
    ['smartsheet', { headers: [['Smartsheet-Hook-Challenge', 'c']], json: { webhookId: 1 } }],
    ['braintree', { method: 'GET', target: '/in?bt_challenge=0123456789abcdef0123' }],
  ];

  it.each(asked)('as one of %s', (provider, parts) => {
    const found = recogniseHandshake(viewRequest(request(parts)));
    expect(found?.provider).toBe(provider);
  });

  it('and what needs only a 200 is none', () => {
    const known = new Set(asked.map(([provider]) => provider));
    const others = HANDSHAKES.filter((provider) => !known.has(provider));
    expect(others).toEqual(['trello', 'mandrill', 'intercom', 'sns', 'google-channel']);
  });

  it.each([
    { json: { id: 1 } },
    { json: { type: 'event_callback', event: {} } },
    { json: { events: [] } },
    { json: { type: 1 } },
    { json: { verification_token: 'x', type: 'page.created' } },
    { method: 'GET', target: '/in?x=1' },
    { method: 'HEAD' },
    { method: 'OPTIONS' },
    { body: Buffer.from('challenge') },
  ])('and an ordinary request is none: %j', (parts) => {
    expect(recogniseHandshake(viewRequest(request(parts)))).toBeNull();
  });
});
