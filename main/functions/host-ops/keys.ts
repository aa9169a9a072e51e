import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Reads a key in PEM form. What is wrong with it is said without a word of the key itself. */
function read(pem: string, kind: 'private' | 'public'): KeyObject {
  try {
    return kind === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
  } catch {
    throw new Error(`the ${kind} key is not a key in PEM form`);
  }
}

/** @throws Error where it is a key of another kind. */
export function rsaKey(pem: string, kind: 'private' | 'public'): KeyObject {
  const key = read(pem, kind);
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss') return key;
  throw new Error(`the ${kind} key is of type ${key.asymmetricKeyType}, not RSA`);
}

/** @param curve the only one its signing method may use (RFC 7518 §3.4). */
export function ecKey(pem: string, kind: 'private' | 'public', curve: string): KeyObject {
  const key = read(pem, kind);
  if (key.asymmetricKeyType !== 'ec') {
    throw new Error(`the ${kind} key is of type ${key.asymmetricKeyType}, not EC`);
  }
  const found = key.asymmetricKeyDetails?.namedCurve;
  if (found === curve) return key;
  throw new Error(`the ${kind} key is on the curve ${found}; this method needs ${curve}`);
}

export type KeyFamily = 'secret' | 'rsa' | 'ec';

/** What a text given as a key is: anything that is no PEM is a shared secret. */
export function familyOf(key: string): KeyFamily {
  if (!key.includes('-----BEGIN')) return 'secret';
  const { asymmetricKeyType: type } = read(key, 'public');
  if (type === 'rsa' || type === 'rsa-pss') return 'rsa';
  if (type === 'ec') return 'ec';
  throw new Error(`a key of type ${type} cannot sign tokens`);
}
