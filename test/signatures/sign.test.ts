import fc from 'fast-check';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findProvider, PROVIDERS } from '../../main/signatures/providers/providers.ts';
import type { SignedRequest } from '../../main/signatures/request-view.ts';
import type { Provider, Secret } from '../../main/signatures/scheme.ts';
import { signRequest, stripSignature } from '../../main/signatures/sign.ts';
import { verify } from '../../main/signatures/verify.ts';
import { vectors } from './vectors.ts';

const NOW = 1_763_700_000_000;
const later = NOW + 86_400_000;

const ed25519 = generateKeyPairSync('ed25519').privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const pem = (key: typeof rsa) => key.export({ format: 'pem', type: 'pkcs8' }).toString();

/** A secret as the provider writes them; a test key where it has a key pair. */
function secretOf({ id, schemes: [scheme] }: Provider): string {
  if (id === 'paypal') return `WH-1\n${pem(rsa)}`;
  if (id === 'sns') return pem(rsa);
  if (id === 'plaid') return pem(p256);
  if (id === 'adyen') return '44782DEF547AAA06C910C43932B1EB0C';
  if (scheme?.kind !== 'mac') return 'bs_test_secret';
  if (scheme.mac === 'ed25519') return pem(ed25519);
  if (scheme.mac === 'ecdsa-p256') return pem(p256);
  const forms = {
    hex: 'aa55'.repeat(8),
    base64: 'c2VjcmV0c2VjcmV0',
    whsec: 'whsec_c2VjcmV0c2VjcmV0',
  };
  return forms[scheme.key as 'hex'] ?? 'bs_test_secret';
}

const BODIES: Record<string, string> = {
  linear: '{"action":"create", "webhookTimestamp" : 1,\n "type":"Issue"}',
  mailgun:
    '{"signature":{"timestamp":"1","token":"abc","signature":"00"},"event-data":{"event":"opened"}}',
  adyen:
    '{"live":"false","notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"x"},"amount":{"currency":"EUR","value":1130},"eventCode":"AUTHORISATION","merchantAccountCode":"T","merchantReference":"R","pspReference":"7914","success":"true"}}]}',
  sns: '{"Type":"Notification","MessageId":"1","TopicArn":"arn:a","Message":"hi","Timestamp":"2020-01-01T00:00:00.000Z","SignatureVersion":"2","Signature":"eA==","SigningCertURL":"https://sns.us-east-1.amazonaws.com/c.pem"}',
  'ms-graph': '{"value":[{"subscriptionId":"1","clientState":"x","changeType":"created"}]}',
};

function requestFor(provider: Provider, body?: Uint8Array): SignedRequest {
  return {
    method: 'POST',
    target: '/in/demo?x=1&y=two%20words',
    headers: [
      ['Host', 'hooks.example.com'],
      ['Content-Type', 'application/json'],
      ['X-Contentful-Topic', 'a.b'],
    ],
    body: body ?? Buffer.from(BODIES[provider.id] ?? '{"id":"evt_1","name":"Zoë – 🧵"}'),
    urls: ['https://hooks.example.com/in/demo?x=1&y=two%20words'],
  };
}

/** Nobody but the sender, or nobody without its network, can sign as these. */
const CANNOT = ['google-pubsub', 'ebay', 'braintree'];
const able = PROVIDERS.filter(({ id }) => !CANNOT.includes(id));
const named = able.map((provider) => [provider.id, provider] as const);

function signAs(provider: Provider, request: SignedRequest, now: number, secrets: Secret[]) {
  const signed = signRequest({ provider, request, secrets, now });
  if (!signed.ok) throw new Error(signed.text);
  const { headers, body, target } = signed;
  const url = request.urls[0]!.replace(/\?.*$/s, '') + target.slice(target.indexOf('?'));
  return { ...request, headers, body, target, urls: [url] };
}

