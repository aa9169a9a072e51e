import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { headerNames } from '../../main/signatures/find-signature.ts';
import { findProvider, PROVIDERS } from '../../main/signatures/providers/providers.ts';
import { type SignedRequest, viewRequest } from '../../main/signatures/request-view.ts';
import type { Secret } from '../../main/signatures/scheme.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import { check, verify } from '../../main/signatures/verify.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

const NOW = 1_763_700_000_000;
const secret = (value: string, id = 's'): Secret => ({ id, label: id, value });
const request = (headers: HeaderPair[], body = '{"a":1}'): SignedRequest => ({
  method: 'POST',
  target: '/in',
  headers,
  body: Buffer.from(body),
  urls: ['https://hooks.example.com/in'],
});

function resigned(id: string, headers: HeaderPair[], secrets = [secret('bs')]) {
  const provider = findProvider(id)!;
  const signed = signRequest({ provider, request: request(headers), secrets, now: NOW });
  if (!signed.ok) throw new Error(signed.text);
  const arrived = { ...request(signed.headers), body: signed.body };
  return {
    provider,
    arrived,
    headers: signed.headers,
    names: signed.headers.map(([name]) => name),
  };
}

const several = PROVIDERS.flatMap((provider) =>
  provider.schemes.flatMap((scheme) =>
    scheme.kind === 'mac' && scheme.form.kind === 'header' && scheme.form.headers.length > 1
      ? scheme.form.headers.map((name) => [provider.id, name, scheme] as const)
      : [],
  ),
);

