import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { HostOperation } from './operation.ts';
import { rsaKey } from './keys.ts';
import { buffer, exact, oneOf, text } from './read.ts';

const NONCE = 12;
const TAG = 16;
const HMACS = ['sha1', 'sha256', 'sha512'] as const;
const HASHES = ['sha1', 'sha256', 'md5'] as const;

/** The key is used as its characters stand, not decoded: 16, 24 or 32 of them. */
function aesKey(key: string): {
  bytes: Buffer;
  name: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm';
} {
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length === 16) return { bytes, name: 'aes-128-gcm' };
  if (bytes.length === 24) return { bytes, name: 'aes-192-gcm' };
  if (bytes.length === 32) return { bytes, name: 'aes-256-gcm' };
  throw new Error(`an AES key has 16, 24 or 32 characters; this one has ${bytes.length}`);
}

function rsaOptions(scheme: string, signing: boolean) {
  const chosen = oneOf(scheme, ['pss', 'pkcs1v15'], 'signature scheme');
  if (chosen === 'pkcs1v15') return { padding: constants.RSA_PKCS1_PADDING };
  const saltLength = signing ? constants.RSA_PSS_SALTLEN_DIGEST : constants.RSA_PSS_SALTLEN_AUTO;
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}

/** `utils.crypto`. AES is AES-GCM: nonce, ciphertext and tag joined; RSA signs SHA-256. */
export const crypto: Record<string, HostOperation> = {
  hmac: (input, secret, name, format) => {
    const hash = oneOf(text(name, 'the hash function'), HMACS, 'hash function');
    const form = oneOf(text(format, 'the format'), ['hex', 'base64'], 'format');
    return createHmac(hash, buffer(secret, 'the secret'))
      .update(buffer(input, 'the input'))
      .digest(form);
  },
  hash: (name, input) => {
    const hash = oneOf(text(name, 'the hash function'), HASHES, 'hash function');
    return exact(createHash(hash).update(buffer(input, 'the input')).digest());
  },
  encrypt: (name, plain, key) => {
    oneOf(text(name, 'the cipher'), ['aes'], 'cipher');
    const { bytes, name: cipherName } = aesKey(text(key, 'the key'));
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(cipherName, bytes, nonce);
    const body = [cipher.update(buffer(plain, 'the text')), cipher.final()];
    return exact(Buffer.concat([nonce, ...body, cipher.getAuthTag()]));
  },
  decrypt: (name, encrypted, key) => {
    oneOf(text(name, 'the cipher'), ['aes'], 'cipher');
    const { bytes, name: cipherName } = aesKey(text(key, 'the key'));
    const all = buffer(encrypted, 'the encrypted value');
    if (all.length < NONCE + TAG) throw new Error('the encrypted value is too short');
    const decipher = createDecipheriv(cipherName, bytes, all.subarray(0, NONCE));
    decipher.setAuthTag(all.subarray(all.length - TAG));
    try {
      const body = decipher.update(all.subarray(NONCE, all.length - TAG));
      return exact(Buffer.concat([body, decipher.final()]));
    } catch {
      throw new Error('the value cannot be decrypted: wrong key, or it was changed');
    }
  },
  sign: (name, message, key, scheme) => {
    oneOf(text(name, 'the algorithm'), ['rsa'], 'algorithm');
    const options = rsaOptions(text(scheme, 'the scheme'), true);
    const privateKey = rsaKey(text(key, 'the private key'), 'private');
    return exact(sign('sha256', buffer(message, 'the message'), { key: privateKey, ...options }));
  },
  verify: (name, message, key, signature, scheme) => {
    oneOf(text(name, 'the algorithm'), ['rsa'], 'algorithm');
    const options = rsaOptions(text(scheme, 'the scheme'), false);
    const publicKey = rsaKey(text(key, 'the public key'), 'public');
    return verify(
      'sha256',
      buffer(message, 'the message'),
      { key: publicKey, ...options },
      buffer(signature, 'the signature'),
    );
  },
};
