import { constants, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openGuestRoom } from '../guest-room.ts';

const room = openGuestRoom();
afterAll(() => room[Symbol.asyncDispose]());

const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const ec = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

describe('utils.crypto.hmac', () => {
  it('gives the documented signature', async () => {
    expect(
      await room.value('return utils.crypto.hmac("hello!", "super-secret", "sha256", "base64");'),
    ).toBe('SUXd6PRMaTXXgBGaGsIHzaDWgTSa6C3D44lRGrvRak0=');
  });

  it('signs the raw bytes of a body as its text', async () => {
    const body = '{"message":"MESSAGE"}';
    const signed = await room.value(
      `return [args[0], BSON.Binary.fromText(args[0]), Buffer.from(args[0])]
         .map((body) => utils.crypto.hmac(body, '12345', 'sha256', 'hex'));`,
      [body],
    );
    const expected = '828ee180512eaf8a6229eda7eea72323f68e9c0f0093b11a578b0544c5777862';
    expect(signed).toEqual([expected, expected, expected]);
  });

  it('says what is wrong with its arguments', async () => {
    const message = async (code: string) => (await room.failure(code)).message;
    expect(await message('utils.crypto.hmac("a", "b", "md4", "hex")')).toBe(
      'hash function "md4" is not supported; use sha1, sha256, sha512',
    );
    expect(await message('utils.crypto.hmac("a", "b", "sha1", "latin1")')).toContain('hex, base64');
    expect(await message('utils.crypto.hmac("a", undefined, "sha1", "hex")')).toBe(
      'the secret has to be a string or a BSON.Binary',
    );
    expect(await message('utils.crypto.hmac("a", "b", "sha1")')).toBe(
      'the output format has to be a string',
    );
  });
});

describe('utils.crypto.hash', () => {
  it('gives the documented digest', async () => {
    expect(await room.value('return utils.crypto.hash("sha256", "hello!").toBase64();')).toBe(
      'zgYJL7lI2f+sfRo3bkBLJrdXW8wR7gWkYV/vT+w6MIs=',
    );
  });

  it('hashes any bytes by each of its functions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const shown = await room.value(
          `return ['md5', 'sha1', 'sha256'].map((name) =>
             utils.crypto.hash(name, BSON.Binary.fromHex(args[0])).toHex());`,
          [Buffer.from(bytes).toString('hex')],
        );
        const names = ['md5', 'sha1', 'sha256'];
        expect(shown).toEqual(names.map((name) => createHash(name).update(bytes).digest('hex')));
      }),
      { numRuns: 30 },
    );
  });
});

describe('utils.crypto.encrypt and decrypt', () => {
  const KEY = '603082712271C525E087BD999A4E0738';

  it('reads the documented message', async () => {
    const encrypted = 'WPBuIvJ6Bity43Uh822dW8QlVYVJaFUiDeUjlTiJXzptUuTYIKPlXekBQAJb';
    expect(
      await room.value(
        'return utils.crypto.decrypt("aes", BSON.Binary.fromBase64(args[0]), args[1]).text();',
        [encrypted, KEY],
      ),
    ).toBe('MongoDB is great!');
  });

  it('reads what it wrote, for keys of 16, 24 and 32 characters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(16, 24, 32),
        async (text, size) => {
          const back = await room.value(
            `const encrypted = utils.crypto.encrypt('aes', args[0], args[1]);
             return [encrypted.length(), utils.crypto.decrypt('aes', encrypted, args[1]).text()];`,
            [text, KEY.slice(0, size)],
          );
          expect(back).toEqual([Buffer.byteLength(text) + 28, text]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('never writes the same message twice the same way', async () => {
    const [first, second] = (await room.value(
      'return [0, 1].map(() => utils.crypto.encrypt("aes", "same", args[0]).toHex());',
      [KEY],
    )) as string[];
    expect(first).not.toBe(second);
  });

  it('refuses a changed message, another key, and a key of the wrong length', async () => {
    const attempt = async (code: string, key = KEY) =>
      (
        await room.failure(`const made = utils.crypto.encrypt('aes', 'hello', args[0]); ${code}`, [
          key,
        ])
      ).message;
    expect(await attempt('utils.crypto.decrypt("aes", made, args[0].toLowerCase())')).toContain(
      'cannot be decrypted',
    );
    expect(
      await attempt(
        'new Uint8Array(made.buffer)[14] ^= 1; utils.crypto.decrypt("aes", made, args[0])',
      ),
    ).toContain('cannot be decrypted');
    expect(await attempt('utils.crypto.decrypt("aes", BSON.Binary.fromText("x"), args[0])')).toBe(
      'the encrypted value is too short',
    );
    expect(await attempt('', 'too short')).toBe(
      'an AES key has 16, 24 or 32 characters; this one has 9',
    );
  });
});

describe('utils.crypto.sign and verify', () => {
  const KEYS = { public: rsa.publicKey, private: rsa.privateKey };

  it('verifies what it signed, by either scheme and by no other', async () => {
    const shown = await room.value(
      `const { sign, verify } = utils.crypto;
       const [keys] = args;
       const pss = sign('rsa', 'message', keys.private);
       const old = sign('rsa', 'message', keys.private, 'pkcs1v15');
       return [
         verify('rsa', 'message', keys.public, pss), verify('rsa', 'message', keys.public, pss, 'pss'),
         verify('rsa', 'message', keys.public, old, 'pkcs1v15'),
         verify('rsa', 'message', keys.public, old), verify('rsa', 'massage', keys.public, pss),
         pss.length(),
       ];`,
      [KEYS],
    );
    expect(shown).toEqual([true, true, true, false, false, 256]);
  });

  it('verifies PSS signatures of others, whatever salt they chose', async () => {
    const signed = [20, 32, 222].map((saltLength) =>
      sign('sha256', Buffer.from('message'), {
        key: rsa.privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength,
      }).toString('hex'),
    );
    const verified = await room.value(
      `return args[0].map((hex) =>
         utils.crypto.verify('rsa', 'message', args[1], BSON.Binary.fromHex(hex)));`,
      [signed, rsa.publicKey],
    );
    expect(verified).toEqual([true, true, true]);
  });

  it('refuses keys that are none, without printing them', async () => {
    const attempt = async (key: string) =>
      (await room.failure('utils.crypto.sign("rsa", "message", args[0])', [key])).message;
    expect(await attempt('hunter2')).toBe('the private key is not a key in PEM form');
    expect(await attempt(ec.privateKey)).toBe('the private key is of type ec, not RSA');
    const broken = rsa.privateKey.replace(/\n.{20}/, `\n${randomBytes(10).toString('hex')}`);
    expect(await attempt(broken)).not.toContain(broken.slice(40, 80));
  });
});
