import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { decodeText } from '../encoding.ts';

/** Of what kind the keys of a scheme are. */
export type PairKind = 'ed25519' | 'p256' | 'rsa';

export interface Pair {
  publicKey: KeyObject;
  /** null where only the public half was given. */
  privateKey: KeyObject | null;
}

/** DER around a bare key: RFC 8410 for Ed25519, RFC 5480 for a point of P-256. */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const P256_SPKI = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
const P256_SHORT_SPKI = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');

/**
 * A key pair, or its public half, in any form that vendors hand keys out in: PEM, a certificate, a
 * JWK (alone, in a set, in the answer of an API), DER or a bare key as hex, base64 or base64url,
 * `whpk_` and `whsk_`. null where the text is no key of this kind.
 */
export function readPair(text: string, kind: PairKind): Pair | null {
  try {
    const found = readAny(text.trim(), kind);
    return found !== null && isOf(found.publicKey, kind) ? found : null;
  } catch {
    return null;
  }
}

/** The forms that `readPair` takes, in words. */
export function keyForms(kind: PairKind): string[] {
  const bare = { ed25519: ['hex', 'base64'], p256: ['base64'], rsa: ['base64 (DER)'] }[kind];
  const last = kind === 'ed25519' ? 'whpk_…' : 'certificate';
  return [...bare, 'PEM', 'JWK', last];
}

function readAny(text: string, kind: PairKind): Pair | null {
  // From environment files: in quotes, with \n written out.
  const clean = text.replace(/^(["'])(.*)\1$/s, '$2');
  if (clean.startsWith('{')) return ofJson(JSON.parse(clean), kind);
  if (clean.includes('-----BEGIN')) return ofPem(clean.replaceAll(String.raw`\n`, '\n'));
  if (clean.startsWith('whsk_')) return ofSeed(decodeText(clean.slice(5), 'base64'));
  const bare = clean.replace(/^(whpk_|0x)/, '').replaceAll(/[\s:]/g, '');
  const bytes =
    decodeText(bare, 'hex') ?? decodeText(bare, 'base64') ?? decodeText(bare, 'base64url');
  return bytes === null ? null : ofBytes(bytes, kind);
}

function isOf(key: KeyObject, kind: PairKind): boolean {
  if (kind !== 'p256') return key.asymmetricKeyType === kind;
  return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

/** A JWK, the first fitting one of a set, or what an API wraps around a key. */
function ofJson(value: unknown, kind: PairKind): Pair | null {
  if (typeof value === 'string') return readPair(value, kind);
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    const found = value.map((entry: unknown) => ofJson(entry, kind));
    return found.find((pair) => pair !== null && isOf(pair.publicKey, kind)) ?? null;
  }
  if ('kty' in value && typeof value.kty === 'string') {
    const how = { key: { ...value, kty: value.kty }, format: 'jwk' as const };
    return 'd' in value ? ofPrivate(createPrivateKey(how)) : ofPublic(createPublicKey(how));
  }
  const inside = ['key', 'keys', 'public_key', 'publicKey', 'public', 'data'] as const;
  const members = inside.map((name): unknown => (value as Record<string, unknown>)[name]);
  return ofJson(
    members.filter((member) => member !== undefined),
    kind,
  );
}

function ofPem(text: string): Pair {
  const pem = text.slice(text.indexOf('-----BEGIN'));
  return pem.includes('PRIVATE KEY')
    ? ofPrivate(createPrivateKey(pem))
    : ofPublic(createPublicKey(pem));
}

function ofSeed(bytes: Buffer | null): Pair | null {
  if (bytes?.length !== 64 && bytes?.length !== 32) return null;
  const key = Buffer.concat([ED25519_PKCS8, bytes.subarray(0, 32)]);
  return ofPrivate(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
}

function ofBytes(bytes: Buffer, kind: PairKind): Pair | null {
  const around = wrapping(bytes, kind);
  if (around !== null) return ofDer(Buffer.concat([around, bytes]), 'spki');
  return (
    ofDer(bytes, 'spki') ??
    (kind === 'rsa' ? ofDer(bytes, 'pkcs1') : null) ??
    attempt(() => ofPrivate(createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }))) ??
    attempt(() => ofPem(certificateOf(bytes)))
  );
}

/** What makes a bare key a SubjectPublicKeyInfo; null where these bytes are none. */
function wrapping(bytes: Buffer, kind: PairKind): Buffer | null {
  if (kind === 'ed25519' && bytes.length === 32) return ED25519_SPKI;
  if (kind !== 'p256') return null;
  if (bytes.length === 65 && bytes[0] === 4) return P256_SPKI;
  return bytes.length === 33 && (bytes[0] === 2 || bytes[0] === 3) ? P256_SHORT_SPKI : null;
}

function ofDer(key: Buffer, type: 'spki' | 'pkcs1'): Pair | null {
  return attempt(() => ofPublic(createPublicKey({ key, format: 'der', type })));
}

function certificateOf(bytes: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

function attempt(read: () => Pair): Pair | null {
  try {
    return read();
  } catch {
    // Not in this form: others are tried.
    return null;
  }
}

function ofPrivate(privateKey: KeyObject): Pair {
  return { publicKey: createPublicKey(privateKey), privateKey };
}

function ofPublic(publicKey: KeyObject): Pair {
  return { publicKey, privateKey: null };
}
