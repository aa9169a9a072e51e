import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { Paddle } from '@paddle/paddle-node-sdk';
import { Webhook as Standard } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { Webhook as Svix } from 'svix';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import type { SignedRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import { verify } from '../../main/signatures/verify.ts';

const NOW = 1_763_700_000_000;
const MINUTE = 60_000;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const pem = (key: typeof p256) => key.export({ format: 'pem', type: 'pkcs8' }).toString();

const SECRETS: Record<string, string> = {
  plaid: pem(p256),
  telnyx: pem(ed25519),
  discord: pem(ed25519),
  'standard-webhooks': 'whsec_c2VjcmV0c2VjcmV0',
  svix: 'whsec_c2VjcmV0c2VjcmV0',
};

function signedAhead(id: string, aheadMs: number) {
  const provider = findProvider(id)!;
  const secrets = [{ id: 's', label: 's', value: SECRETS[id] ?? 'secret' }];
  const request: SignedRequest = {
    method: 'POST',
    target: '/in',
    headers: [
      ['Host', 'hooks.example.com'],
      ['Content-Type', 'application/json'],
    ],
    body: Buffer.from('{"webhookTimestamp":1}'),
    urls: ['https://hooks.example.com/in'],
  };
  const signed = signRequest({ provider, request, secrets, now: NOW + aheadMs });
  if (!signed.ok) throw new Error(signed.text);
  const arrived = { ...request, headers: signed.headers, body: signed.body };
  return { arrived, verdict: verify({ provider, request: arrived, secrets, now: NOW }) };
}

describe('a genuine request dated ahead of the clock', () => {
  const refusing = ['plaid', 'coinbase-cdp', 'telnyx', 'box', 'slack', 'linear', 'svix', 'clerk'];

  it.each([...refusing, 'standard-webhooks'])('%s: is refused, as its library does', (id) => {
    SECRETS[id] ??= id === 'clerk' ? SECRETS.svix! : 'secret';
    const { verdict } = signedAhead(id, 12 * MINUTE);
    expect(verdict).toMatchObject({ state: 'failed', code: 'TIMESTAMP_IN_FUTURE' });
    expect(verdict.text).toMatch(/^Dated 12 min in the future.*The sender’s clock or yours is off/);
  });

  const noting = ['stripe', 'paddle', 'hubspot', 'mux', 'contentful', 'twitch', 'calendly'];
  const unnamed = ['zoom', 'discord', 'zendesk', 'workos', 'sanity', 'airwallex', 'klaviyo'];

  it.each([...noting, ...unnamed])('%s: is taken, with a note', (id) => {
    const { verdict } = signedAhead(id, 12 * MINUTE);
    expect(verdict).toMatchObject({ state: 'verified', code: null });
    expect(verdict.notes.join(' ')).toMatch(/Dated 12 min in the future.*clock or yours is off/);
  });

  it.each(['plaid', 'box'])('%s: however little it is', (id) => {
    expect(signedAhead(id, 2000).verdict.code).toBe('TIMESTAMP_IN_FUTURE');
  });

  it.each(['coinbase-cdp', 'telnyx', 'slack', 'stripe', 'mux', 'svix'])(
    '%s: within the window is not worth a word',
    (id) => {
      const { verdict } = signedAhead(id, 2 * MINUTE);
      expect(verdict).toMatchObject({ state: 'verified', notes: [] });
    },
  );

  it('says that it was forged before it says when it is dated', () => {
    const { arrived } = signedAhead('plaid', 12 * MINUTE);
    const secrets = [{ id: 's', label: 's', value: SECRETS.plaid! }];
    const request = { ...arrived, body: Buffer.from('{"forged":true}') };
    const verdict = verify({ provider: findProvider('plaid')!, request, secrets, now: NOW });
    expect(verdict.code).toBe('BODY_HASH_MISMATCH');
  });
});

describe('the libraries themselves', () => {
  afterEach(() => vi.useRealTimers());

  const headersOf = ({ headers }: SignedRequest) =>
    Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const text = ({ body }: SignedRequest) => Buffer.from(body).toString();

  type Judge = (request: SignedRequest) => unknown;
  const JUDGES: Record<string, Judge> = {
    stripe: (request) =>
      Stripe.webhooks.constructEvent(
        text(request),
        headersOf(request)['stripe-signature'] ?? '',
        'secret',
      ),
    paddle: async (request) => {
      const { webhooks } = new Paddle('not used');
      const header = headersOf(request)['paddle-signature'] ?? '';
      if (!(await webhooks.isSignatureValid(text(request), 'secret', header)))
        throw new Error('no');
    },
    'standard-webhooks': (request) =>
      new Standard(SECRETS['standard-webhooks']!).verify(text(request), headersOf(request)),
    svix: (request) => new Svix(SECRETS.svix!).verify(text(request), headersOf(request)),
    // As Plaid's documentation has its tokens checked.
    plaid: (request) =>
      jwtVerify(headersOf(request)['plaid-verification'] ?? '', createPublicKey(p256), {
        maxTokenAge: '5 min',
      }),
  };

  it.each(
    Object.keys(JUDGES).flatMap((id) =>
      [-20, -6, -0.02, 0, 0.05, 2, 12, 600].map((minutes) => [id, minutes] as const),
    ),
  )('%s, %s minutes ahead: says the same', async (id, minutes) => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    const { arrived, verdict } = signedAhead(id, minutes * MINUTE);
    const judged = await Promise.resolve()
      .then(() => JUDGES[id]!(arrived))
      .then(
        () => 'verified',
        () => 'failed',
      );
    expect(verdict.state).toBe(judged);
  });
});