describe('a request signed as its provider would', () => {
  it.each(named)('%s: verifies, now and signed again a day later', (_id, provider) => {
    const secrets = [{ id: 's1', label: 'ours', value: secretOf(provider) }];
    const first = signAs(provider, requestFor(provider), NOW, secrets);
    const verdict = verify({ provider, request: first, secrets, now: NOW });
    expect(verdict).toMatchObject({ code: null, secretId: 's1' });
    const again = signAs(provider, first, later, secrets);
    const now = verify({ provider, request: again, secrets, now: later });
    expect(now).toMatchObject({ code: null, state: verdict.state });
    // No old signature stays beside the new one.
    expect(again.headers).toHaveLength(first.headers.length);
  });

  it.each(named)('%s: fails for another secret', (_id, provider) => {
    if (provider.schemes[0]?.kind === 'mac' && provider.schemes[0].mac.startsWith('e')) return;
    const secrets = [{ id: 's1', label: 'ours', value: secretOf(provider) }];
    const request = signAs(provider, requestFor(provider), NOW, secrets);
    const other = {
      id: 's2',
      label: 'other',
      value: secretOf(provider).replace(/^(.*)(..)$/s, '$100'),
    };
    const verdict = verify({ provider, request, secrets: [other], now: NOW });
    expect(['failed', 'cannot_verify']).toContain(verdict.state);
  });

  // Those of key pairs hold the public half only; Sanity's is older than the clock of the test.
  const KEPT = new Set(['sendgrid', 'adyen', 'sanity', 'discord']);
  const signable = vectors.filter(
    ({ provider, name }) => !KEPT.has(provider.id) && !name.includes('v1a'),
  );
  const ofVector = (vector: (typeof vectors)[number]) => {
    const { provider, request, secret, now } = vector;
    const signed = signRequest({ provider, request, secrets: [secret], now });
    return signed.ok ? signed : { headers: [], body: request.body };
  };
  // Twitch writes nanoseconds, Box an offset, Hook0 and Contentful sign a choice of headers.
  const exact = signable.filter(({ name }) => !/twitch|box|coinbase-cdp|contentful/.test(name));

  it.each(signable.map((vector) => [vector.name, vector] as const))(
    '%s: signed again verifies',
    (_name, vector) => {
      const { provider, request, secret, now } = vector;
      const { headers, body } = ofVector(vector);
      const again = { ...request, headers, body };
      expect(verify({ provider, request: again, secrets: [secret], now }).state).toBe('verified');
    },
  );

  it.each(exact.map((vector) => [vector.name, vector] as const))(
    '%s: signed again is what was published',
    (_name, vector) => expect(ofVector(vector).headers).toEqual(vector.request.headers),
  );

  it('carries all secrets where the scheme takes several', () => {
    const two = (a: string, b: string): Secret[] => [
      { id: 'a', label: 'new', value: a },
      { id: 'b', label: 'old', value: b },
    ];
    for (const id of ['stripe', 'paddle', 'pagerduty', 'box', 'docusign', 'hookdeck', 'recurly']) {
      const provider = findProvider(id)!;
      const request = signAs(provider, requestFor(provider), NOW, two('one', 'two'));
      for (const value of ['one', 'two']) {
        const secrets = [{ id: 'x', label: 'x', value }];
        expect(verify({ provider, request, secrets, now: NOW }).state, id).toBe('verified');
      }
    }
    const standard = findProvider('standard-webhooks')!;
    const pair = two('whsec_b25lb25lb25lb25l', 'whsec_dHdvdHdvdHdvdHdv');
    const request = signAs(standard, requestFor(standard), NOW, pair);
    expect(new Map(request.headers).get('webhook-signature')?.split(' ')).toHaveLength(2);
  });

  it('changes of a body only the bytes of the time', () => {
    const linear = findProvider('linear')!;
    const secrets = [{ id: 's', label: 's', value: 'bs' }];
    const { body } = signAs(linear, requestFor(linear), NOW, secrets);
    expect(Buffer.from(body).toString()).toBe(BODIES.linear!.replace(': 1,', `: ${NOW},`));
  });

  it('keeps the id, or takes a new one', () => {
    const provider = findProvider('standard-webhooks')!;
    const secrets = [{ id: 's', label: 's', value: 'whsec_c2VjcmV0c2VjcmV0' }];
    const request = {
      ...requestFor(provider),
      headers: [['Webhook-Id', 'msg_7']] as [string, string][],
    };
    const kept = signRequest({ provider, request, secrets, now: NOW });
    const fresh = signRequest({ provider, request, secrets, now: NOW, newId: 'msg_8' });
    // Under the name it came with.
    const idOf = (signed: typeof kept) => signed.ok && new Map(signed.headers).get('Webhook-Id');
    expect([idOf(kept), idOf(fresh)]).toEqual(['msg_7', 'msg_8']);
  });

  it('verifies whatever the body is', () => {
    const some = ['github', 'stripe', 'slack', 'standard-webhooks', 'square', 'box'].map((id) =>
      findProvider(id)!,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...some),
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1e12, max: 4e12 }),
        (provider, body, now) => {
          const secrets = [{ id: 's', label: 's', value: secretOf(provider) }];
          const request = signAs(provider, requestFor(provider, body), now, secrets);
          expect(verify({ provider, request, secrets, now }).state).toBe('verified');
        },
      ),
    );
  });

  it('says why it cannot be', () => {
    for (const id of CANNOT) {
      const provider = findProvider(id)!;
      const secrets = [{ id: 's', label: 's', value: 'x:y' }];
      const signed = signRequest({ provider, request: requestFor(provider), secrets, now: NOW });
      expect(signed).toMatchObject({ ok: false });
    }
  });
});

describe('stripping', () => {
  it('takes signatures and signed times, and leaves ids and events', () => {
    const { headers, dropped } = stripSignature(findProvider('slack')!, [
      ['X-Slack-Signature', 'v0=00'],
      ['x-slack-request-timestamp', '1'],
      ['X-Slack-Retry-Num', '1'],
    ]);
    expect(headers).toEqual([['X-Slack-Retry-Num', '1']]);
    expect(dropped).toEqual(['X-Slack-Signature', 'x-slack-request-timestamp']);
  });
});
