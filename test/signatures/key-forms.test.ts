import { createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PairKind, readPair } from '../../main/signatures/keys/pair.ts';
import { publicForms } from '../../main/signatures/keys/public-forms.ts';
import { keyFormsOf, secretHint, takesSecret } from '../../main/signatures/keys/secret-forms.ts';
import { findProvider, PROVIDERS } from '../../main/signatures/providers/providers.ts';
import type { SignedRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import { verify } from '../../main/signatures/verify.ts';

const NOW = 1_763_700_000_000;
const KEYS: Record<PairKind, KeyObject> = {
  ed25519: generateKeyPairSync('ed25519').privateKey,
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
};
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const url64 = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** The public half as vendors' pages, their APIs and their users' environment files write it. */
function writings(kind: PairKind): [string, string][] {
  const publicKey = createPublicKey(KEYS[kind]);
  const text = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const jwk = publicKey.export({ format: 'jwk' });
  const all: [string, string][] = [
    ['PEM', text],
    ['PEM in one line of an environment file', `"${text.replaceAll('\n', String.raw`\n`)}"`],
    ['DER in base64', der.toString('base64')],
    ['DER in base64, in lines', (der.toString('base64').match(/.{1,40}/g) ?? []).join('\n')],
    ['DER in base64url', url64(der.toString('base64'))],
    ['DER in hex', der.toString('hex')],
    ['JWK', JSON.stringify(jwk, null, 2)],
    ['a set of JWKs', JSON.stringify({ keys: [{ kty: 'oct', k: 'AA' }, jwk].slice(1) })],
    ['the answer of an API with a JWK', JSON.stringify({ key: { ...jwk, expired_at: null } })],
    ['the answer of an API with DER', JSON.stringify({ public_key: der.toString('base64') })],
  ];
  if (kind === 'ed25519') {
    const raw = der.subarray(-32);
    all.push(
      ['hex', raw.toString('hex')],
      ['hex in capitals', raw.toString('hex').toUpperCase()],
      ['base64', raw.toString('base64')],
      ['base64url', url64(raw.toString('base64'))],
      ['whpk_', `whpk_${raw.toString('base64')}`],
    );
  }
  if (kind === 'p256') all.push(['a bare point in hex', der.subarray(-65).toString('hex')]);
  if (kind === 'rsa') {
    const [certificate] = publicForms(pairOf('rsa'), 'certificate');
    const x509 = new X509Certificate(certificate!.text);
    all.push(
      ['PKCS #1', publicKey.export({ format: 'pem', type: 'pkcs1' }).toString()],
      ['a certificate', certificate!.text],
      ['a certificate in base64', x509.raw.toString('base64')],
    );
  }
  return all;
}

const pairOf = (kind: PairKind) => ({
  publicKey: createPublicKey(KEYS[kind]),
  privateKey: KEYS[kind],
});

const BODY =
  '{"Type":"Notification","MessageId":"1","TopicArn":"arn:a","Message":"hi","Timestamp":"2020-01-01T00:00:00.000Z","SignatureVersion":"2","Signature":"eA==","SigningCertURL":"https://sns.us-east-1.amazonaws.com/c.pem"}';

function signedBy(id: string, key: KeyObject) {
  const provider = findProvider(id)!;
  const request: SignedRequest = {
    method: 'POST',
    target: '/in',
    headers: id === 'standard-webhooks' ? [['webhook-signature', 'v1a,AA==']] : [],
    body: Buffer.from(BODY),
    urls: ['https://hooks.example.com/in'],
  };
  const secrets = [{ id: 's', label: 's', value: pem(key) }];
  if (id === 'paypal') secrets.push({ id: 'w', label: 'w', value: 'WH-7' });
  const signed = signRequest({ provider, request, secrets, now: NOW });
  if (!signed.ok) throw new Error(signed.text);
  return { provider, request: { ...request, headers: signed.headers, body: signed.body } };
}

const OF_KIND: [string, PairKind][] = [
  ['discord', 'ed25519'],
  ['telnyx', 'ed25519'],
  ['standard-webhooks', 'ed25519'],
  ['svix', 'ed25519'],
  ['sendgrid', 'p256'],
  ['plaid', 'p256'],
  ['sns', 'rsa'],
  ['paypal', 'rsa'],
];
const cases = OF_KIND.flatMap(([id, kind]) =>
  writings(kind).map(([how, text]) => [id, how, text, kind] as const),
);

describe('a public key is taken as its vendor hands it out', () => {
  it.each(cases)('%s: %s', (id, _how, text, kind) => {
    const { provider, request } = signedBy(id, KEYS[kind]);
    expect(takesSecret(provider, text)).toBe(true);
    const value = id === 'paypal' ? `WH-7\r\n${text}` : text;
    expect(takesSecret(provider, value)).toBe(true);
    const secrets = [{ id: 'p', label: 'p', value }];
    expect(verify({ provider, request, secrets, now: NOW }).state).toBe('verified');
    const other = { ...request, body: Buffer.from(BODY.replace('hi', 'ho')) };
    expect(verify({ provider, request: other, secrets, now: NOW }).state).toBe('failed');
  });

  it('every sender with a key pair is among them', () => {
    const known = OF_KIND.map(([id]) => id).toSorted();
    const withPairs = PROVIDERS.filter((provider) => keyFormsOf(provider).length > 0);
    expect(withPairs.map(({ id }) => id).toSorted()).toEqual(known);
  });

  it('what is no key of the kind is refused, with the forms that are taken', () => {
    const discord = findProvider('discord')!;
    for (const text of ['no hex', 'aa', pem(KEYS.p256), '{"kty":"oct","k":"AA"}', '{}', '"']) {
      expect(takesSecret(discord, text), text).toBe(false);
    }
    expect(secretHint(discord)).toBe('It is a public key (hex, base64, PEM, JWK, whpk_…).');
    expect(takesSecret(findProvider('adyen')!, 'no hex')).toBe(false);
    expect(takesSecret(findProvider('paypal')!, 'WH-7')).toBe(true);
    expect(takesSecret(findProvider('braintree')!, 'alone')).toBe(false);
  });

  it('whatever is pasted, nothing is thrown', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.base64String(),
      fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      fc.string().map((inside) => `-----BEGIN PUBLIC KEY-----\n${inside}\n-----END`),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('ed25519', 'p256', 'rsa'), (pasted, kind) => {
        const found = readPair(pasted, kind);
        expect(found === null || found.publicKey.type === 'public').toBe(true);
      }),
    );
    expect(readPair('['.repeat(19_000), 'rsa')).toBeNull();
    expect(readPair(`{"key":${'['.repeat(9000)}${']'.repeat(9000)}}`, 'rsa')).toBeNull();
  });
});