describe('what is signed again', () => {
  it.each(several)('%s: has its signature in %s, where it came', (id, name, scheme) => {
    for (const spelt of [name, name.toLowerCase(), name.toUpperCase()]) {
      const { headers, arrived } = resigned(id, [
        ['Host', 'h'],
        [spelt, 'old'],
        ['X-Last', '1'],
      ]);
      expect(headers.map(([given]) => given)).toEqual(['Host', spelt, 'X-Last']);
      const found = check(scheme, viewRequest(arrived), [secret('bs')], NOW);
      expect(found.state).toBe('verified');
    }
  });

  it('has all headers it came with, where the sender writes several', () => {
    const forgejo: HeaderPair[] = [
      ['x-gitea-signature', 'old'],
      ['x-forgejo-signature', 'old'],
      ['x-gogs-signature', 'old'],
      ['x-hub-signature', 'sha1=old'],
      ['x-hub-signature-256', 'sha256=old'],
    ];
    const { provider, headers, arrived } = resigned('gitea', forgejo);
    expect(headers.map(([name]) => name)).toEqual(forgejo.map(([name]) => name));
    for (const scheme of provider.schemes) {
      const found = check(scheme, viewRequest(arrived), [secret('bs')], NOW);
      expect(found.state, scheme.label).toBe('verified');
    }
  });

  it.each([
    ['github', ['X-Hub-Signature', 'X-Hub-Signature-256']],
    ['meta', ['X-Hub-Signature', 'X-Hub-Signature-256']],
  ])('%s: the legacy signature beside the new one is made again too', (id, names) => {
    const { provider, arrived } = resigned(
      id,
      names.map((name): HeaderPair => [name, 'sha1=old']),
    );
    for (const scheme of provider.schemes) {
      const found = check(scheme, viewRequest(arrived), [secret('bs')], NOW);
      expect(found.state, scheme.label).toBe('verified');
    }
  });

  it('HubSpot: keeps v2 beside v3', () => {
    const came: HeaderPair[] = [
      ['X-HubSpot-Signature', 'old'],
      ['X-HubSpot-Signature-Version', 'v2'],
      ['X-HubSpot-Signature-v3', 'old'],
      ['X-HubSpot-Request-Timestamp', '1'],
    ];
    const { provider, headers, arrived } = resigned('hubspot', came);
    expect(headers.map(([name]) => name)).toEqual(came.map(([name]) => name));
    expect(new Map(headers).get('X-HubSpot-Signature-Version')).toBe('v2');
    const [v3, v2] = provider.schemes;
    for (const scheme of [v3!, v2!]) {
      expect(check(scheme, viewRequest(arrived), [secret('bs')], NOW).state).toBe('verified');
    }
  });

  it('Hook0: signs the headers that were signed, and keeps v0 beside v1', () => {
    const { headers, arrived, provider } = resigned('coinbase-cdp', [
      ['content-type', 'application/json'],
      ['x-event-id', 'e1'],
      [
        'x-hook0-signature',
        `t=1,v0=${'00'.repeat(32)},h=content-type x-event-id,v1=${'00'.repeat(32)}`,
      ],
    ]);
    const value = new Map(headers).get('x-hook0-signature');
    expect(value).toMatch(/^t=\d+,h=content-type x-event-id,v1=[0-9a-f]{64},v0=[0-9a-f]{64}$/);
    for (const scheme of provider.schemes) {
      expect(check(scheme, viewRequest(arrived), [secret('bs')], NOW).state).toBe('verified');
    }
    const changed = request(
      arrived.headers.map(([name, text]) => [name, name === 'x-event-id' ? 'e2' : text]),
    );
    expect(verify({ provider, request: changed, secrets: [secret('bs')], now: NOW }).state).toBe(
      'failed',
    );
  });

  it('Box, DocuSign: one secret signs every header that came', () => {
    const { names } = resigned('box', [
      ['BOX-SIGNATURE-SECONDARY', 'old'],
      ['Box-Signature-Primary', 'old'],
    ]);
    expect(names.slice(0, 2)).toEqual(['BOX-SIGNATURE-SECONDARY', 'Box-Signature-Primary']);
    const docusign = resigned('docusign', [['X-DocuSign-Signature-3', 'old']]);
    expect(docusign.names).toEqual(['X-DocuSign-Signature-3']);
    const two = resigned(
      'docusign',
      [['X-DocuSign-Signature-3', 'old']],
      [secret('a'), secret('b')],
    );
    expect(two.names).toEqual(['X-DocuSign-Signature-3', 'X-DocuSign-Signature-1']);
  });

  it('that came without gets the newest of the vendor, in the family of its other headers', () => {
    expect(resigned('github', []).names).toEqual(['X-Hub-Signature-256']);
    expect(resigned('shopify', [['X-Shopify-Topic', 't']]).names[1]).toBe('X-Shopify-Hmac-Sha256');
    expect(resigned('shopify', [['shopify-topic', 't']]).names[1]).toBe('shopify-hmac-sha256');
    expect(resigned('gitea', [['X-Forgejo-Event', 'push']]).names[1]).toBe('X-Forgejo-Signature');
  });

  it('has one signature where the old one came twice', () => {
    const { headers } = resigned('github', [
      ['x-hub-signature-256', 'sha256=1'],
      ['X-Hub-Signature-256', 'sha256=2'],
    ]);
    expect(headers).toHaveLength(1);
  });

  it('carries times, ids and companions under the names they came with', () => {
    const { names } = resigned('slack', [
      ['x-slack-request-timestamp', '1'],
      ['x-slack-signature', 'v0=00'],
    ]);
    expect(names).toEqual(['x-slack-request-timestamp', 'x-slack-signature']);
    const standard = resigned(
      'standard-webhooks',
      [
        ['Webhook-Id', 'msg_1'],
        ['Webhook-Timestamp', '1'],
        ['Webhook-Signature', 'v1,AA=='],
      ],
      [secret('whsec_c2VjcmV0c2VjcmV0')],
    );
    expect(standard.names).toEqual(['Webhook-Id', 'Webhook-Timestamp', 'Webhook-Signature']);
  });

  it('names no header twice, whichever provider signs it', () => {
    const names = PROVIDERS.flatMap(({ schemes }) =>
      schemes.flatMap((scheme) => (scheme.kind === 'mac' ? headerNames(scheme.form) : [])),
    );
    expect(names.length).toBeGreaterThan(80);
    const { headers } = resigned(
      'svix',
      [
        ['svix-id', 'msg_1'],
        ['svix-signature', 'v1,AA=='],
        ['webhook-id', 'msg_1'],
        ['webhook-signature', 'v1,AA=='],
      ],
      [secret('whsec_c2VjcmV0c2VjcmV0')],
    );
    const lower = headers.map(([name]) => name.toLowerCase());
    expect(new Set(lower).size).toBe(lower.length);
    expect(lower.filter((name) => name.endsWith('signature'))).toHaveLength(2);
    expect(headers.some(([, value]) => value.includes('AA=='))).toBe(false);
  });
});

