import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { openGuestRoom } from '../guest-room.ts';

const room = openGuestRoom();
afterAll(() => room[Symbol.asyncDispose]());

const SECRET = 'a-shared-secret-that-is-64-characters-long-for-the-sake-of-HS512';
const pems = ({ publicKey, privateKey }: KeyPairKeyObjectResult) => ({
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});
const rsa = pems(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const curve = (namedCurve: string) => pems(generateKeyPairSync('ec', { namedCurve }));
const curves = { 256: curve('P-256'), 384: curve('P-384'), 512: curve('P-521') };

const SIZES = [256, 384, 512] as const;
const PAIRS = SIZES.flatMap((size) => [
  { method: `RS${size}`, keys: rsa },
  { method: `PS${size}`, keys: rsa },
  { method: `ES${size}`, keys: curves[size] },
]);
const PAYLOAD = { sub: '1234567890', name: 'Ada', admin: true };

const encode = (method: string, payload: object, key: string, header?: object) =>
  room.value('return utils.jwt.encode(...args[0]);', [[method, payload, key, header ?? null]]);
const decode = (...args: unknown[]) => room.value('return utils.jwt.decode(...args[0]);', [args]);
const refusal = async (...args: unknown[]) =>
  (await room.failure('return utils.jwt.decode(...args[0]);', [args])).message;
const part = (token: unknown, index: number): unknown =>
  JSON.parse(Buffer.from(String(token).split('.')[index] ?? '', 'base64url').toString());

describe('utils.jwt.encode', () => {
  it('gives the documented token', async () => {
    const payload = { sub: '1234567890', name: 'Joe Schmoe', iat: 1565721223187 };
    expect(await encode('HS512', payload, 'SuperSecret')).toBe(
      'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.' +
        'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvZSBTY2htb2UiLCJpYXQiOjE1NjU3MjEyMjMxODd9.' +
        '-QL15ldu2BYuJokNWT6YRiwZQIiIpvq6Kyv-C6qslNdNiUVxo8zqLJZ1iEkNf2yZKMIrQuMCtIC1tzd2H31AxA',
    );
  });

  it.each(SIZES)('signs with HS%i as others verify it', async (size) => {
    const token = await encode(`HS${size}`, PAYLOAD, SECRET);
    const { payload } = await jwtVerify(String(token), Buffer.from(SECRET));
    expect(payload).toEqual(PAYLOAD);
  });

  it.each(PAIRS)('signs with $method as others verify it', async ({ method, keys }) => {
    const token = await encode(method, PAYLOAD, keys.privateKey);
    const key = await importSPKI(keys.publicKey, method);
    const { payload, protectedHeader } = await jwtVerify(String(token), key);
    expect(payload).toEqual(PAYLOAD);
    expect(protectedHeader).toEqual({ alg: method, typ: 'JWT' });
  });

  it('adds header fields, but not another method', async () => {
    const token = await encode('HS256', PAYLOAD, SECRET, { kid: '7', alg: 'none' });
    expect(part(token, 0)).toEqual({ alg: 'HS256', kid: '7', typ: 'JWT' });
  });

  it('writes ids and numbers of a payload as plain JSON', async () => {
    const token = await room.value(
      `return utils.jwt.encode('HS256', { id: BSON.ObjectId('64c0ffee64c0ffee64c0ffee'), n: 1 }, 'x');`,
    );
    expect(part(token, 1)).toEqual({ id: '64c0ffee64c0ffee64c0ffee', n: 1 });
  });

  it('says why it cannot sign', async () => {
    const failure = async (...args: unknown[]) =>
      (await room.failure('return utils.jwt.encode(...args[0]);', [args])).message;
    expect(await failure('none', {}, SECRET)).toContain('signing method "none" is not supported');
    expect(await failure('HS256', {}, '')).toBe('the secret is empty');
    expect(await failure('HS256', 'text', SECRET)).toBe('the payload has to be an object');
    expect(await failure('RS256', {}, SECRET)).toBe('the private key is not a key in PEM form');
    expect(await failure('ES256', {}, rsa.privateKey)).toBe(
      'the private key is of type rsa, not EC',
    );
    expect(await failure('ES384', {}, curves[256].privateKey)).toBe(
      'the private key is on the curve prime256v1; this method needs secp384r1',
    );
  });
});

describe('utils.jwt.decode', () => {
  it.each(PAIRS)('reads a $method token that others signed', async ({ method, keys }) => {
    const key = await importPKCS8(keys.privateKey, method);
    const token = await new SignJWT(PAYLOAD).setProtectedHeader({ alg: method }).sign(key);
    expect(await decode(token, keys.publicKey)).toEqual(PAYLOAD);
    expect(await decode(token, keys.publicKey, true, [method])).toEqual({
      header: { alg: method },
      payload: PAYLOAD,
    });
  });

  it('refuses a method that is not accepted', async () => {
    const token = await encode('HS256', PAYLOAD, SECRET);
    expect(await decode(token, SECRET, false, ['HS512', 'HS256'])).toEqual(PAYLOAD);
    expect(await refusal(token, SECRET, false, ['HS512'])).toBe(
      'the token is signed by HS256, which is not accepted',
    );
    expect(await refusal(token, SECRET, false, [])).toContain('not accepted');
    expect(await refusal(token, SECRET, false, 'HS256')).toBe(
      'the accepted methods have to be a list',
    );
  });

  it('refuses unsigned tokens, whatever is accepted', async () => {
    const plain = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${plain({ alg: 'none' })}.${plain(PAYLOAD)}.`;
    expect(await refusal(token, SECRET, false, ['none'])).toContain('"none" is not supported');
  });

  it('never takes a public key for a shared secret', async () => {
    // What somebody who only knows the public key can forge.
    const forged = await encode('HS256', PAYLOAD, rsa.publicKey);
    expect(await refusal(forged, rsa.publicKey)).toContain('HS256, which is not accepted');
    expect(await refusal(forged, rsa.publicKey, false, ['HS256', 'RS256'])).toContain(
      'not accepted',
    );
  });

  it('refuses a changed payload, another key and broken tokens', async () => {
    const token = String(await encode('HS256', PAYLOAD, SECRET));
    const [head, , signature] = token.split('.');
    const body = Buffer.from('{"sub":"0"}').toString('base64url');
    expect(await refusal(`${head}.${body}.${signature}`, SECRET)).toContain('does not match');
    expect(await refusal(token, 'another secret')).toContain('does not match');
    expect(await refusal('a.b', SECRET)).toBe('the token does not have three parts');
    expect(await refusal('a.b.c', SECRET)).toBe('the token’s header is not a JSON object');
  });

  it('refuses a token before and after its time', async () => {
    const now = Math.floor(Date.now() / 1000);
    const late = await encode('HS256', { exp: now - 10 }, SECRET);
    const early = await encode('HS256', { nbf: now + 60 }, SECRET);
    expect(await refusal(late, SECRET)).toBe('the token is expired');
    expect(await refusal(early, SECRET)).toBe('the token is not valid yet');
    const good = await encode('HS256', { exp: now + 60, nbf: now - 10 }, SECRET);
    expect(await decode(good, SECRET)).toMatchObject({ exp: now + 60 });
  });
});