describe('the public half of a test key', () => {
  it.each(['ed25519', 'p256', 'rsa'] as const)('%s: reads back from every form', (kind) => {
    const pair = pairOf(kind);
    for (const { form, text } of publicForms(pair, undefined)) {
      const read = readPair(text, kind);
      expect(read?.publicKey.equals(pair.publicKey), form).toBe(true);
    }
  });

  it('stands first in the form that the provider’s receivers take', () => {
    const first = (id: string, kind: PairKind) =>
      publicForms(pairOf(kind), findProvider(id)?.publicForm)[0]?.text;
    expect(first('discord', 'ed25519')).toMatch(/^[0-9a-f]{64}$/);
    expect(first('telnyx', 'ed25519')).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(first('standard-webhooks', 'ed25519')).toMatch(/^whpk_/);
    expect(first('sendgrid', 'p256')).toMatch(/^MFk/);
    expect(JSON.parse(first('plaid', 'p256')!)).toMatchObject({ kty: 'EC', alg: 'ES256' });
    const x509 = new X509Certificate(first('sns', 'rsa')!);
    expect(x509.verify(x509.publicKey)).toBe(true);
    expect(x509.checkIssued(x509)).toBe(true);
    expect(x509.subject).toBe('CN=Backstitch test key');
  });
});
