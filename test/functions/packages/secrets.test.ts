import { generateKeyPairSync } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  ...pem,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const ec = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  ...pem,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const KEYS = `const keys = ${JSON.stringify({ rsa, ec })};`;
const value = (body: string): Promise<unknown> => room.value(KEYS + body);

describe('hashes and ciphers', () => {
  it('crypto-js hashes and encrypts', async () => {
    expect(
      await value(`
        const C = require('crypto-js');
        const secret = C.AES.encrypt('text', 'password').toString();
        return [
          C.AES.decrypt(secret, 'password').toString(C.enc.Utf8), C.SHA256('a').toString(),
          C.HmacSHA1('a', 'k').toString(C.enc.Base64), C.lib.WordArray.random(16).toString().length,
        ];`),
    ).toEqual([
      'text',
      'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      'QOfUQcrbF7B/BQNBqiOmgg7YHIs=',
      32,
    ]);
  });

  it('hash.js hashes', async () => {
    expect(
      await value(`
        const hash = require('hash.js');
        return [hash.sha256().update('abc').digest('hex'), hash.hmac(hash.sha1, 'k').update('a').digest('hex')];`),
    ).toEqual([
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      '40e7d441cadb17b07f050341aa23a6820ed81c8b',
    ]);
  });

  it('js-base64 reads and writes UTF-8', async () => {
    expect(
      await value(`
        const { Base64 } = require('js-base64');
        return [Base64.encode('dänkö'), Base64.decode('ZMOkbmvDtg=='), Base64.encodeURI('??>'), Base64.isValid('%')];`),
    ).toEqual(['ZMOkbmvDtg==', 'dänkö', 'Pz8-', false]);
  });

  it('bcryptjs hashes passwords and compares them', async () => {
    expect(
      await value(`
        const bcrypt = require('bcryptjs');
        const hash = bcrypt.hashSync('pw', 4);
        return [
          bcrypt.compareSync('pw', hash), bcrypt.compareSync('other', hash), await bcrypt.compare('pw', await bcrypt.hash('pw', 4)),
          bcrypt.compareSync('pw', '$2b$04$9DMHmHqWpSkW6Zl0NWCsoOZBBTbuGZt0rlzBQ2fVnUQQjbTtN8xE2'), bcrypt.getRounds(hash),
        ];`),
    ).toEqual([true, false, true, false, 4]);
  });
});

describe('tokens', () => {
  it.each([
    ['HS256', "'secret'", "'secret'"],
    ['RS256', 'keys.rsa.privateKey', 'keys.rsa.publicKey'],
    ['ES256', 'keys.ec.privateKey', 'keys.ec.publicKey'],
    ['PS256', 'keys.rsa.privateKey', 'keys.rsa.publicKey'],
  ])('jsonwebtoken 8 signs and verifies %s', async (algorithm, sign, verify) => {
    expect(
      await value(`
        const jwt = require('jsonwebtoken');
        const algorithm = '${algorithm}';
        const token = jwt.sign({ a: 1 }, ${sign}, { algorithm, expiresIn: '1h', subject: 's' });
        const old = jwt.sign({ exp: 1 }, ${sign}, { algorithm });
        const tampered = token.slice(0, -8) + 'AAAAAAAA';
        const why = (run) => { try { run(); return 'taken'; } catch (error) { return error.name + ': ' + error.message; } };
        const { a, sub } = jwt.verify(token, ${verify}, { algorithms: [algorithm] });
        return [
          a, sub, jwt.decode(token, { complete: true }).header.alg,
          why(() => jwt.verify(tampered, ${verify})), why(() => jwt.verify(old, ${verify})),
        ];`),
    ).toEqual([
      1,
      's',
      algorithm,
      'JsonWebTokenError: invalid signature',
      'TokenExpiredError: jwt expired',
    ]);
  });

  it.each(['HS256', 'RS256', 'ES256', 'PS256'])('jose 4 signs and verifies %s', async (alg) => {
    expect(
      await value(`
        const jose = require('jose-4');
        const alg = '${alg}';
        const own = alg === 'ES256' ? keys.ec : keys.rsa;
        const secret = Buffer.from('0123456789abcdef0123456789abcdef');
        const priv = alg === 'HS256' ? secret : await jose.importPKCS8(own.privateKey, alg);
        const pub = alg === 'HS256' ? secret : await jose.importSPKI(own.publicKey, alg);
        const token = await new jose.SignJWT({ a: 1 }).setProtectedHeader({ alg }).setIssuer('me').setExpirationTime('1h').sign(priv);
        const { payload } = await jose.jwtVerify(token, pub, { issuer: 'me' });
        const wrong = await jose.jwtVerify(token, pub, { issuer: 'you' }).catch((error) => error.code);
        const tampered = await jose.jwtVerify(token.slice(0, -8) + 'AAAAAAAA', pub).catch((error) => error.code);
        return [payload.a, wrong, tampered];`),
    ).toEqual([1, 'ERR_JWT_CLAIM_VALIDATION_FAILED', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED']);
  });

  it('jose 4 verifies by a set of keys in JWK form, and exports them', async () => {
    expect(
      await value(`
        const jose = require('jose-4');
        const jwk = { ...(await jose.exportJWK(await jose.importSPKI(keys.ec.publicKey, 'ES256'))), kid: 'one', alg: 'ES256' };
        const key = await jose.importPKCS8(keys.ec.privateKey, 'ES256');
        const token = await new jose.SignJWT({ a: 2 }).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(key);
        const { payload } = await jose.jwtVerify(token, jose.createLocalJWKSet({ keys: [jwk] }));
        return [payload.a, jwk.kty, jwk.crv, (await jose.calculateJwkThumbprint(jwk)).length];`),
    ).toEqual([2, 'EC', 'P-256', 43]);
  });

  it('jose 4 seals and opens, by a secret and by RSA', async () => {
    expect(
      await value(`
        const jose = require('jose-4');
        const secret = Buffer.from('0123456789abcdef0123456789abcdef');
        const sealed = await new jose.CompactEncrypt(Buffer.from('text')).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(secret);
        const pub = await jose.importSPKI(keys.rsa.publicKey, 'RSA-OAEP-256');
        const priv = await jose.importPKCS8(keys.rsa.privateKey, 'RSA-OAEP-256');
        const forRsa = await new jose.CompactEncrypt(Buffer.from('more')).setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A128CBC-HS256' }).encrypt(pub);
        const open = async (text, key) => Buffer.from((await jose.compactDecrypt(text, key)).plaintext).toString();
        return [await open(sealed, secret), await open(forRsa, priv)];`),
    ).toEqual(['text', 'more']);
  });

  it('jose 2 signs and verifies', async () => {
    expect(
      await value(`
        const { JWT, JWK } = require('jose-2');
        const key = JWK.asKey(keys.rsa.privateKey);
        return [JWT.verify(JWT.sign({ a: 1 }, JWK.asKey('secret')), JWK.asKey('secret')).a, JWT.verify(JWT.sign({ a: 2 }, key), key).a];`),
    ).toEqual([1, 2]);
  });

  it('jose 6 is an ES module, which is said when it is required', async () => {
    await expect(value("require('jose')")).rejects.toThrow(
      /the package is an ES module and cannot be required; use a version with CommonJS/,
    );
  });

  it('jose 4 says that keys are not made here, when one is to be made', async () => {
    await expect(value("return require('jose-4').generateKeyPair('ES256')")).rejects.toThrow(
      'crypto.generateKeyPair is not available to functions',
    );
  });
});
