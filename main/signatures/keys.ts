import { createHash, createHmac, createSecretKey, type KeyObject, sign, verify } from 'node:crypto';
import { decodeText, sha256 } from './encoding.ts';
import { sameBytes } from '../lib/secrets/constant-time.ts';
import { type PairKind, readPair } from './keys/pair.ts';
import type { KeyForm, Mac } from './scheme.ts';

/** A key that can check, and sign where its private half is known. */
export type Key =
  /** A key object: HMACs with a plain buffer cost four times as much in Node 24. */
  | { kind: 'shared'; key: KeyObject }
  | { kind: 'pair'; publicKey: KeyObject; privateKey: KeyObject | null };

/**
 * The key a user's text stands for; null where it cannot be one. Schemes with public keys take them
 * in every form that vendors write them, and private ones (Backstitch's own test keys).
 */
export function readKey(text: string, form: KeyForm): Key | null {
  const kind = pairKindOf(form);
  if (kind !== null) {
    const pair = readPair(text, kind);
    return pair && { kind: 'pair', ...pair };
  }
  try {
    const bytes = sharedBytes(text, form);
    // With an empty key anyone could sign.
    if (bytes === null || bytes.length === 0) return null;
    return { kind: 'shared', key: createSecretKey(bytes) };
  } catch {
    return null;
  }
}

/** What pair of keys a form stands for; null for shared secrets. */
export function pairKindOf(form: KeyForm): PairKind | null {
  if (form === 'spki') return 'p256';
  return form.startsWith('ed25519') ? 'ed25519' : null;
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
