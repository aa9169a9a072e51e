import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { decodeText, sameBytes, sha256 } from './encoding.ts';
import type { KeyForm, Mac } from './scheme.ts';

/** A key that can check, and sign where its private half is known. */
export type Key =
  /** A key object: HMACs with a plain buffer cost four times as much in Node 24. */
  | { kind: 'shared'; key: KeyObject }
  | { kind: 'pair'; publicKey: KeyObject; privateKey: KeyObject | null };

/**
 * The key a user's text stands for; null where it cannot be one. A PEM private key (Backstitch's
 * own test keys) is taken by every scheme with public keys.
 */
export function readKey(text: string, form: KeyForm): Key | null {
  try {
    if (isPair(form)) return pairOf(text, form);
    const bytes = sharedBytes(text, form);
    // With an empty key anyone could sign.
    if (bytes === null || bytes.length === 0) return null;
    return { kind: 'shared', key: createSecretKey(bytes) };
  } catch {
    return null;
  }
}

function isPair(form: KeyForm): boolean {
  return form === 'spki' || form.startsWith('ed25519');
}

function sharedBytes(text: string, form: KeyForm): Buffer | null {
  switch (form) {
    case 'base64':
      return decodeText(text.trim(), 'base64');
    case 'hex':
      return decodeText(text.trim(), 'hex');
    case 'whsec':
      return decodeText(text.trim().replace(/^whsec_/, ''), 'base64');
    case 'whsec-or-text':
      return text.startsWith('whsec_') ? sharedBytes(text, 'whsec') : Buffer.from(text);
    case 'sha1':
      return createHash('sha1').update(text).digest();
    case 'nfkd':
      return Buffer.from(text.normalize('NFKD'));
    case 'utf8':
    case 'ed25519-hex':
    case 'ed25519-base64':
    case 'spki':
      return Buffer.from(text);
  }
}

/** DER around the 32 bytes of an Ed25519 key: RFC 8410. */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function pairOf(text: string, form: KeyForm): Key | null {
  const clean = text.trim();
  if (clean.startsWith('-----BEGIN')) return pairOfPem(clean);
  if (clean.startsWith('whsk_')) return pairOfSeed(decodeText(clean.slice(5), 'base64'));
  if (form === 'spki') {
    const der = decodeText(clean.replaceAll(/\s/g, ''), 'base64');
    return der && publicOnly(createPublicKey({ key: der, format: 'der', type: 'spki' }));
  }
  const raw = decodeText(clean.replace(/^whpk_/, ''), form === 'ed25519-hex' ? 'hex' : 'base64');
  if (raw?.length !== 32) return null;
  const der = Buffer.concat([ED25519_SPKI, raw]);
  return publicOnly(createPublicKey({ key: der, format: 'der', type: 'spki' }));
}

function pairOfPem(pem: string): Key {
  if (!pem.includes('PRIVATE KEY')) return publicOnly(createPublicKey(pem));
  const privateKey = createPrivateKey(pem);
  return { kind: 'pair', publicKey: createPublicKey(privateKey), privateKey };
}

function pairOfSeed(bytes: Buffer | null): Key | null {
  if (bytes?.length !== 64 && bytes?.length !== 32) return null;
  const der = Buffer.concat([ED25519_PKCS8, bytes.subarray(0, 32)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { kind: 'pair', publicKey: createPublicKey(privateKey), privateKey };
}

function publicOnly(publicKey: KeyObject): Key {
  return { kind: 'pair', publicKey, privateKey: null };
}

const LENGTHS: Record<Mac, number | null> = {
  'hmac-sha1': 20,
  'hmac-sha256': 32,
  'hmac-sha512': 64,
  'sha256-of-secret-and': 32,
  ed25519: 64,
  // DER: it varies.
  'ecdsa-p256': null,
};

/** Whether bytes can be what a MAC writes, by their number. */
export function fitsMac(mac: Mac, bytes: Uint8Array): boolean {
  const length = LENGTHS[mac];
  // A DER sequence.
  return length === null ? bytes[0] === 0x30 && bytes.length > 64 : length === bytes.length;
}

/** Whether `given` signs the content with this key. Constant time for shared secrets. */
export function checkMac(mac: Mac, key: Key, content: Uint8Array, given: Uint8Array): boolean {
  if (key.kind === 'shared') {
    const own = computeMac(mac, key, content);
    return own !== null && sameBytes(own, given);
  }
  try {
    return verify(mac === 'ed25519' ? null : 'sha256', content, key.publicKey, given);
  } catch {
    return false;
  }
}

/** null where the private half is not known. */
export function computeMac(mac: Mac, key: Key, content: Uint8Array): Buffer | null {
  if (key.kind === 'pair') {
    if (key.privateKey === null) return null;
    return sign(mac === 'ed25519' ? null : 'sha256', content, key.privateKey);
  }
  if (mac === 'sha256-of-secret-and') return sha256(content);
  return createHmac(mac.replace('hmac-', ''), key.key).update(content).digest();
}
