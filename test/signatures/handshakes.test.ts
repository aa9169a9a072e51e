import { describe, expect, it } from 'vitest';
import { answerHandshake } from '../../main/signatures/handshakes.ts';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import { type SignedRequest, viewRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import { written } from './vectors.ts';

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

  it('is never echoed as HTML', () => {
    const asked = request({ method: 'GET', target: '/in?challenge=%3Cscript%3E' });
    const headers = new Map(answer('dropbox', asked)!.headers);
    expect(headers.get('Content-Type')).toContain('text/plain');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Cache-Control')).toBe('no-store');
  });
});