describe('Standard Webhooks with key pairs', () => {
  const seed = generateKeyPairSync('ed25519').privateKey;
  const der = seed.export({ format: 'der', type: 'pkcs8' });
  const raw = seed.export({ format: 'jwk' });
  const publicKey = `whpk_${Buffer.from(raw.x!, 'base64url').toString('base64')}`;
  const privateKey = `whsk_${Buffer.concat([
    der.subarray(-32),
    Buffer.from(raw.x!, 'base64url'),
  ]).toString('base64')}`;

  it.each([
    ['standard-webhooks', 'webhook'],
    ['svix', 'svix'],
  ])('%s: a private key signs v1a again, and the public one verifies it', (id, prefix) => {
    const came: HeaderPair[] = [[`${prefix}-signature`, 'v1a,AA==']];
    const { provider, arrived, headers } = resigned(id, came, [
      secret(publicKey, 'public'),
      secret(privateKey, 'private'),
    ]);
    expect(new Map(headers).get(`${prefix}-signature`)).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    const secrets = [secret(publicKey)];
    expect(verify({ provider, request: arrived, secrets, now: NOW }).state).toBe('verified');
  });

  it('both kinds of entries are made again where both came and both can be', () => {
    const both = [secret('whsec_c2VjcmV0c2VjcmV0', 'shared'), secret(privateKey, 'pair')];
    const came: HeaderPair[] = [['webhook-signature', 'v1,AA== v1a,AA==']];
    const { provider, arrived, headers } = resigned('standard-webhooks', came, both);
    const entries = new Map(headers).get('webhook-signature')!.split(' ');
    expect(entries.map((entry) => entry.split(',')[0])).toEqual(['v1', 'v1a']);
    for (const one of [both[0]!, secret(publicKey)]) {
      const verdict = verify({ provider, request: arrived, secrets: [one], now: NOW });
      expect(verdict.state).toBe('verified');
    }
    const shared = resigned('standard-webhooks', came, [both[0]!]);
    expect(new Map(shared.headers).get('webhook-signature')).toMatch(/^v1,\S+$/);
  });

  it('says which key is missing where only the public half is there', () => {
    const provider = findProvider('standard-webhooks')!;
    const secrets = [secret(publicKey)];
    const came = request([['webhook-signature', 'v1a,AA==']]);
    const signed = signRequest({ provider, request: came, secrets, now: NOW });
    expect(signed).toMatchObject({ ok: false });
    expect(!signed.ok && signed.text).toContain('private key that only it has');
  });
});

describe('PayPal signed again', () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const pem = key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const provider = findProvider('paypal')!;
  const sign = (secrets: Secret[]) =>
    signRequest({
      provider,
      request: request([['PayPal-Transmission-Id', 't1']]),
      secrets,
      now: NOW,
    });

  it.each([
    ['alone', ['8PT597110X687430LKGECATA']],
    ['above the certificate', ['8PT597110X687430LKGECATA\n-----BEGIN CERTIFICATE-----\nAA==\n']],
  ])('signs over the saved webhook id: %s', (_how, saved) => {
    const ours = saved.map((value, i) => secret(value, `saved ${i}`));
    const signed = sign([secret(pem, 'test key'), ...ours]);
    if (!signed.ok) throw new Error(signed.text);
    const arrived = request(signed.headers);
    const receiver = [secret(`8PT597110X687430LKGECATA\n${pem}`)];
    expect(verify({ provider, request: arrived, secrets: receiver, now: NOW }).state).toBe(
      'verified',
    );
    const other = [secret(`WH-OTHER\n${pem}`)];
    expect(verify({ provider, request: arrived, secrets: other, now: NOW }).state).toBe('failed');
  });

  it('says that the id is missing, also to keys of earlier versions', () => {
    for (const value of [pem, `WH-BACKSTITCH-TEST\n${pem}`]) {
      const signed = sign([secret(value)]);
      expect(!signed.ok && signed.text).toContain('signs the id of the webhook');
    }
    expect(sign([secret(`WH-BACKSTITCH-TEST\n${pem}`), secret('WH-7')]).ok).toBe(true);
  });
});
