import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokens, readCustomToken } from '../../../main/apps/users/tokens.ts';
import type { AuthProvider } from '../../../preload/contract/app-model.ts';

const SECRET = 'a secret of thirty-two characters';
const KEY = Buffer.from(SECRET);

function provider(
  config: Record<string, unknown>,
  more: Partial<Pick<AuthProvider, 'metadataFields' | 'secretConfig'>> = {},
): AuthProvider {
  return {
    config: JSON.stringify(config),
    secretConfig: '{"signingKeys":["mine"]}',
    metadataFields: '',
    ...more,
  } as AuthProvider;
}

const signed = (
  payload: Record<string, unknown>,
  alg = 'HS256',
  key: Parameters<SignJWT['sign']>[0] = KEY,
) => new SignJWT(payload).setProtectedHeader({ alg }).sign(key);

const secrets = (found: Record<string, string>) => (name: string) => found[name];

describe('a token of our own', () => {
  let now = 1_750_000_000_000;
  const tokens = createTokens(KEY, () => now);

  it('names its user for half an hour, in its app alone', async () => {
    const { token, expiresAt } = await tokens.issue('app_1', 'usr_1');
    expect(expiresAt - now).toBe(30 * 60_000);
    expect(await tokens.read('app_1', token)).toBe('usr_1');
    expect(await tokens.read('app_2', token)).toBeUndefined();
    now = expiresAt + 1000;
    expect(await tokens.read('app_1', token)).toBeUndefined();
  });

  it('is not taken when it was changed, or signed by somebody else', async () => {
    const { token } = await tokens.issue('app_1', 'usr_1');
    const [head = '', , mac = ''] = token.split('.');
    const claims = { app: 'app_1', iss: 'backstitch', sub: 'usr_2', exp: now / 1000 + 600 };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const other = await signed(claims, 'HS256', Buffer.from('another secret of that many letters'));
    for (const forged of [`${head}.${body}.${mac}`, `${none}.${body}.`, other, 'no token', '']) {
      expect(await tokens.read('app_1', forged), forged).toBeUndefined();
    }
  });
});

describe('a token of the app’s own sign-in', () => {
  it('gives the subject and the fields that the provider asks for, and says which one is missing', async () => {
    const fields = [
      { name: 'profile.name', field_name: 'name', required: true },
      { name: 'age', required: false },
    ];
    const asks = provider({}, { metadataFields: JSON.stringify(fields) });
    const read = async (payload: Record<string, unknown>) =>
      readCustomToken(asks, await signed(payload), secrets({ mine: SECRET }));
    expect(await read({ sub: 'ada', profile: { name: 'Ada' }, age: 36 })).toEqual({
      ok: true,
      user: { subject: 'ada', data: { name: 'Ada', age: 36 } },
    });
    for (const profile of [undefined, 'Ada', {}, { name: null }]) {
      const why = 'the token has no profile.name';
      expect(await read({ sub: 'ada', profile })).toEqual({ ok: false, why });
    }
    expect(await read({ profile: { name: 'Ada' } })).toEqual({
      ok: false,
      why: 'the token has no sub',
    });
  });

  it.each([
    [['shop', 'books'], false, ['shop', 'books', 'more'], true],
    [['shop', 'books'], false, 'shop', false],
    [['shop', 'books'], true, 'books', true],
    [['shop', 'books'], true, undefined, false],
    ['shop', false, 'shop', true],
    ['', false, undefined, true],
  ])(
    'for the audience %j, any of them: %s, is taken from %j: %s',
    async (audience, any, aud, ok) => {
      const asks = provider({ audience, requireAnyAudience: any });
      const token = await signed({ sub: 'ada', aud });
      expect(await readCustomToken(asks, token, secrets({ mine: SECRET }))).toMatchObject({ ok });
    },
  );

  it('is tried with each key, and refused in words where none is there, fits or can be read', async () => {
    const two = provider({}, { secretConfig: '{"signingKeys":["old","mine"]}' });
    const token = await signed({ sub: 'ada' });
    const old = 'the secret that was there before it';
    const read = (of: AuthProvider, found: Record<string, string>) =>
      readCustomToken(of, token, secrets(found));
    expect(await read(two, { old, mine: SECRET })).toMatchObject({ ok: true });
    expect(await read(two, { mine: SECRET })).toMatchObject({ ok: true });
    expect(await read(two, { old })).toEqual({ ok: false, why: 'the Secret mine is not set' });
    expect(await read(two, { old, mine: old })).toMatchObject({ ok: false });
    const broken = '-----BEGIN PUBLIC KEY-----\nnot a key\n-----END PUBLIC KEY-----';
    expect(await read(two, { old, mine: broken })).toEqual({
      ok: false,
      why: 'the Secret mine is not a public key in PEM',
    });
    expect(await read(two, { old: broken, mine: SECRET })).toMatchObject({ ok: true });
    expect(await read(provider({}, { secretConfig: '' }), {})).toEqual({
      ok: false,
      why: 'no signing key is set',
    });
  });

  it('is not taken when a public key is used as a password', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const pem = await exportSPKI(publicKey);
    const asks = provider({ signingAlgorithm: 'RS256' });
    const found = secrets({ mine: pem });
    const good = await signed({ sub: 'ada' }, 'RS256', privateKey);
    expect(await readCustomToken(asks, good, found)).toMatchObject({ ok: true });
    const forged = await signed({ sub: 'ada' }, 'HS256', Buffer.from(pem));
    expect(await readCustomToken(asks, forged, found)).toMatchObject({ ok: false });
    expect(await readCustomToken(provider({}), forged, found)).toMatchObject({ ok: false });
  });
});

describe('keys at an address', () => {
  let keys: unknown[] = [];
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('verify a token, and are read only over https or from this machine', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    keys = [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'one' }];
    const jwkURI = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const token = await new SignJWT({ sub: 'ada' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(privateKey);
    const read = (uri: unknown) =>
      readCustomToken(provider({ useJWKURI: true, jwkURI: uri }), token, () => undefined);
    expect(await read(jwkURI)).toMatchObject({ ok: true, user: { subject: 'ada' } });
    for (const uri of ['http://example.com/keys', 'no address', undefined, 7]) {
      expect(await read(uri)).toEqual({ ok: false, why: 'the jwkURI is not an https address' });
    }
  });
});
